"""Words of customers' names: as they are kept, and as they may be typed. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from models.addresses.names import sound_of

LEAST = 2  # letters of a word that is kept; one letter is an initial
LONGEST = 24  # letters of a word that count
SLIPS_FROM = 4  # letters from which a word may have a letter too many, too few or wrong
STEM = 4  # letters that an ending leaves

_WORD = re.compile(r"\d+|[^\W\d_]+")
_OF_ENTERPRISE = "ооо оао зао пао ао ип тоо жшс гу гкп кск мку муп мбоу мбдоу sia as ik ltd llc the"
_FORMS = frozenset(_OF_ENTERPRISE.split())
_OF_CASES = (
    "ыми ими ого его ому ему ами ями ой ей ою ею ый ий ая яя ое ее ым им ом ем ых их ую юю ам ям"
    " ах ях а я у ю е ы и о ь"
)
_ENDINGS = _OF_CASES.split()
# Keys of the Latin layout under the letters of the Russian one: typed without switching over.
_LAYOUT = str.maketrans("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюе")


def words_of(name: str) -> list[str]:
    """The words a name is found by: no initials or forms of enterprise, unless it is only these."""
    every = [word[:LONGEST] for word in _WORD.findall(folded(name))]
    telling = [word for word in every if len(word) >= LEAST and word not in _FORMS]
    return list(dict.fromkeys(telling or every))


def initials_of(name: str) -> list[str]:
    """The letters that stand alone."""
    return [word for word in _WORD.findall(folded(name)) if len(word) == 1]


def folded(text: str) -> str:
    """Lower case, ё as е."""
    return text.casefold().replace("ё", "е")


@lru_cache(maxsize=1 << 14)
def stem_of(word: str) -> str:
    """The word without the ending that a case gives it."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= STEM:
            return word.removesuffix(ending)
    return word


def same_but_for_ending(one: str, other: str) -> bool:
    """Whether two words are one in different cases: Петрова, Петровой."""
    return stem_of(one) == stem_of(other)


def slips_of(word: str) -> set[str]:
    """What the word and those that differ from it by one slip of the keyboard have in common."""
    found = {word, f"~{sound_of(word)}"}
    if len(word) >= SLIPS_FROM:
        found |= {word[:at] + word[at + 1 :] for at in range(len(word))}
    return found


def in_russian_layout(typed: str) -> str:
    """What the same keys give after switching over; the text itself where it has other letters."""
    return typed.casefold().translate(_LAYOUT) if typed.isascii() else typed


def contract_key(contract: str) -> str:
    """A contract's number for comparing: its letters and digits."""
    return "".join(filter(str.isalnum, folded(contract)))


def digits_of(text: str) -> str:
    """The ASCII digits of a text."""
    return "".join(letter for letter in text if letter in "0123456789")


def matched(asked: Iterable[str], name: str) -> list[str]:
    """The words of a name which the asked words can mean, for ranking and for showing."""
    return [word for word in words_of(name) if any(_means(one, word) for one in asked)]


def _means(asked: str, word: str) -> bool:
    return (
        word.startswith(asked)
        or same_but_for_ending(asked, word)
        or sound_of(asked) == sound_of(word)
        or (len(asked) >= SLIPS_FROM and OSA.distance(asked, word, score_cutoff=1) <= 1)
    )
