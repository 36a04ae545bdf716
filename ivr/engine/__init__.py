"""How a conversation is held: the call, its journal and its outcomes.

Pure: the world is met through `Channel` (the caller) and `Office` (the database) alone.
"""
