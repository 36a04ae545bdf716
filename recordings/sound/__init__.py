"""The sound of recordings: from what Asterisk wrote to what is kept, and back for transcription.

Two sides of a call, 16 bits at 8 kHz. Knows nothing of calls, of the ledger, of encryption, or
of where files are kept. Why Opus, and this much of it: docs/recordings-format.md.
"""

from recordings.sound.archived import decode, encode
from recordings.sound.raw import FRAME, RATE, SIDES, BadSound, Encoded
from recordings.sound.repair import Lacked, Repaired, repair

__all__ = [
    "FRAME",
    "RATE",
    "SIDES",
    "BadSound",
    "Encoded",
    "Lacked",
    "Repaired",
    "decode",
    "encode",
    "repair",
]
