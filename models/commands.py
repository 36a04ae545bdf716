"""`teplofon accounts ...` and `teplofon callbacks`: what people ask of the business's records."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from config.settings import read_settings
from config.utility import Utility, read_utility
from models.database import open_database, upgrade
from models.demo import DEMO_ACCOUNT, fill
from models.importing.batch import Fate
from models.importing.refusals import NotATable
from models.importing.run import Report, import_file
from models.listing import AccountCard, callbacks_due, card_of, taken_by_phone
from models.progress import shown

NOT_READ, SOME_REFUSED = 2, 1  # exit statuses


@click.group()
def accounts() -> None:
    """Accounts, their meters and readings."""


@accounts.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--refused", type=click.Path(path_type=Path), help="Where refused rows are written.")
@click.option("--encoding", help="Of a CSV file; by default found out.")
def import_(file: Path, refused: Path | None, encoding: str | None) -> None:
    """Bring accounts, meters and last readings from a CSV or XLSX FILE of the billing system.

    Rows that cannot be taken go, with the reason, to a file that can be corrected and imported
    in its turn. Exit status: 0 all rows taken, 1 some refused, 2 the file cannot be read.
    """
    engine, utility = _office()
    try:
        _check_encoding(encoding)
        with shown(Console(stderr=True)) as tell:
            report = import_file(engine, utility, file, _today(utility), refused, encoding, tell)
    except NotATable as error:
        click.echo(f"teplofon: {error}", err=True)
        sys.exit(NOT_READ)
    _print_report(report)
    sys.exit(SOME_REFUSED if report.refused else 0)


def _check_encoding(encoding: str | None) -> None:
    try:
        "".encode(encoding or "utf-8")
    except LookupError:
        raise NotATable(f"there is no encoding {encoding}") from None


def _print_report(report: Report) -> None:
    if report.ignored:
        click.echo(f"columns not read: {', '.join(report.ignored)}")
    if report.unnamed_places:
        places = ", ".join(report.unnamed_places)
        click.echo(f"places the voice menus have no words for, left out: {places}")
    counts = [f"{report.fates[fate]} {fate.value}" for fate in Fate]
    click.echo(", ".join([*counts, f"{report.refused} refused"]))
    if report.refused_file:
        click.echo(f"refused rows, with reasons, to correct and import: {report.refused_file}")


@accounts.command()
def demo() -> None:
    """Fill the database with a made-up town."""
    engine, utility = _office()
    fill(engine, _today(utility))
    click.echo(f"the demo accounts are there; one to try: {DEMO_ACCOUNT}")


@accounts.command()
@click.argument("number")
def show(number: str) -> None:
    """The meters of account NUMBER and their latest readings."""
    engine, _ = _office()
    card = card_of(engine, number)
    if card is None:
        click.echo(f"teplofon: there is no account {number}", err=True)
        sys.exit(1)
    _print_card(card)


def _print_card(card: AccountCard) -> None:
    click.echo(f"{card.number}  {card.name}  ({card.customer.value})")
    click.echo(card.address)
    rows = [
        (
            meter.serial,
            meter.service.value,
            meter.place,
            f"{meter.wheels}+{meter.decimals}",
            str(meter.last.value) if meter.last else "",
            str(meter.last.taken_on) if meter.last else "",
            str(meter.removed_on or ""),
        )
        for meter in card.meters
    ]
    headings = ("meter", "service", "place", "digits", "reading", "taken on", "removed on")
    _print_table(headings, rows, "no meters")


@accounts.command()
@click.option("--today", "only_today", is_flag=True, help="Only those of today.")
def readings(only_today: bool) -> None:
    """Readings taken by phone, newest first."""
    engine, utility = _office()
    day = _today(utility) if only_today else None
    rows = [
        (
            str(one.receipt),
            one.account,
            one.serial,
            one.service,
            str(one.value),
            str(one.taken_on),
            "replaced" if one.replaced else "",
        )
        for one in taken_by_phone(engine, day)
    ]
    headings = ("receipt", "account", "meter", "service", "reading", "taken on", "")
    _print_table(headings, rows, "no readings by phone yet")


@click.command()
def callbacks() -> None:
    """Promises to call back that are not yet kept, the first due at the top (C9)."""
    engine, utility = _office()
    now = datetime.now(UTC)
    rows = [
        (
            str(one.receipt),
            one.number,
            one.reason,
            f"{one.due.astimezone(utility.zone):%F %H:%M}",
            "late" if one.due < now else "",
        )
        for one in callbacks_due(engine)
    ]
    _print_table(("receipt", "number", "reason", "due", ""), rows, "nobody waits for a call")


def _office() -> tuple[Engine, Utility]:
    settings = read_settings()
    upgrade(settings.database_url)
    return open_database(settings.database_url), read_utility(settings.utility)


def _today(utility: Utility) -> date:
    return datetime.now(utility.zone).date()


def _print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], none: str) -> None:
    if not rows:
        click.echo(none)
        return
    table = Table(*headings, box=None)
    for row in rows:
        table.add_row(*row)
    console = Console(markup=False)
    console.print(table, width=None if console.is_terminal else 160)
