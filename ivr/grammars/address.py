"""Addresses and flats as callers say them; which address it is, the office finds out.

A grammar knows numbers, letters and words like "дом". It knows no streets: "@streets" among its
phrases stands for those of the utility.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from config.utility import Language
from ivr.engine.channel import By, Finished, Heard
from ivr.grammars.commands import command_phrases
from ivr.grammars.numbers import Digits
from ivr.grammars.spoken.cardinals import cardinals
from ivr.grammars.spoken.digits import singles
from ivr.grammars.spoken.languages import LEXICONS
from ivr.grammars.spoken.meanings import meaning_of_all
from ivr.grammars.spoken.places import PLACES
from ivr.grammars.spoken.words import MOST_WORDS, Kind, Token, words_of
from models.addresses.houses import key_of_parts
from models.addresses.numbering import natural, numberings
from models.addresses.said import Mark, Number, Said

STREETS = "@streets"
BIGGEST = 9999  # of a house or flat
DICTATED = 3  # digits one by one are one number from so many on, or where there is a zero
LONGEST_FILLER = 3  # words


# Words of readings: in an address they are names, as of a street called Половинная.
_NOT_WHOLE = frozenset(
    (Kind.WHOLE, Kind.POINT, Kind.PART, Kind.AND, Kind.AND_A_HALF, Kind.HALF, Kind.ONE_AND_A_HALF)
) | {Kind.MEASURE, Kind.LITRE}


class Instead(Enum):
    """What a caller may say who does not know the account number."""

    ADDRESS = "address"


@dataclass(frozen=True)
class DigitsOrAddress:
    """A number of so many digits, or the wish to be found by address (C3)."""

    digits: Digits

    @property
    def max_keys(self) -> int:
        return self.digits.max_keys

    def parse(self, heard: Heard, language: Language) -> str | Instead | None:
        if heard.by is By.SPEECH and _wants_address(heard.text, language):
            return Instead.ADDRESS
        return self.digits.parse(heard, language)

    def phrases(self, language: Language) -> Sequence[str]:
        return [*self.digits.phrases(language), *PLACES[language].by_address]

    def finished(self, said: str, language: Language) -> Finished:
        if _wants_address(said, language):
            return Finished.MAYBE
        return self.digits.finished(said, language)


def _wants_address(text: str, language: Language) -> bool:
    lexicon, meanings = LEXICONS[language], dict.fromkeys(PLACES[language].by_address, True)
    return bool(meaning_of_all(words_of(text), meanings, lexicon.hesitations))


@dataclass(frozen=True)
class SpokenAddress:
    """Street, house and flat in any order; keys alone are no answer."""

    max_keys: int = 1  # nothing longer is keyed here than the key of an operator

    def parse(self, heard: Heard, language: Language) -> Said | None:
        """The words with what can be numbers; None unless there is a name and a number."""
        said = _said(heard.text, language) if heard.by is By.SPEECH else None
        return said if said and said.numbers and _has_name(said, language) else None

    def phrases(self, language: Language) -> Sequence[str]:
        lexicon = LEXICONS[language]
        heard = [*PLACES[language].heard, *lexicon.dictated, *command_phrases(language)]
        return [STREETS, *dict.fromkeys(heard)]

    def finished(self, said: str, language: Language) -> Finished:
        """Once there can be a flat. A house alone may go on, and so may a number."""
        parsed = self.parse(Heard(said, By.SPEECH), language)
        ways = natural(numberings(parsed, ())) if parsed else []
        return Finished.MAYBE if any(way.flat for way in ways) else Finished.NO


@dataclass(frozen=True)
class FlatNumber:
    """The number of a flat, perhaps with a letter; keyed or said. Gives the key of the flat."""

    max_keys: int = 4

    def parse(self, heard: Heard, language: Language) -> str | None:
        if heard.by is not By.SPEECH:
            known = re.fullmatch(r"0*([1-9][0-9]*)", heard.text)
            return known[1] if known else None
        said = _said(heard.text, language)
        if said is None or any(mark is not Mark.FLAT for mark in said.marks.values()):
            return None
        return _flat(said)

    def phrases(self, language: Language) -> Sequence[str]:
        flats = [form for form, mark in PLACES[language].marks.items() if mark is Mark.FLAT]
        lexicon = LEXICONS[language]
        return [*flats[:1], *lexicon.dictated, *lexicon.corrections, *command_phrases(language)]

    def finished(self, said: str, language: Language) -> Finished:
        known = self.parse(Heard(said, By.SPEECH), language)
        return Finished.NO if known is None else Finished.MAYBE


def _flat(said: Said) -> str | None:
    """The one number that all the words are."""
    first = 1 if 0 in said.marks else 0
    ends = {len(said.words), len(said.words) - 1 if len(said.words) - 1 in said.marks else -1}
    found = set()
    for number in said.numbers:
        letter = said.letters.get(number.end)
        if number.start == first and number.end + (1 if letter else 0) in ends:
            found.add(key_of_parts([number.digits, letter] if letter else [number.digits]))
    return found.pop() if len(found) == 1 else None


def _has_name(said: Said, language: Language) -> bool:
    """Whether a word is left that can be of a street: more than numbers, letters and marks."""
    known = said.marks.keys() | said.letters.keys()
    left = [word for at, word in enumerate(said.words) if at not in known]
    return any(not (word.isdecimal() or _token(word, language)) for word in left)


def _said(text: str, language: Language) -> Said | None:
    """The words; None if there are too many, or a correction: then all is asked again."""
    lexicon, places = LEXICONS[language], PLACES[language]
    words = list(_without_fillers(words_of(text), language))
    tokens = [_token(word, language) for word in words]
    while tokens and tokens[0] and tokens[0].kind is Kind.CORRECTION:
        del tokens[0], words[0]
    corrected = any(token and token.kind is Kind.CORRECTION for token in tokens)
    if corrected or not words or len(words) > MOST_WORDS:
        return None
    numbers = list(_numbers(words, tokens, language))
    ends = {number.end for number in numbers}
    marks = {at: places.marks[word] for at, word in enumerate(words) if word in places.marks}
    letters = {
        at: places.letters[word]
        for at, word in enumerate(words)
        if word in places.letters
        and (at in ends or at - 1 in marks)
        and word not in lexicon.numbers
    }
    return Said(words, numbers, marks, letters, places.marks_follow)


def _without_fillers(words: Sequence[str], language: Language) -> Iterator[str]:
    """What is left without hesitations and prepositions; after a number "а" is a letter."""
    lexicon, places = LEXICONS[language], PLACES[language]
    silent, at, letter_may_follow = lexicon.hesitations | places.fillers, 0, False
    while at < len(words):
        word = words[at]
        length = next(
            (n for n in range(LONGEST_FILLER, 0, -1) if " ".join(words[at : at + n]) in silent), 0
        )
        if word in places.letters and letter_may_follow:
            length = 0
        if not length:
            yield word
            number = word.isdecimal() or bool(_token(word, language))
            letter_may_follow = number or word in places.marks
        at += length or 1


def _token(word: str, language: Language) -> Token | None:
    """The word as part of a whole number, or as a correction, if it is one."""
    token = PLACES[language].ordinals.get(word) or LEXICONS[language].numbers.get(word)
    return None if token and token.kind in _NOT_WHOLE else token


def _numbers(
    words: Sequence[str], tokens: Sequence[Token | None], language: Language
) -> Iterator[Number]:
    """All numbers that begin at some word."""
    ordinal = [word in PLACES[language].ordinals for word in words]
    yield from _figures(words)
    for start in range(len(words)):
        if tokens[start] is None:
            continue
        run = tuple(_until_none(tokens[start:]))
        found = {(str(value), end) for value, end in cardinals(run, 0) if 0 < value <= BIGGEST}
        for digits, end in sorted({*found, *_dictated(run)}):
            last = start + end
            if not any(ordinal[start : last - 1]):  # only the last word of an ordinal is one
                yield Number(start, last, digits, ordinal[last - 1])


def _figures(words: Sequence[str]) -> Iterator[Number]:
    """Numbers written in figures; keys pressed one after another are one number."""
    start = 0
    while start < len(words):
        end = start + 1
        if words[start].isdecimal() and len(words[start]) == 1:
            while end < len(words) and words[end].isdecimal() and len(words[end]) == 1:
                end += 1
        digits = "".join(words[start:end])
        if digits.isdecimal() and 0 < int(digits) <= BIGGEST:
            yield Number(start, end, str(int(digits)))
        start = end


def _dictated(run: tuple[Token, ...]) -> Iterator[tuple[str, int]]:
    """Digits said one by one: один ноль один."""
    reached, at = "", 0
    while one := next(singles(run, at), None):
        reached, at = reached + one[0], one[1]
        several = len(reached) >= DICTATED or (len(reached) > 1 and "0" in reached)
        if several and reached[0] != "0" and int(reached) <= BIGGEST:
            yield reached, at


def _until_none(tokens: Sequence[Token | None]) -> Iterator[Token]:
    for token in tokens:
        if token is None:
            return
        yield token
