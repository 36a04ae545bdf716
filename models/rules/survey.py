"""Who is asked for an opinion after a talk, and what makes an unhappy one (P6). Pure."""

from hashlib import sha256

BEST, GOOD, UNHAPPY = 5, 4, 2  # of the grades 1 to 5; good from, unhappy up to
_ALL = 2**32


def is_drawn(key: str, share: float) -> bool:
    """Whether a call is of this share of all, by the key it came with: nobody chooses it."""
    return int(sha256(f"survey:{key}".encode()).hexdigest()[:8], 16) < share * _ALL


def is_unhappy(grades: list[int]) -> bool:
    """Whether somebody has to call back about it."""
    return bool(grades) and min(grades) <= UNHAPPY
