"""What audits need before anybody draws or grades: the shipped forms, and the seeds announced."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from models.audits import scorecards, seeds


def make_ready(reader: Engine, writer: Engine, zone: ZoneInfo, now: datetime) -> None:
    """Keep what is not there yet; harmless to repeat, and writes nothing where all is there."""
    months = seeds.due(now.astimezone(zone).date())
    with reader.connect() as db:
        if not seeds.missing(db, months) and not scorecards.lacking(db):
            return
    with writer.begin() as db:
        seeds.fix(db, seeds.missing(db, months), now)
        for card in scorecards.lacking(db):
            scorecards.keep(db, card, None, now)
