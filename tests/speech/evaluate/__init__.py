"""Evaluations of speech, and the simulated callers who show what the gates are for."""
