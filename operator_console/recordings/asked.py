"""What calls are looked for, out of an address: read, or refused with the key of a text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from models.contacts.records import Outcome
from models.search.words import folded
from models.segments.kinds import State
from models.tables import AccountRow
from operator_console.office import Office
from operator_console.recordings.sealed import About
from operator_console.reports.period import WrongPeriod, asked
from operator_console.typed import number_in, number_of
from recordings.listening.find import Place, Sought, Wanted

MOST_WORDS = 8
SPOKEN = re.compile(r'"[^"]*"|[^\s"]+')
FIELDS = ("from", "to", "operator", "queue", "topic", "outcome", "state", "held")  # of an address

Known = TypeVar("Known", bound=StrEnum)


class WrongSearch(ValueError):
    """It cannot be looked for; the message is a key of the texts."""


@dataclass(frozen=True)
class Search:
    """What is wanted, and where in the list the page begins."""

    wanted: Wanted
    after: Place | None


def search(db: Connection, fields: Mapping[str, str], about: About, office: Office) -> Search:
    """By what the address says; the last week if it says nothing. Raises WrongSearch."""
    try:
        days = asked(
            {key: fields.get(key, "") for key in ("from", "to")}, office.utility.zone, office.now()
        ).days
    except WrongPeriod as wrong:
        raise WrongSearch(str(wrong)) from None
    wanted = Wanted(
        days,
        operator=number_in(fields, "operator"),
        queue=_one_of(office.utility.queues, fields.get("queue")),
        topic=_one_of(office.utility.topics, fields.get("topic")),
        outcome=_one_of({one.value: one for one in Outcome}, fields.get("outcome")),
        account=_account(db, about.account),
        state=_state(fields.get("state")),
        held_on=office.today() if fields.get("held") else None,
        words=spoken(about.words),
    )
    return Search(wanted, place(fields.get("after", "")))


def spoken(text: str) -> list[Sought]:
    """The words: a word in quotes is looked for as it is, of others the beginning is enough."""
    found = SPOKEN.findall(folded(text))[:MOST_WORDS]
    words = [Sought(part.strip('"').strip(), part.startswith('"')) for part in found]
    return [one for word in words if word.text for one in _single(word)]


def _single(word: Sought) -> list[Sought]:
    """The recogniser writes single words down: what is quoted may be several."""
    return [Sought(one, word.whole) for one in word.text.split()]


def place(text: str) -> Place | None:
    """A place in the list, as `written` has put it into an address; none if it is not one."""
    at, _, call = text.rpartition("_")
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return None
    if found.tzinfo is None or not 2000 <= found.year < 2200:
        return None
    number = number_of(call)
    return None if number is None else Place(found, number)


def written(place: Place) -> str:
    """A place in the list, for an address."""
    return written_place(place.began_at, place.call)


def written_place(at: datetime, number: int) -> str:
    """The same of any list by time."""
    return f"{at.isoformat()}_{number}"


def _one_of(known: Mapping[str, Any], value: str | None) -> str | None:
    return value if value in known else None


def _state(value: str | None) -> State | None:
    return State(value) if value in set(State) else None


def _account(db: Connection, number: str) -> int | None:
    if not number:
        return None
    found = db.scalar(select(AccountRow.id).where(AccountRow.number == number))
    if found is None:
        raise WrongSearch("recordings.no_account")
    return found
