"""Hints for the auditor (A 13-15, C8, C9): places worth listening to. Never verdicts.

Pure: no I/O, no clock. What the recogniser at hand could not have heard is not hinted at.
"""

from recordings.hints.find import find
from recordings.hints.records import Hint, Kind, Stretch, Talk, Word, from_json, to_json

__all__ = ["Hint", "Kind", "Stretch", "Talk", "Word", "find", "from_json", "to_json"]
