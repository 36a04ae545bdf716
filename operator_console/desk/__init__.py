"""The operator's desk: the telephone, the clocks, and the work of the call that goes on."""
