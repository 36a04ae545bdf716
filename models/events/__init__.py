"""The log of what happened to a call, on our own clock: the only source of times and norms.

Here: kinds of events, their table, adding and reading. Rules over them are `models.rules.clocks`.
Nothing is changed or removed: what was learnt late is added with the time when it happened.
"""
