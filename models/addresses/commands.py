"""`teplofon streets`: what the hotline calls streets, and their old names."""

import sys
from pathlib import Path

import click
from sqlalchemy import Engine

from config.settings import read_settings
from config.utility import Utility, read_utility
from models.addresses.aliases import import_aliases
from models.addresses.register import streets_of
from models.database import open_database, upgrade
from models.importing.refusals import NotATable
from models.importing.run import LEGACY

NOT_READ, SOME_UNKNOWN = 2, 1  # exit statuses


@click.group()
def streets() -> None:
    """The streets of the utility's addresses, as callers may call them."""


@streets.command("list")
def list_() -> None:
    """Every street: locality, name, and what else it is called by, separated by tabs."""
    engine, _ = _office()
    with engine.connect() as connection:
        for street in streets_of(connection).every:
            others = [" ".join(name.words) for name in street.names[1:]]
            click.echo("\t".join([street.locality, street.written, ", ".join(others)]))


@streets.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--encoding", help="Of a CSV file; by default found out.")
def import_(file: Path, encoding: str | None) -> None:
    """Bring old names of streets from a CSV or XLSX FILE, in place of those there were.

    Columns: Улица, Старое название and, where needed, Населённый пункт. Exit status: 0 all names
    taken, 1 some are of streets that no address has, 2 the file cannot be read.
    """
    engine, utility = _office()
    try:
        "".encode(encoding or "utf-8")
        done = import_aliases(engine, file, encoding, LEGACY[utility.region])
    except (NotATable, LookupError) as error:
        click.echo(f"teplofon: {error}", err=True)
        sys.exit(NOT_READ)
    click.echo(f"{done.stored} old names")
    for row in done.unknown:
        click.echo(f"no address has this street, left out: {row}")
    sys.exit(SOME_UNKNOWN if done.unknown else 0)


def _office() -> tuple[Engine, Utility]:
    settings = read_settings()
    upgrade(settings.database_url)
    return open_database(settings.database_url), read_utility(settings.utility)
