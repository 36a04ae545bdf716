"""Calling back by machine (C9): attempts, why one was refused, and what came of each.

Here: the record, in which two processes at once are an ordinary case. Not here: how a call is
placed (`ivr.outbound`), and what the rules are (`models.rules.outbound`).
"""
