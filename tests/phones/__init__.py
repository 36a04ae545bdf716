"""Kinds of phone on which every written conversation is held.

A phone is a function from a desk, a transcript and a script to what was said, keyed, and how it
ended.
"""

from collections.abc import Callable, Sequence

from ivr.desk import Desk
from tests.transcript import Transcript

Phone = Callable[[Desk, Transcript, Sequence[str]], list[str]]
