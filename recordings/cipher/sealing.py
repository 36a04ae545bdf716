"""Files encrypted and decrypted whole, with the memory of one chunk."""

from collections.abc import Iterator
from typing import BinaryIO

from recordings.cipher.master_keys import MasterKeys, Sealed
from recordings.cipher.stream import Altered, CutOff, Unreadable, seal, unseal

__all__ = ["Altered", "CutOff", "Unreadable", "decrypt", "encrypt"]


def encrypt(source: BinaryIO, into: BinaryIO, segment: str, keys: MasterKeys) -> Sealed:
    """Encrypt what `source` holds, for this segment's id alone.

    The same content is never encrypted to the same bytes twice: a repeat needs the new `Sealed`.
    """
    key, sealed = keys.new_data_key()
    seal(key, segment.encode(), source, into)
    return sealed


def decrypt(source: BinaryIO, sealed: Sealed, segment: str, keys: MasterKeys) -> Iterator[bytes]:
    """The content in pieces, each of which is genuine; that it is whole is known at the end.

    Raises NoKey and WrongKey at once; Altered and CutOff when it gets there. All are Unreadable.
    """
    return unseal(keys.data_key(sealed), segment.encode(), source)
