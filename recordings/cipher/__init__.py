"""Encryption at rest: what lies in a store cannot be read without a key that lies elsewhere.

Each file has a data key of its own, which the ledger keeps wrapped by a master key; a file whose
wrapped key is destroyed is destroyed with all its copies. Knows nothing of sound, stores or the
ledger. The format and the procedure for keys: docs/recordings-format.md.
"""

from recordings.cipher.key_file import BadKeyFile, key_path, master_keys
from recordings.cipher.master_keys import MasterKeys, NoKey, Sealed, WrongKey
from recordings.cipher.sealing import Altered, CutOff, Unreadable, decrypt, encrypt

__all__ = [
    "Altered",
    "BadKeyFile",
    "CutOff",
    "MasterKeys",
    "NoKey",
    "Sealed",
    "Unreadable",
    "WrongKey",
    "decrypt",
    "encrypt",
    "key_path",
    "master_keys",
]
