"""Why somebody listens, and why somebody may not: words that screens have texts for."""

from enum import StrEnum

LONGEST = 200  # characters


class Reason(StrEnum):
    """Why a call is listened to; words may be added, and must be where there is no better one."""

    AUDIT = "audit"
    COMPLAINT = "complaint"
    TRAINING = "training"
    VERIFICATION = "verification"  # of what was entered
    OTHER = "other"


class Why(StrEnum):
    """Why somebody is refused."""

    ROLE = "role"
    NO_REASON = "no_reason"
    NO_SOUND = "no_sound"  # missing, or not settled yet
    DESTROYED = "destroyed"
    UNREADABLE = "unreadable"  # the store or a key fails
    UNKNOWN = "unknown"  # no such recording, no such link
    OTHER_OPERATOR = "other_operator"  # of the link
    OTHER_SESSION = "other_session"
    USED = "used"
    EXPIRED = "expired"


class Refused(Exception):
    """It is refused, and that is on record."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


def written(kind: str, words: str) -> str:
    """The reason as it is kept; empty where it is none."""
    words = " ".join(words.split())[:LONGEST]
    if kind not in set(Reason) or (kind == Reason.OTHER and not words):
        return ""
    return f"{kind}: {words}" if words else kind
