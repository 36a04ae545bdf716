"""The floor as it is now: one line to the gateway, and from it a stream to each open page."""
