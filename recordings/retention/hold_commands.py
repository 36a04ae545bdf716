"""`teplofon recordings hold, lift, holds`: legal holds (P1)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import click
from sqlalchemy import Connection, select

from models.operators.tables import OperatorRow
from recordings.retention.commands import Day
from recordings.retention.holds import (
    LONGEST,
    HoldRefused,
    Why,
    holds_on,
    place,
    place_on_file,
)
from recordings.retention.holds import lift as lift_hold
from recordings.retention.start import fail, office

SENTENCES = {
    Why.NO_CALL: "there is no such call or file",
    Why.NO_REASON: "a hold needs a reason",
    Why.LONG_REASON: f"a reason has at most {LONGEST} characters",
    Why.PAST: "the last day of the hold is over already",
    Why.DESTROYED: "nothing is left of it: it was destroyed when its time was over",
    Why.NO_HOLD: "there is no such hold",
    Why.LIFTED: "this hold was lifted before",
}
by = click.option("--by", "login", required=True, metavar="LOGIN", help="Who wants it.")


@click.command()
@click.argument("call", type=int, required=False)
@click.option("--file", type=int, help="A file from before, by its number, instead of a call.")
@click.option("--reason", required=True, help="Why it is kept longer.")
@click.option("--until", type=Day(), help="The last day; without one, until it is lifted.")
@by
def hold(call: int | None, file: int | None, reason: str, until: date | None, login: str) -> None:
    """Keep everything of CALL (its number), or a file from before, beyond its time."""
    if (call is None) == (file is None):
        raise click.UsageError("either a call or --file")
    here, _ = office()
    now = datetime.now(UTC)
    with _one_sentence(), here.engine.begin() as db:
        why = (reason, until, _operator(db, login), now, here.day(now))
        number = place_on_file(db, file, *why) if file else place(db, call or 0, *why)
    click.echo(f"hold {number}: {_what(call, file)} is kept {_until(until)}")


@click.command()
@click.argument("hold", type=int)
@by
def lift(hold: int, login: str) -> None:
    """End HOLD (its number): what is due goes in the next sweep."""
    here, _ = office()
    with _one_sentence(), here.engine.begin() as db:
        lift_hold(db, hold, _operator(db, login), datetime.now(UTC))
    click.echo(f"hold {hold} is lifted")


@click.command()
def holds() -> None:
    """All holds that hold today."""
    here, _ = office()
    with here.engine.connect() as db:
        found = list(holds_on(db, here.day(datetime.now(UTC))))
    for one in found:
        placed = f"{one.placed_at.astimezone(here.zone):%F}"
        click.echo(
            f"hold {one.id}: {_what(one.call, one.file)} {_until(one.until)},"
            f" placed by {one.placed_by} on {placed}: {one.reason}"
        )
    if not found:
        click.echo("nothing is held")


def _what(call: int | None, file: int | None) -> str:
    return f"call {call}" if call else f"file {file} from before"


def _until(until: date | None) -> str:
    return f"until {until}" if until else "until the hold is lifted"


def _operator(db: Connection, login: str) -> int:
    query = select(OperatorRow.id).where(OperatorRow.login == login, OperatorRow.active)
    found: int | None = db.scalar(query)
    if found is None:
        fail(f"there is no operator {login} who may sign in")
    return found


@contextmanager
def _one_sentence() -> Iterator[None]:
    try:
        yield
    except HoldRefused as refused:
        fail(SENTENCES[refused.why])
