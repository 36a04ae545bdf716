"""The scale of Asterisk's QUEUE_PRIO: a caller's moment, counted down by the second.

`models/rules/routing.py` gives the priority of a call; the dialplan the same to one that reaches
the queue without a server of ours. Here is only what both must agree on.
"""

from datetime import UTC, datetime

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
BEFORE_ALL = 1_000_000_000  # a priority that is positive, and fits Asterisk's int, until 2057
