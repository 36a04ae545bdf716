"""Who the caller says he is: a number and a name, hostile ones included, as SIP can carry them."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from ivr.callers.message import address_of

_LINE_BREAKS = re.compile(r"[\r\n]+")


@dataclass(frozen=True)
class Identity:
    """The From of a call; both parts are whatever a caller's network may send.

    A hostile number travels percent-encoded, which is how a line break or a quote in it reaches
    Asterisk. A hostile name travels as a quoted string; a line break in it is folded, the only
    way SIP can carry one, and Asterisk takes no notice of a call with such a name.
    """

    number: str = "79001234567"
    name: str = ""

    def header(self, host: str, tag: str) -> str:
        """The value of the From header of a caller at `host`."""
        return f"{self._shown()}<sip:{self.user}@{host}>;tag={tag}"

    @property
    def user(self) -> str:
        """The number as the user part of a SIP address."""
        return quote(self.number, safe="+")

    def _shown(self) -> str:
        escaped = re.sub(r'(["\\])', r"\\\1", self.name)
        folded = _LINE_BREAKS.sub("\r\n ", escaped)
        return f'"{folded}" ' if self.name else ""


def identity_of(sender: str) -> Identity:
    """Who calls by the From header of a call that came."""
    name, opened, _ = sender.partition("<")
    quoted = re.fullmatch(r'"(.*)"', name.strip(), re.DOTALL)
    shown = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else name.strip() if opened else ""
    user = address_of(sender).partition(":")[2].partition("@")[0].partition(";")[0]
    return Identity(unquote(user), shown)
