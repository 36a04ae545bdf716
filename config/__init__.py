"""Settings, profiles of utilities, logging, and what is needed to have an Asterisk.

Imports nothing of ours. Everything else may import this.
"""
