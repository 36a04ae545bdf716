"""Account and telephone numbers, and what a meter shows."""

import re
from dataclasses import dataclass
from decimal import Decimal

from ivr.engine.channel import Heard


@dataclass(frozen=True)
class Digits:
    """A string of `shortest` to `max_keys` digits."""

    shortest: int
    max_keys: int

    def parse(self, heard: Heard) -> str | None:
        if re.fullmatch(rf"[0-9]{{{self.shortest},{self.max_keys}}}", heard.text):
            return heard.text
        return None


@dataclass(frozen=True)
class Shown:
    """What a meter shows; None if the caller passed over it."""

    value: Decimal | None


@dataclass(frozen=True)
class Register:
    """What a register of `wheels` digits and `decimals` behind the mark shows (M1).

    Keyed as 123, as 123*45, or as all the digits of the register together: 00123450. Any other
    number of digits could mean several things and is no answer. `#` alone skips, if it may.
    """

    wheels: int
    decimals: int
    may_skip: bool = False

    @property
    def max_keys(self) -> int:
        return self.wheels + self.decimals + (1 if self.decimals else 0)

    def parse(self, heard: Heard) -> Shown | None:
        if heard.text == "#" and self.may_skip:
            return Shown(None)
        matched = re.fullmatch(r"([0-9]+)(?:\*([0-9]*))?", heard.text)
        if not matched:
            return None
        whole, behind = matched[1], matched[2]
        if behind is None and self.decimals and len(whole) == self.wheels + self.decimals:
            whole, behind = whole[: self.wheels], whole[self.wheels :]
        if len(whole) > self.wheels or len(behind or "") > self.decimals:
            return None
        return Shown(Decimal(f"{whole}.{behind or 0}").normalize() + 0)
