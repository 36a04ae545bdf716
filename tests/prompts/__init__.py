"""Wording, grammar and sound of what the caller hears."""
