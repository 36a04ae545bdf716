"""Sounds of prompts: made by a synthesiser or a studio, kept by content, named for Asterisk.

No wording here, and no telephony: what comes in is a piece of text in a language, what goes out
is a file of telephone sound.
"""

from ivr.prompts.sounds.store import SoundStore

__all__ = ["SoundStore"]
