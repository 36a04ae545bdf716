"""The seal of a signed grade: a change made past the database's triggers is found by it.

Triggers stop whoever works through Teplofon or with SQL by mistake; they do not stop somebody who
can drop them. The seal is a keyed hash (HMAC-SHA-256, its key of `models.seals`) over all
that was signed and over the seal before it, so that a row changed, removed or put in between is
seen. That the newest rows were cut off, or all of them sealed anew with an older key, is found by
what is noted of the newest outside the database: `models.anchor`.
"""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection, select, text

from models.anchor import BEGINNING, Link
from models.audits.tables import GradeRow
from models.seals import SealKeys, Verifier

SEALED = (
    "number", "contact_id", "call_id", "operator_id", "grader_id", "scorecard_id", "sample_id",
    "calibration_id", "replaces_id", "answers", "remark", "score", "passed", "signed_at",
)  # fmt: skip
FIRST = ""  # before the first seal
NOTE = "grades"  # the file in home where the newest is noted
LOCK = 7032  # of PostgreSQL: whoever signs waits for whoever signs


@dataclass(frozen=True)
class Broken:
    """A place where the chain does not hold."""

    number: int
    why: str  # "changed", "missing", "cut off", "not noted"


def next_link(db: Connection) -> tuple[int, str]:
    """Number and seal before of the grade to be signed; nobody else signs until the commit."""
    if db.dialect.name == "postgresql":
        db.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
    last = newest(db)
    return last.number + 1, FIRST if last == BEGINNING else last.seal


def newest(db: Connection) -> Link:
    """The end of the chain."""
    last = select(GradeRow.number, GradeRow.seal).order_by(GradeRow.number.desc()).limit(1)
    row = db.execute(last).first()
    return Link(*row) if row else BEGINNING


def has(db: Connection, link: Link) -> bool:
    """Whether this link is still as it was noted."""
    if link == BEGINNING:
        return True
    return db.scalar(select(GradeRow.seal).where(GradeRow.number == link.number)) == link.seal


def seal(key: str, row: Mapping[str, Any], before: str) -> str:
    """The seal of these columns; moments are as the database keeps them, to the microsecond."""
    content = {name: row[name] for name in SEALED} | {"before": before}
    written = msgspec.json.encode(content, order="deterministic")
    return hmac.new(key.encode(), written, "sha256").hexdigest()


def broken(db: Connection, keys: SealKeys, noted: Link | None) -> Iterator[Broken]:
    """Walk the whole chain; nothing where it holds.

    `noted`: the newest link as it was noted; None for a note that is gone.
    """
    number, before, verifier = 0, FIRST, Verifier(keys)
    for row in db.execute(select(GradeRow.__table__).order_by(GradeRow.number)):
        if row.number != number + 1:
            yield Broken(number + 1, "missing")
        elif not verifier.fits(row.seal, partial(seal, row=dict(row._mapping), before=before)):
            yield Broken(row.number, "changed")
        number, before = row.number, row.seal
    if noted is None and number:
        yield Broken(number, "not noted")
    elif noted is not None and not has(db, noted):
        yield Broken(noted.number, "cut off")
