"""Digest authentication (RFC 7616, RFC 8760): what is answered to a challenge. No sockets."""

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from ivr.callers.failures import CallFailed
from ivr.callers.message import Header, Message

CHALLENGED = (401, 407)
_PART = re.compile(r'([a-zA-Z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
# The better one first, where both are offered.
_HASHES: dict[str, Callable[[bytes], str]] = {
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
}


class CannotAuthenticate(CallFailed):
    """A challenge of a kind that is not known here."""


@dataclass(frozen=True)
class Credentials:
    """The name and password of a telephone."""

    name: str
    password: str

    def header(self, challenged: Message, method: str, uri: str) -> Header:
        """The header that answers a 401 or 407 to a request. Raises CannotAuthenticate."""
        proxy = challenged.status == 407
        challenge = _best(challenged.all("proxy-authenticate" if proxy else "www-authenticate"))
        answer = self.answer(challenge, method, uri, secrets.token_hex(8))
        return ("Proxy-Authorization" if proxy else "Authorization", answer)

    def answer(self, challenge: str, method: str, uri: str, ours: str) -> str:
        """The answer to one challenge; `ours` is our nonce. Raises CannotAuthenticate."""
        asked = _parts(challenge)
        digest = _HASHES.get(asked.get("algorithm", "MD5").upper())
        kinds = [kind.strip() for kind in asked.get("qop", "").split(",")]
        if digest is None or not (kinds == [""] or "auth" in kinds):
            raise CannotAuthenticate(f"a challenge of an unknown kind: {challenge}")
        realm, nonce = asked.get("realm", ""), asked.get("nonce", "")
        who = digest(f"{self.name}:{realm}:{self.password}".encode())
        what = digest(f"{method}:{uri}".encode())
        parts = {"username": self.name, "realm": realm, "nonce": nonce, "uri": uri}
        plain = {name: asked[name] for name in ("algorithm",) if name in asked}
        if "auth" in kinds:
            plain |= {"qop": "auth", "nc": "00000001"}
            parts |= {"cnonce": ours}
            between = f"{nonce}:00000001:{ours}:auth"
        else:
            between = nonce
        parts |= {"response": digest(f"{who}:{between}:{what}".encode())}
        parts |= {name: asked[name] for name in ("opaque",) if name in asked}
        quoted = [f'{name}="{value}"' for name, value in parts.items()]
        return "Digest " + ", ".join(quoted + [f"{name}={value}" for name, value in plain.items()])


def _best(challenges: list[str]) -> str:
    """The challenge with the best algorithm that we know. Raises CannotAuthenticate."""
    for known in _HASHES:
        for challenge in challenges:
            if _parts(challenge).get("algorithm", "MD5").upper() == known:
                return challenge
    raise CannotAuthenticate("no challenge of a kind known here: " + "; ".join(challenges))


def _parts(challenge: str) -> dict[str, str]:
    scheme, _, parts = challenge.partition(" ")
    if scheme.lower() != "digest":
        return {"algorithm": f"none of {scheme}"}
    return {name.lower(): quoted or plain for name, quoted, plain in _PART.findall(parts)}
