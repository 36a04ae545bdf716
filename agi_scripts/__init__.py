"""What Asterisk runs: the FastAGI server and its routes, each also a plain AGI script.

No business logic: a route names a dialogue.
"""
