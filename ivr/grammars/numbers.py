"""Account and telephone numbers, and what a meter shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from config.utility import Language
from ivr.engine.channel import By, Finished, Heard
from ivr.grammars.commands import command_phrases
from ivr.grammars.spoken.digits import digit_string
from ivr.grammars.spoken.languages import LEXICONS
from ivr.grammars.spoken.meanings import meaning_of_all
from ivr.grammars.spoken.readings import reading
from ivr.grammars.spoken.words import Kind, words_of
from models.rules.readings import as_shown

# A word behind which a number may go on and still have as many digits: двадцать, двадцать три.
_OPEN = {Kind.TEN, Kind.HUNDRED, Kind.MARK, Kind.MARK_OF_ONE, Kind.MARKS, Kind.JOIN}
# Words that end a reading.
_LAST = {Kind.PART, Kind.AND_A_HALF, Kind.HALF, Kind.ONE_AND_A_HALF, Kind.MEASURE, Kind.LITRE}


@dataclass(frozen=True)
class Digits:
    """A string of `shortest` to `max_keys` digits; said one by one, in groups, or both."""

    shortest: int
    max_keys: int

    def parse(self, heard: Heard, language: Language) -> str | None:
        if heard.by is By.SPEECH:
            tokens = LEXICONS[language].tokens(heard.text)
            return digit_string(tokens, self.shortest, self.max_keys) if tokens else None
        if re.fullmatch(rf"[0-9]{{{self.shortest},{self.max_keys}}}", heard.text):
            return heard.text
        return None

    def phrases(self, language: Language) -> Sequence[str]:
        lexicon = LEXICONS[language]
        return [*lexicon.dictated, *lexicon.corrections, *command_phrases(language)]

    def finished(self, said: str, language: Language) -> Finished:
        if self.parse(Heard(said, By.SPEECH), language) is None:
            return Finished.NO
        if _last_kind(said, language) in _OPEN:
            return Finished.HARDLY
        return Finished.YES if self.shortest == self.max_keys else Finished.MAYBE


@dataclass(frozen=True)
class Shown:
    """What a meter shows; None if the caller passed over it. `spoken`: not by keys alone."""

    value: Decimal | None
    spoken: bool = False


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

    def parse(self, heard: Heard, language: Language) -> Shown | None:
        return self._said(heard.text, language) if heard.by is By.SPEECH else self._keyed(heard)

    def phrases(self, language: Language) -> Sequence[str]:
        lexicon = LEXICONS[language]
        return [
            *lexicon.dictated,
            *lexicon.large,
            *(lexicon.behind if self.decimals else ()),
            *(lexicon.skip if self.may_skip else ()),
            *lexicon.corrections,
            *command_phrases(language),
        ]

    def finished(self, said: str, language: Language) -> Finished:
        shown = self._said(said, language)
        if shown is None:
            return Finished.NO
        last = _last_kind(said, language)
        if shown.value is None or last in _LAST:
            return Finished.YES
        return Finished.HARDLY if last in _OPEN else Finished.MAYBE

    def _said(self, text: str, language: Language) -> Shown | None:
        lexicon = LEXICONS[language]
        skips = dict.fromkeys(lexicon.skip, True)
        if self.may_skip and meaning_of_all(words_of(text), skips, lexicon.hesitations):
            return Shown(None)
        tokens = lexicon.tokens(text)
        value = reading(tokens, self.wheels, self.decimals) if tokens else None
        return None if value is None else Shown(value.normalize() + 0, spoken=True)

    def _keyed(self, heard: Heard) -> Shown | None:
        if heard.text == "#" and self.may_skip:
            return Shown(None)
        matched = re.fullmatch(r"([0-9]+)(?:\*([0-9]*))?", heard.text)
        if not matched:
            return None
        value = as_shown(matched[1], matched[2], self)
        return None if value is None else Shown(value)


def _last_kind(said: str, language: Language) -> Kind | None:
    tokens = LEXICONS[language].tokens(said)
    return tokens[-1].kind if tokens else None
