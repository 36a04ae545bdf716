"""What is left to do after a call: requests that are open, and how they end."""
