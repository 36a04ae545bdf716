"""`teplofon audits ...`: forms from files, and checking that what was kept was not changed."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import Engine

from config.settings import Settings, read_settings
from config.utility import Utility, read_utility
from models import anchor
from models.audits import scorecards, seal, seeds
from models.audits.readiness import make_ready
from models.audits.samples import samples, verify
from models.database import open_database, open_readers, upgrade
from models.seals import BadSealKeys, seal_keys


@click.group()
def audits() -> None:
    """Forms of quality audits, and the proof that nothing was changed."""


@audits.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(path: Path) -> None:
    """Keep the form in the TOML file PATH, as the next version of its name."""
    _, utility, _, writer = _office()
    try:
        card = scorecards.read(path.read_bytes(), utility.languages[0])
    except scorecards.WrongForm as wrong:
        sys.exit(f"teplofon: {path}: {wrong}")
    with writer.begin() as db:
        id_, new = scorecards.keep(db, card, None, datetime.now(UTC))
        kept = scorecards.card(db, id_)
    assert kept is not None
    click.echo(f"{card.name} version {kept.version}{'' if new else ': there already'}")


@audits.command("list")
def list_() -> None:
    """All versions of all forms."""
    _, _, reader, _ = _office()
    with reader.connect() as db:
        for one in scorecards.cards(db):
            state = "closed" if one.closed_at else "open"
            click.echo(f"{one.card.name}\tversion {one.version}\t{state}\t{one.grades} grades")


@audits.command("seeds")
def seeds_() -> None:
    """Fix the seeds of this month and the next, if that has not been done."""
    _, utility, reader, _ = _office()  # which has made them
    now = datetime.now(UTC)
    first, last = seeds.due(now.astimezone(utility.zone).date())
    with reader.connect() as db:
        for one in seeds.published(db, first, last, now, utility.zone):
            click.echo(f"{one.month:%Y-%m}\t{one.fingerprint}")


@audits.command("verify")
def verify_() -> None:
    """Check the seals of all grades, and draw all samples again. Status 1 if something is wrong.

    The newest grade's number and seal are printed: written down, they prove more than any file.
    """
    settings, _, reader, _ = _office()
    wrong = []
    with reader.connect() as db:
        try:
            keys = seal_keys(db, settings, "grades")
        except BadSealKeys as bad:
            sys.exit(f"teplofon: {bad}")
        for place in seal.broken(db, keys, anchor.noted(settings.home / seal.NOTE)):
            wrong.append(f"grade {place.number} of the chain: {place.why}")
        for one in samples(db, limit=100_000):
            if not verify(db, one):
                wrong.append(f"sample {one.id}: its calls are not those of its seed")
        newest = seal.newest(db)
    for line in wrong:
        click.echo(line)
    if wrong:
        sys.exit(1)
    if newest != anchor.BEGINNING:
        click.echo(f"the newest grade, to be written down: {newest}")


def _office() -> tuple[Settings, Utility, Engine, Engine]:
    settings = read_settings()
    utility = read_utility(settings.utility)
    upgrade(settings.database_url)
    reader, writer = open_readers(settings.database_url), open_database(settings.database_url)
    make_ready(reader, writer, utility.zone, datetime.now(UTC))
    return settings, utility, reader, writer
