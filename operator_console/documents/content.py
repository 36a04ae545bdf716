"""What a document consists of, whatever it is written as: DOCX, PDF or a page. Plain values."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.documents.records import Listed


@dataclass(frozen=True)
class Heading:
    """A section's, with its number."""

    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph; a small one explains a table."""

    text: str
    small: bool = False


@dataclass(frozen=True)
class Cell:
    """Of a table. `figure` is the number in the appendix of the calls it counts; 0: none."""

    text: str
    figure: int = 0


@dataclass(frozen=True)
class Table:
    """Widths are parts of the page's; columns from `digits` on are aligned as figures."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int]
    digits: int = 99
    small: bool = False


@dataclass(frozen=True)
class Pairs:
    """What is named on the left is said on the right."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Bar:
    """A part of the whole, from 0 to 1, and how it is written; None where there are no data."""

    label: str
    share: float | None
    written: str


@dataclass(frozen=True)
class Bars:
    """A chart of shares, and the share that is demanded, if one is."""

    title: str
    bars: Sequence[Bar]
    mark: float | None = None
    mark_label: str = ""


@dataclass(frozen=True)
class Columns:
    """A chart of counts by month: each column is made of a count of each of the series."""

    title: str
    series: Sequence[str]
    columns: Sequence[tuple[str, Sequence[int]]]


@dataclass(frozen=True)
class Signature:
    """A line to sign on: who signs, and in which capacity."""

    role: str
    post: str
    name: str


@dataclass(frozen=True)
class Signatures:
    """Lines that stay on one page, with words for what goes where."""

    lines: Sequence[Signature]
    hints: Sequence[str]  # post, signature, name, date


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a page of its own."""


Chart = Bars | Columns
Block = Heading | Text | Table | Pairs | Bars | Columns | Signatures | NewPage


@dataclass(frozen=True)
class Content:
    """A whole document. `foot` is at the foot of each page, with `{page}` and `{pages}`."""

    language: str
    above: Sequence[str]  # the utility, the unit
    addressee: str
    title: str
    subject: str
    dated: str
    foot: str
    blocks: Sequence[Block]
    listed: Sequence[Listed]


def printable(text: str) -> str:
    """Without characters that no file can hold and no printer prints."""
    return "".join(one for one in text if one.isprintable() or one in "\n\u00a0\u202f\u00ad")
