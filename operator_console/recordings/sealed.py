"""What is personal in a search, so that it can stand in an address: sealed, for us alone.

Neither a customer's number nor words that were spoken may be in an address.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from flask import request

from operator_console.office import this_office

LASTS = 12 * 3600  # seconds; no session is longer
LONGEST = 100  # characters of each


class About(msgspec.Struct, frozen=True):
    """A customer's account, and words, both as they were typed; empty where nothing was."""

    account: str = ""
    words: str = ""


@dataclass(frozen=True)
class Seal:
    """With the console's own key."""

    key: bytes

    def seal(self, about: About) -> str:
        """For an address; empty if nothing is to be sealed."""
        if about == About():
            return ""
        return Fernet(self.key).encrypt(msgspec.json.encode(about)).decode()

    def opened(self, text: str) -> About:
        """What was sealed; nothing, if that was not here or too long ago."""
        try:
            return msgspec.json.decode(Fernet(self.key).decrypt(text, LASTS), type=About)
        except (InvalidToken, ValueError):  # the latter: other than ASCII
            return About()


def this_seal() -> Seal:
    """Of this console."""
    secret = this_office().settings.secret("searches of recordings")
    return Seal(base64.urlsafe_b64encode(bytes.fromhex(secret)))


def for_address(fields: Sequence[str]) -> dict[str, Any]:
    """What the form says: these as they are, and sealed what is personal."""
    said: dict[str, Any] = {key: request.form[key] for key in fields if request.form.get(key)}
    about = this_seal().seal(About(_field("account"), _field("words")))
    return said | ({"about": about} if about else {})


def _field(name: str) -> str:
    found: Any = request.form.get(name, "")
    return " ".join(found.split())[:LONGEST]
