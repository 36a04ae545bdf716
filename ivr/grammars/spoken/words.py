"""Words as a recogniser writes them, and what a language's lexicon makes of them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property


class Kind(Enum):
    """What part a word plays in a number."""

    ZERO = auto()
    UNIT = auto()  # 1 to 9
    TEEN = auto()  # 10 to 19 where no unit may follow
    TEN = auto()  # 20 to 90, and 10 where a unit may follow
    HUNDRED = auto()  # 100 to 900 in one word
    MARK = auto()  # 100, 1000, 1000000 as words of their own
    MARK_OF_ONE = auto()  # the same, but only alone or after one: simts, viens simts
    MARKS = auto()  # the same, but only after their number: пять тысяч
    JOIN = auto()  # inside a number without meaning: one hundred and five
    DIGIT = auto()  # a digit as a noun: пятёрка
    DIGITS = auto()  # the same after a count: три пятёрки
    TIMES = auto()  # double; or 0 for a word after the count: үш рет
    WHOLE = auto()  # целых
    POINT = auto()  # запятая
    PART = auto()  # десятых: its number of decimals
    AND = auto()  # before the part behind the mark: сто и пять десятых
    AND_A_HALF = auto()
    HALF = auto()
    ONE_AND_A_HALF = auto()
    MEASURE = auto()  # the meter's own unit
    LITRE = auto()
    CORRECTION = auto()  # what follows replaces something said before
    NUMERAL = auto()  # a whole number written in figures: 123


@dataclass(frozen=True)
class Token:
    """One word, or one fixed phrase, of a number."""

    kind: Kind
    value: int = 0


Tokens = tuple[Token, ...]
MOST_WORDS = 40  # of one answer


def words_of(text: str) -> list[str]:
    """Lower-case words without punctuation, ё as е; `[unk]` stays a word nobody knows.

    The key `*` is a word, and so is a mark inside figures: "123,5" has three.
    """
    plain = unicodedata.normalize("NFC", text).casefold().replace("ё", "е")
    return re.findall(r"\w+|\*|(?<=\d)[.,](?=\d)", plain)


def phrase(text: str) -> str:
    """A phrase of a lexicon in the form in which it is looked up."""
    return " ".join(words_of(text))


def phrases(text: str) -> tuple[str, ...]:
    """Phrases divided by commas or line ends."""
    return tuple(phrase(one) for one in re.split(r"[,\n]", text) if one.strip())


def forms(kind: Kind, table: str) -> dict[str, Token]:
    """A table of one value to a line, with the forms that say it, divided by commas or spaces.

    In a line with a comma the forms are divided by commas alone and may have several words.
    """
    found = {}
    for line in table.strip().splitlines():
        value, said = line.split(maxsplit=1)
        for form in phrases(said) if "," in said else said.split():
            found[phrase(form)] = Token(kind, int(value))
    return found


def figures(word: str) -> Tokens:
    """What a key pressed between words, or a recogniser that writes figures, says.

    A figure alone is a digit and never part of a cardinal, so are all of one that begins with zero.
    """
    if not (word.isascii() and word.isdigit()):
        return ()
    if len(word) == 1 or word[0] == "0":
        return tuple(Token(Kind.DIGIT, int(digit)) for digit in word)
    return (Token(Kind.NUMERAL, int(word)),)


def signs(kind: Kind, said: str) -> dict[str, Token]:
    """Phrases, divided by commas, that play the same part."""
    return {one: Token(kind) for one in phrases(said)}


@dataclass(frozen=True)
class Lexicon:
    """What one language calls things. All phrases are in the form that `phrase` gives."""

    numbers: Mapping[str, Token]
    mark: str  # before decimals written in figures
    hesitations: frozenset[str]  # mean nothing, wherever they stand
    yes: Sequence[str]
    no: Sequence[str]
    skip: Sequence[str]
    operator: Sequence[str]
    repeat: Sequence[str]
    emergency: Sequence[str]  # words of danger (C12)
    no_emergency: Sequence[str]  # phrases with such a word that tell of none
    negations: frozenset[str]  # turn a key word into its opposite
    keys: Mapping[str, str]  # a telephone key, by its name or its place in a list
    entries: Mapping[str, Sequence[str]]  # key words of menu entries
    seldom: frozenset[str]  # of keys and entries: said seldom, or sounds like one listened for
    dictated: Sequence[str]  # number words below a thousand as people dictate them
    large: Sequence[str]  # thousand and so on
    behind: Sequence[str]  # for what is behind the decimal mark, and measures
    corrections: Sequence[str]  # the commonest
    agreement: Sequence[str]  # the commonest of yes and no
    commands: Sequence[str]  # the commonest for emergency, operator and repeat

    @cached_property
    def longest(self) -> int:
        """Words of the longest phrase that plays a part in a number."""
        return max(one.count(" ") + 1 for one in [*self.numbers, *self.hesitations])

    def tokens(self, text: str) -> Tokens | None:
        """The words as parts of numbers, without hesitations; None if one word is neither."""
        words, at = words_of(text), 0
        found: list[Token] = []
        if len(words) > MOST_WORDS:
            return None
        while at < len(words):
            if written := self._written(words[at]):
                found += written
                at += 1
                continue
            for length in range(min(self.longest, len(words) - at), 0, -1):
                one = " ".join(words[at : at + length])
                if one in self.numbers or one in self.hesitations:
                    break
            else:
                return None
            if one in self.numbers:
                found.append(self.numbers[one])
            at += length
        return tuple(found)

    def _written(self, word: str) -> Tokens:
        """A word that is no speech: figures, or a decimal mark."""
        return (Token(Kind.POINT),) if word in ("*", self.mark) else figures(word)
