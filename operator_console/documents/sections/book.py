"""What the sections of one document share: its facts and words, and the list of what it counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.documents.facts import Facts
from models.documents.records import Listed
from operator_console.documents.content import Cell, Heading
from operator_console.documents.words import Words


@dataclass
class Book:
    """A document while it is written. `fields` are its author's."""

    facts: Facts
    words: Words
    fields: Mapping[str, str]
    author: str
    listed: list[Listed] = field(default_factory=list)
    headings: int = 0

    def heading(self, key: str) -> Heading:
        """The next section."""
        self.headings += 1
        return Heading(f"{self.headings}. {self.words(key)}")

    def count(self, name: str, calls: Iterable[int]) -> Cell:
        """How many calls; the calls themselves come into the appendix."""
        found = tuple(sorted(calls))
        if not found:
            return Cell("0")
        self.listed.append(Listed(len(self.listed) + 1, name, found))
        return Cell(self.words.number(len(found)), len(self.listed))
