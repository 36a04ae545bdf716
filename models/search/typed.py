"""An address as people type it, brought to the form that the register of addresses reads. Pure."""

import re

from models.addresses.names import KIND_OF
from models.addresses.said import Mark, Number, Said
from models.search.words import folded

_MARKS = {
    Mark.HOUSE: "д дом үй māja house",
    Mark.BUILDING: "к кор корп корпус korp korpuss bldg building",
    Mark.BLOCK: "с стр строение блок",
    Mark.SLASH: "/ \\ дробь",
    Mark.LETTER: "лит литер литера",
    Mark.FLAT: "кв квартира пом помещение оф офис dz dzīvoklis пәтер flat apt apartment",
}
MARK_OF = {form: mark for mark, forms in _MARKS.items() for form in forms.split()}
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:-[^\W\d_]+)*|[/\\]")
_ORDINAL = re.compile(r"(?<=\d)-?(?:я|й|ая|ый|ой|го|го|е)\b")
_INITIAL = re.compile(r"\b[^\W\d_]\.\s*(?=[^\W\d_]{2})")  # К. Маркса, г. Заречный
_WITHOUT_MEANING = frozenset(("г", "гор", "город", "по", "на", "адрес", "адресу"))
LONGEST_NUMBER = 5  # digits of a house or flat


def typed_address(text: str) -> Said | None:
    """The words and numbers; None unless there are both.

    `25-10` are two numbers, `12а` is a number with a letter, `к` is a building where a number is
    before it and behind it.
    """
    words = [
        word for word in _TOKEN.findall(_INITIAL.sub("", _ORDINAL.sub("", folded(text))))
        if word not in _WITHOUT_MEANING
    ]  # fmt: skip
    marks: dict[int, Mark] = {}
    letters: dict[int, str] = {}
    for at, word in enumerate(words):
        behind_number = at > 0 and words[at - 1].isdecimal()
        before_number = at + 1 < len(words) and words[at + 1].isdecimal()
        if word in MARK_OF and before_number and (behind_number or not _building(word)):
            marks[at] = MARK_OF[word]
        elif word in MARK_OF and len(word) > 1 and not before_number:
            marks[at] = MARK_OF[word]  # лит. а
        elif len(word) == 1 and word.isalpha() and (behind_number or at - 1 in marks):
            letters[at] = word
    numbers = [
        Number(at, at + 1, word.lstrip("0"))
        for at, word in enumerate(words)
        if word.isdecimal() and len(word) <= LONGEST_NUMBER and word.strip("0")
    ]
    known = marks.keys() | letters.keys() | {number.start for number in numbers}
    named = [at for at, word in enumerate(words) if at not in known and len(word) > 1]
    return Said(words, numbers, marks, letters) if numbers and named else None


def names_in(said: Said) -> list[str]:
    """The words that can be of a person as well as of a street."""
    numbered = {number.start for number in said.numbers}
    return [
        word
        for at, word in enumerate(said.words)
        if at not in said.marks and at not in numbered and word not in KIND_OF and len(word) > 1
    ]


def _building(word: str) -> bool:
    """Whether it can only come after the number of a house."""
    return word in "/\\" or (len(word) == 1 and MARK_OF[word] in (Mark.BUILDING, Mark.BLOCK))
