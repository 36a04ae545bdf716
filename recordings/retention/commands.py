"""`teplofon recordings plan, sweep, verify, adopt`: what goes, and its proof (P1)."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from models import anchor
from models.anchor import BEGINNING, Link
from models.database import open_readers
from models.segments.kinds import State
from recordings.archive.keys import KeyFile
from recordings.archive.spool import spool_of
from recordings.cipher import key_path
from recordings.retention import chain
from recordings.retention.adopt import Adoption
from recordings.retention.chain import Broken, Fault
from recordings.retention.moments import by_name, by_time_of_file
from recordings.retention.plan import Plan, planned
from recordings.retention.plan import plan as plan_of
from recordings.retention.start import counted, fail, office, one_sentence
from recordings.retention.sweep import Swept
from recordings.retention.sweep import sweep as sweep_now
from recordings.store import open_store

NAMES = {
    State.STORED: ("recording", "recordings"),
    State.DAMAGED: ("damaged recording", "damaged recordings"),
    State.MISSING: ("missing recording", "missing recordings"),
    State.EXPECTED: ("unfinished recording", "unfinished recordings"),
}
FAULTS = {
    Fault.CHANGED: "destruction {} was changed or forged, or seal-keys in home lacks its key",
    Fault.MISSING: "destruction {} is missing",
    Fault.CUT: "destruction {}, which was noted, is gone or another: the chain was cut off",
    Fault.UNNOTED: "there are {} destructions, and no note of them in home",
    Fault.UNPROVEN: "segment {} is destroyed without a proof",
    Fault.REVIVED: "segment {} was destroyed, and the ledger says it is there",
}


class Day(click.ParamType[date]):
    """A date as YYYY-MM-DD."""

    name = "day"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is no day: YYYY-MM-DD", param, ctx)


@click.command()
@click.argument("day", type=Day(), required=False)
def plan(day: date | None) -> None:
    """What a sweep on DAY (today) would destroy, and what is held, as things are now."""
    here, _ = office()
    day = day or here.day(datetime.now(UTC))
    with here.engine.connect() as db:
        _print_plan(plan_of(db, here, day))
        for one in planned(db, day):
            whose = _whose(one.call)
            click.echo(f"  segment {one.segment} {whose}, {one.state}, kept until {one.keep_until}")


def _whose(call: int | None) -> str:
    return f"of call {call}" if call else "from before"


def _print_plan(one: Plan) -> None:
    goes = [counted(count, *NAMES[state]) for state, count in sorted(one.segments.items())]
    click.echo(f"on {one.day} there will go: {', '.join(goes) or 'no recordings'}")
    click.echo(f"what was said is forgotten of {counted(one.calls, 'call', 'calls')}")
    if one.left:
        files = counted(one.left, "file", "files")
        click.echo(f"{files} that the store has not removed yet will be tried again")
    click.echo(f"held beyond their time: {counted(len(one.held), 'recording', 'recordings')}")
    for held in one.held:
        until = f"until {held.until}" if held.until else "until it is lifted"
        click.echo(
            f"  segment {held.segment} {_whose(held.call)}, kept until {held.keep_until}: "
            f"hold {held.hold} {until}: {held.reason}"
        )


@click.command()
def sweep() -> None:
    """Destroy all that is due; a repeat is harmless. Status 1: something has to be looked at."""
    here, settings = office()
    with one_sentence():
        swept = sweep_now(here, open_store(settings), datetime.now(UTC))
    gone = counted(swept.destroyed, "recording", "recordings")
    calls, drafts = counted(swept.calls, "call", "calls"), counted(swept.drafts, "draft", "drafts")
    messages = counted(swept.messages, "message", "messages")
    click.echo(f"destroyed: {gone}; forgotten: what was said in {calls}, {drafts}, {messages}")
    _print_newest(swept.newest)
    if _complain(swept):
        sys.exit(1)


def _complain(swept: Swept) -> bool:
    for segment, why in swept.refused.items():
        click.echo(f"teplofon: segment {segment} cannot be read any more, but: {why}", err=True)
    if swept.refused:
        files = counted(len(swept.refused), "file is", "files are")
        click.echo(f"teplofon: {files} still there; the next sweep tries again", err=True)
    if swept.unproven:
        click.echo(f"teplofon: no recording was destroyed: {swept.unproven}", err=True)
    if not swept.holds:
        click.echo(
            "teplofon: the chain of destructions lacks what was noted of it, or the note is gone or"
            " cannot be written: teplofon recordings verify",
            err=True,
        )
    return bool(swept.refused or swept.unproven) or not swept.holds


def _print_newest(newest: Link) -> None:
    if newest != BEGINNING:
        click.echo(f"the newest destruction, to be written down: {newest}")


@click.command()
@click.argument("number", required=False)
@click.argument("seal", required=False)
def verify(number: str | None, seal: str | None) -> None:
    """Check the chain of destructions, also against a NUMBER and SEAL written down before."""
    here, settings = office()
    noted: list[Link | None] = [anchor.noted(here.anchor)]
    if number:
        if (written := anchor.link_from(f"{number} {seal}")) is None:
            fail("what was written down is a number and a seal of 64 letters and digits")
        noted.append(written)
    readers = open_readers(settings.database_url)
    faults = 0
    with one_sentence():
        keys = here.seals()
    for one in chain.broken(readers, keys, noted):
        faults += 1
        click.echo(f"teplofon: {_sentence(one)}", err=True)
    with readers.connect() as db:
        newest = chain.newest(db)
    if faults:
        sys.exit(1)
    click.echo(f"the chain is whole: {counted(newest.number, 'destruction', 'destructions')}")
    _print_newest(newest)


def _sentence(broken: Broken) -> str:
    return FAULTS[broken.fault].format(broken.number)


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--name", "pattern", help="Of the files: *-YYYYMMDD-*, *-YYYYMMDD-hhmmss-*.")
def adopt(directory: Path, pattern: str | None) -> None:
    """Take recordings older than the installation into the archive; they leave DIRECTORY."""
    here, settings = office()
    try:
        when_of = by_name(pattern, here.zone) if pattern else by_time_of_file
    except ValueError as error:
        fail(str(error))
    if _is_spool(directory.resolve(), spool_of(settings).directory.resolve()):
        fail(f"{directory}: Asterisk records there, and teplofon archive takes it from there")
    with one_sentence():
        keys = KeyFile(key_path(settings), here.engine).at_hand()
        adoption = Adoption(here, open_store(settings), keys, when_of, datetime.now(UTC))
        adopted = adoption.run(directory)
    for path, why in adopted.left.items():
        click.echo(f"teplofon: {path} stays where it is: {why}", err=True)
    click.echo(f"taken into the archive: {counted(adopted.count, 'file', 'files')}")
    sys.exit(1 if adopted.left else 0)


def _is_spool(directory: Path, spool: Path) -> bool:
    """Whether files of one lie below the other: calls go on in them."""
    return directory.is_relative_to(spool) or spool.is_relative_to(directory)
