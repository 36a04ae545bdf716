"""Passwords: what is one, how it is kept, whether it is right.

The hashing is argon2's, by its library; how long it takes says nothing about whether there was
anything to compare with.
"""

import secrets
from dataclasses import dataclass, field
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 10, 200  # characters
DIFFERENT = 5  # characters at least
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read for another
GROUPS, GROUP = 4, 4  # 16 of 31 letters: 79 bits

_hasher = PasswordHasher()
_at_once = BoundedSemaphore(2)  # each takes a core, and the memory of argon2


def is_password(text: str, login: str) -> bool:
    """Whether somebody may choose it."""
    return (
        SHORTEST <= len(text) <= LONGEST
        and len(set(text)) >= DIFFERENT
        and login.lower() not in text.lower()
    )


@dataclass(frozen=True)
class OneTime:
    """A password that must be changed by who gets it."""

    text: str = field(repr=False)
    hash: str = field(repr=False)

    @classmethod
    def of(cls, text: str) -> "OneTime":
        """Takes its time: not within a transaction."""
        return cls(text, hash_of(text))

    @classmethod
    def make(cls) -> "OneTime":
        """Easy to read out: `k7mp-x4dq-9hta-w2vn`."""
        groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
        return cls.of("-".join(groups))


def hash_of(password: str) -> str:
    """What is kept instead of the password."""
    with _at_once:
        return _hasher.hash(password)


def is_right(password: str, kept: str) -> bool:
    """Whether the kept hash, perhaps empty, is that of the password. Takes the same time always."""
    with _at_once:
        try:
            return _hasher.verify(kept or _decoy(), password[: LONGEST + 1]) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether hashes are made otherwise by now: time to make it anew."""
    return _hasher.check_needs_rehash(kept)


@cache
def _decoy() -> str:
    """The hash of a password that nobody knows."""
    return _hasher.hash(secrets.token_urlsafe())
