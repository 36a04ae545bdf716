"""Houses and flats as registers write them, brought to one form.

A key is the numbers and letters of a house, whatever stands between: "12а", "12 А" and "12, лит. а"
are "12 а"; "25к2", "25/2", "25 корп. 2" and "25 стр. 2" are "25 2".
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from models.addresses.said import Mark

# Latin letters that are typed for the Cyrillic ones they look like.
_ALIKE = str.maketrans("abcehkmoptxy", "авсенкмортху")
_WORDS = {
    Mark.BUILDING: r"корпус|корп|кор|к|korpuss|korp|k|building|bldg",
    Mark.BLOCK: r"строение|стр|с|блок|бл|block",
    Mark.LETTER: r"литера|литер|лит",
    Mark.SLASH: r"[/\\]|дробь",
}
# A number, or a letter that stands alone; before it, what says which part it is.
_PART = re.compile(
    r"[\s.,№-]*(?:"
    + "|".join(f"(?P<is_{mark}>{words})" for mark, words in _WORDS.items())
    + r")?[\s.№-]*"
    r"(?:(?P<number>\d+)|(?<![^\W\d_])(?P<letter>[^\W\d_])(?![^\W\d_]))"
)


@lru_cache(maxsize=1 << 15)
def parts_of(house: str) -> tuple[tuple[Mark | None, str], ...]:
    """The numbers and letters of a house or flat, each with what its number is called by."""
    found: list[tuple[Mark | None, str]] = []
    for match in _PART.finditer(house.casefold()):
        mark = next((mark for mark in _WORDS if match[f"is_{mark}"]), None)
        if match["number"]:
            found.append((mark, match["number"].lstrip("0") or "0"))
        elif found:  # before the first number letters are an abbreviation: д. 5, н/п 3
            found.append((mark, match["letter"]))
    return tuple(found)


def key_of(house: str) -> str:
    """The house or flat for comparing; empty if it has neither number nor letter."""
    return key_of_parts([part for _, part in parts_of(house)])


def key_of_parts(parts: Sequence[str]) -> str:
    """The key of what was said, part by part."""
    return " ".join(part.casefold().translate(_ALIKE) for part in parts)


def called(house: str) -> frozenset[Mark]:
    """How the parts of a house are called, as far as the register says."""
    return frozenset(mark for mark, _ in parts_of(house) if mark)
