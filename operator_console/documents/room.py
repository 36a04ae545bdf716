"""The room of documents: who comes to it, what of a request says which document is meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from models.audits.records import NotAllowed
from models.documents.facts import suitable
from models.documents.records import LANGUAGES, DocumentKind, Wanted
from models.operators.roles import Role
from operator_console.room import Room
from operator_console.typed import date_in

documents = Room("documents", __name__, admitted=frozenset({Role.SUPERVISOR, Role.AUDITOR}))
LONGEST = 366  # days
# What an author writes, and how many characters of it are kept.
FIELDS = {
    "unit": 200, "addressee": 200, "author_post": 100, "head_post": 100, "head_name": 100,
    "findings": 4000, "conclusions": 4000, "proposals": 4000,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A document as the request names it; all suitable samples where it names none."""

    wanted: Wanted

    @property
    def draft(self) -> str:
        """The name under which what its author writes is kept."""
        one = self.wanted
        return f"document:{one.kind}:{one.language}:{one.first}:{one.last}"

    @property
    def arguments(self) -> dict[str, Any]:
        """The same as part of an address."""
        one = self.wanted
        return {
            "kind": str(one.kind), "language": one.language, "from": one.first.isoformat(),
            "to": one.last.isoformat(), "chosen": "yes", "sample": list(one.samples),
        }  # fmt: skip


def asked(db: Connection, sent: MultiDict[str, str]) -> Asked:
    """What is wanted. Raises NotAllowed: "kind", "period"."""
    first, last = date_in(sent, "from"), date_in(sent, "to")
    if sent.get("kind") not in set(DocumentKind) or sent.get("language") not in LANGUAGES:
        raise NotAllowed("kind")
    if not first or not last or not 0 <= (last - first).days < LONGEST:
        raise NotAllowed("period")
    language = next(one for one in LANGUAGES if one == sent["language"])
    without = Wanted(DocumentKind(sent["kind"]), language, first, last, ())
    numbers = [one.id for one in suitable(db, without)]
    if sent.get("chosen"):
        named = set(sent.getlist("sample"))
        numbers = [one for one in numbers if str(one) in named]
    return Asked(Wanted(without.kind, language, first, last, tuple(numbers)))


def fields_in(sent: Mapping[str, str]) -> dict[str, str]:
    """What the author wrote, without what is longer than may be."""
    return dict(_fields(sent))


def _fields(sent: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, most in FIELDS.items():
        yield name, sent.get(name, "").replace("\r\n", "\n").strip()[:most]
