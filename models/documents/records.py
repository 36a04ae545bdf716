"""What documents are described with. Plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec

from config.utility import Language
from models.audits.records import Kind

LANGUAGES: tuple[Language, ...] = ("ru", "lv")  # that documents are worded in


class DocumentKind(StrEnum):
    """Which document it is."""

    CHECK = "check"  # Справка по результатам проверки, of the head of the unit (P4, A 2.6)
    INTERNAL = "internal"  # Отчет по аудиту СМ (P4, A 2.6)
    YEARLY = "yearly"  # to the board (P7, V 31)


# The samples a document rests on; the yearly report rests on all.
SAMPLES_OF = {
    DocumentKind.CHECK: frozenset({Kind.CHECK}),
    DocumentKind.INTERNAL: frozenset({Kind.INTERNAL}),
    DocumentKind.YEARLY: frozenset(Kind),
}


@dataclass(frozen=True)
class Wanted:
    """A document that somebody wants: days from `first` to `last`, both included."""

    kind: DocumentKind
    language: Language
    first: date
    last: date
    samples: tuple[int, ...]


class Listed(msgspec.Struct, frozen=True):
    """A figure of a document as it was made: its number there, what it counts, the calls counted.

    A call counted twice, by two grades or two stays, is there twice.
    """

    number: int
    name: str
    calls: tuple[int, ...]


@dataclass(frozen=True)
class Files:
    """A document as it was made."""

    docx: bytes
    pdf: bytes
    listed: Sequence[Listed]


@dataclass(frozen=True)
class Made:
    """A document in the list. The digests are SHA-256 of its files."""

    number: int
    kind: DocumentKind
    language: Language
    first: date
    last: date
    samples: Sequence[int]
    fields: Mapping[str, str]  # what its author wrote
    made_at: datetime
    made_by: str
    docx_digest: str
    pdf_digest: str
