"""A catalogue text taken apart: fixed pieces of wording, and slots where values go.

What a value sounds like is in `formats.py`; here is only the notation:
`Введите {length:count digit} номера.` has a slot `length` of the format `count`, told `digit`.
"""

import re
from dataclasses import dataclass

SLOT = re.compile(r"\{(\w+):(\w+)((?: \w+)*)\}")
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
PUNCTUATION = ",.;:?!"


class BadTemplate(ValueError):
    """A catalogue text which cannot be read; the message quotes it."""


@dataclass(frozen=True)
class Slot:
    """A place for a value: its name, the format it is spoken in, and what the format is told."""

    name: str
    format: str
    details: tuple[str, ...] = ()


Template = tuple[str | Slot, ...]


def parse(text: str) -> Template:
    """Text as fixed pieces and slots, in order. Raises BadTemplate."""
    parts: list[str | Slot] = []
    start = 0
    for found in SLOT.finditer(text):
        parts += _fixed(text[start : found.start()])
        name, format_, details = found.groups()
        parts.append(Slot(name, format_, tuple(details.split())))
        start = found.end()
    parts += _fixed(text[start:])
    if any(isinstance(part, str) and set(part) & set("{}") for part in parts):
        raise BadTemplate(f"a slot is not {{name:format}} in {text!r}")
    return tuple(parts)


def _fixed(text: str) -> list[str]:
    """One piece a sentence; the mark right after a value is a piece of its own, a pause."""
    text = " ".join(text.split())
    mark, rest = (text[0], text[1:]) if text[:1] and text[0] in PUNCTUATION else ("", text)
    return [piece for piece in (mark, *SENTENCE_END.split(rest.strip())) if piece]


def join(pieces: tuple[str, ...]) -> str:
    """Pieces as a person reads them: one space between, none before a punctuation mark."""
    return re.sub(rf" ([{PUNCTUATION}])", r"\1", " ".join(pieces))
