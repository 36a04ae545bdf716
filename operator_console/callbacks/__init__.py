"""Calling back those who were promised it (C9): whose turn it is, who calls, what came of it."""
