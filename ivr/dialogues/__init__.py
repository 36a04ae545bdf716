"""Conversations, each an ordinary function that reads in the caller's order.

No clock, no chance, no settings, no clean-up in `finally`: a call that is taken up again by another
server runs the function once more over its journal.
"""
