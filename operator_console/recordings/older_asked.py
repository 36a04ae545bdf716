"""Which files older than the installation are looked for, out of an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from models.segments.kinds import State
from operator_console.office import Office
from operator_console.recordings.asked import place, spoken, written_place
from operator_console.recordings.sealed import About
from operator_console.reports.period import asked
from operator_console.typed import number_in
from recordings.listening.older import Place, Wanted

FIELDS = ("from", "to", "state", "held", "shortest", "longest")  # of an address
MINUTE = 60_000  # milliseconds


@dataclass(frozen=True)
class Search:
    """What is wanted, and where in the list the page begins."""

    wanted: Wanted
    after: Place | None


def search(fields: Mapping[str, str], about: About, office: Office, usual: timedelta) -> Search:
    """By what the address says; that long before today if it says nothing. Raises WrongPeriod."""
    days = {key: fields.get(key, "") for key in ("from", "to")}
    if not any(days.values()):
        days["from"] = (office.today() - usual).isoformat()
    wanted = Wanted(
        asked(days, office.utility.zone, office.now()).days,
        state=State(fields["state"]) if fields.get("state") in set(State) else None,
        held_on=office.today() if fields.get("held") else None,
        shortest=_minutes(fields, "shortest"),
        longest=_minutes(fields, "longest"),
        words=spoken(about.words),
    )
    found = place(fields.get("after", ""))
    return Search(wanted, Place(found.began_at, found.call) if found else None)


def written(place: Place) -> str:
    """A place in the list, for an address."""
    return written_place(place.at, place.file)


def _minutes(fields: Mapping[str, str], name: str) -> int | None:
    number = number_in(fields, name)
    return None if number is None else min(number, MINUTE) * MINUTE
