"""Listening to recordings: finding them, who may hear what, links that work once, and the log (P2).

Knows no pages. How a sound is kept is `recordings.archive`'s, how long `recordings.retention`'s.
"""
