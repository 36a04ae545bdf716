"""Secrets under which is sealed what nobody may change: grades, and the proof of destructions.

They are the installation's own and depend on nothing else that may change: lines of a file in home,
the newest first. It is made with one when something is sealed for the first time, and never again:
what to do with the file, and without it, is in docs/retention.md.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from config.files import write_first
from config.settings import Settings
from models.audits.tables import GradeRow
from models.segments.tables import DestructionRow

FILE = "seal-keys"
BYTES = 32  # of chance in a secret
SEALED = (GradeRow.seal, DestructionRow.seal)  # all that is sealed with keys of the file


class BadSealKeys(Exception):
    """There are no keys to seal or to verify with; the message says in one sentence why."""


@dataclass(frozen=True)
class SealKeys:
    """Keys of one chain, the oldest first. The newest seals; the others verify what is older."""

    keys: tuple[str, ...] = field(repr=False)

    @property
    def newest(self) -> str:
        return self.keys[-1]


class Verifier:
    """Walks along a chain: a link is of the same key as the one before, or of a newer one.

    So whoever has an old key cannot add to what is sealed with a newer.
    """

    def __init__(self, keys: SealKeys) -> None:
        self._left = keys.keys

    def fits(self, seal: str, sealed_with: Callable[[str], str]) -> bool:
        """Whether the next link's seal is the one that a key gives."""
        for place, key in enumerate(self._left):
            if hmac.compare_digest(sealed_with(key), seal):
                self._left = self._left[place:]
                return True
        return False


def seal_keys(db: Connection, settings: Settings, purpose: str) -> SealKeys:
    """Those of one chain. Raises BadSealKeys, also rather than make a file that was there before.

    What was sealed could not be verified with a new one, and nobody would know before it matters.
    """
    path = settings.home / FILE
    try:
        if not path.exists():
            if any(db.execute(select(seal).limit(1)).first() for seal in SEALED):
                raise BadSealKeys(f"{path} is gone, and there is what was sealed with its keys")
            write_first(path, f"{secrets.token_urlsafe(BYTES)}\n")
        lines = path.read_text(encoding="ascii").split()
    except OSError as error:
        raise BadSealKeys(f"{path} cannot be used: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadSealKeys(f"{path} is no file of keys: it holds other than plain text") from None
    if not lines:
        raise BadSealKeys(f"{path} holds no key")
    return SealKeys(
        tuple(hmac.new(one.encode(), purpose.encode(), "sha256").hexdigest() for one in lines[::-1])
    )
