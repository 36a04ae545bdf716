"""What can be the case with a segment of a recording."""

from enum import StrEnum


class State(StrEnum):
    """Of a segment. Whatever is not EXPECTED is final but for the destruction (P1)."""

    EXPECTED = "expected"  # the caller has heard that it is recorded (C1)
    STORED = "stored"  # whole, in the archive
    DAMAGED = "damaged"  # in the archive, and what is missing is known
    MISSING = "missing"  # there is no sound to be had
    DESTROYED = "destroyed"
