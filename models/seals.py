"""Secrets under which is sealed what nobody may change: grades, and the proof of destructions.

They are the installation's own and depend on nothing else that may change: lines of a file in home,
the newest first, made with one when it is first wanted. What was sealed before there was such a
file was sealed with the AGI token, which still verifies it. What to do with the file:
docs/retention.md.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from config.files import write_first
from config.settings import Settings

FILE = "seal-keys"
BYTES = 32  # of chance in a secret


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


def seal_keys(settings: Settings, purpose: str) -> SealKeys:
    """Those of one chain. Raises OSError."""
    path = settings.home / FILE
    if not path.exists():
        write_first(path, f"{secrets.token_urlsafe(BYTES)}\n")
    kept = reversed(path.read_text(encoding="ascii").split())
    own = (hmac.new(one.encode(), purpose.encode(), "sha256").hexdigest() for one in kept)
    return SealKeys((settings.secret(purpose), *own))
