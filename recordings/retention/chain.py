"""The proof of destructions (P1): rows numbered without a gap, each sealed over the one before.

A seal is a keyed hash over what the row says and over the seal before it. A row that was changed,
removed or forged is found by it. That the newest rows were cut off is found by what is noted of
them outside the database: `models.anchor`, and a supervisor's notebook.
"""

import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, insert, select, text

from models.anchor import BEGINNING, Link
from models.seals import SealKeys, Verifier
from models.segments.kinds import State
from models.segments.tables import DestructionRow, SegmentRow

LOCK = 7033  # of PostgreSQL: whoever adds to the chain waits for whoever does
PAGE = 5000  # rows read at once


class Fault(StrEnum):
    """Why a chain does not hold."""

    CHANGED = "changed"  # or forged
    MISSING = "missing"
    CUT = "cut"  # a link that was noted is not there any more
    UNNOTED = "unnoted"  # there are links, and nothing was noted of them
    UNPROVEN = "unproven"  # a segment is destroyed, as the ledger says, and has no link
    REVIVED = "revived"  # a segment has a link, and the ledger says it is there


@dataclass(frozen=True)
class Broken:
    """A place where it does not hold: the number of a link, or of a segment."""

    number: int
    fault: Fault


@dataclass(frozen=True)
class Gone:
    """A segment that was destroyed; no hash where there was no sound."""

    segment: int
    sha256: str | None


def lock(db: Connection) -> None:
    """Nobody else adds to the chain until the commit."""
    if db.dialect.name == "postgresql":
        db.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))


def newest(db: Connection) -> Link:
    """The end of the chain."""
    query = select(DestructionRow.id, DestructionRow.seal).order_by(DestructionRow.id.desc())
    row = db.execute(query.limit(1)).first()
    return Link(*row) if row else BEGINNING


def append(db: Connection, key: str, gone: Iterable[Gone], rule: str, at: datetime) -> None:
    """Prove these destructions, in the transaction that destroys; the chain is locked before."""
    link, rows = newest(db), []
    for one in gone:
        number = link.number + 1
        seal = _seal(key, (number, at, one.segment, rule, one.sha256), link.seal)
        link = Link(number, seal)
        says = {"id": number, "at": at, "segment_id": one.segment, "rule": rule}
        rows.append(says | {"sha256": one.sha256, "seal": seal})
    if rows:
        db.execute(insert(DestructionRow), rows)


def has(db: Connection, link: Link) -> bool:
    """Whether this link is still as it was noted."""
    if link == BEGINNING:
        return True
    found = db.scalar(select(DestructionRow.seal).where(DestructionRow.id == link.number))
    return found == link.seal


def broken(readers: Engine, keys: SealKeys, noted: Sequence[Link | None]) -> Iterator[Broken]:
    """All places where the chain does not hold; none, if it is whole.

    `noted`: links of which something was kept outside the database; None for a note that is gone.
    """
    last, before, verifier = BEGINNING.number, BEGINNING.seal, Verifier(keys)
    for row in _rows(readers):
        if row.id != last + 1:
            yield Broken(last + 1, Fault.MISSING)
        elif not verifier.fits(row.seal, partial(_seal, says=tuple(row[:-1]), before=before)):
            yield Broken(row.id, Fault.CHANGED)
        last, before = row.id, row.seal
    with readers.connect() as db:
        for link in noted:
            if link is None and last:
                yield Broken(last, Fault.UNNOTED)
            elif link is not None and not has(db, link):
                yield Broken(link.number, Fault.CUT)
        yield from (Broken(id_, Fault.UNPROVEN) for id_ in db.scalars(_UNPROVEN))
        yield from (Broken(id_, Fault.REVIVED) for id_ in db.scalars(_REVIVED))


def _rows(readers: Engine) -> Iterator[Any]:
    """In pages, each a moment's work: nobody who destroys meanwhile has to wait."""
    last = 0
    while True:
        with readers.connect() as db:
            page = db.execute(_CHAIN.where(DestructionRow.id > last).limit(PAGE)).all()
        yield from page
        if len(page) < PAGE:
            return
        last = page[-1].id


def _seal(key: str, says: tuple[int, datetime, int, str, str | None], before: str) -> str:
    number, at, *what = says
    content = msgspec.json.encode([number, at.astimezone(UTC), *what, before])
    return hmac.new(key.encode(), content, "sha256").hexdigest()


_row = DestructionRow
_CHAIN = select(_row.id, _row.at, _row.segment_id, _row.rule, _row.sha256, _row.seal).order_by(
    _row.id
)
_UNPROVEN = (
    select(SegmentRow.id)
    .outerjoin(DestructionRow, DestructionRow.segment_id == SegmentRow.id)
    .where(SegmentRow.state == State.DESTROYED, DestructionRow.id.is_(None))
)
_REVIVED = (
    select(DestructionRow.segment_id)
    .join(SegmentRow, SegmentRow.id == DestructionRow.segment_id)
    .where(SegmentRow.state != State.DESTROYED)
)
