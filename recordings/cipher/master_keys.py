"""Master keys, and the data keys they wrap (AES key wrap, RFC 3394)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from recordings.cipher.stream import Unreadable

KEY = 32  # bytes: AES-256


class NoKey(Unreadable):
    """The master key that wrapped a data key is not among those at hand."""


class WrongKey(Unreadable):
    """A wrapped data key was altered, or the master key of that id is another than it was."""


@dataclass(frozen=True)
class Sealed:
    """What the ledger keeps of a file's data key. Destroying it destroys every copy of the file."""

    wrapped_key: bytes = field(repr=False)
    key_id: str


@dataclass(frozen=True)
class MasterKeys:
    """Keys by their ids; the first wraps what is new, the others still open what they wrapped."""

    keys: Mapping[str, bytes] = field(repr=False)

    @property
    def first(self) -> str:
        return next(iter(self.keys))

    def new_data_key(self) -> tuple[bytes, Sealed]:
        """A random key for one file, plain and wrapped."""
        key = secrets.token_bytes(KEY)
        return key, self._wrap(key)

    def data_key(self, sealed: Sealed) -> bytes:
        """Raises NoKey, WrongKey."""
        if sealed.key_id not in self.keys:
            raise NoKey(f"the master key {sealed.key_id} is not at hand")
        try:
            return aes_key_unwrap(self.keys[sealed.key_id], sealed.wrapped_key)
        except InvalidUnwrap:
            raise WrongKey(f"the master key {sealed.key_id} does not open this data key") from None

    def rewrap(self, sealed: Sealed) -> Sealed:
        """The same data key under the first master key; the file stays as it is.

        Raises NoKey, WrongKey.
        """
        return self._wrap(self.data_key(sealed))

    def _wrap(self, key: bytes) -> Sealed:
        return Sealed(aes_key_wrap(self.keys[self.first], key), self.first)
