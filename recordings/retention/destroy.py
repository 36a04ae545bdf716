"""Destroying what is due: first the key and the entry, with its proof, then the file.

Without its key no copy of a file can be read any more. `destroyed_at` is set when the file itself
is gone as well; until then every sweep removes it again. A process killed anywhere in between
leaves nothing that the next would not finish.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from models.segments.kinds import State
from models.segments.tables import SegmentRow, TranscriptRow, WordRow
from recordings.retention import chain
from recordings.retention.chain import Gone
from recordings.retention.due import segments_due, take_turns, take_turns_of_files
from recordings.retention.office import Office
from recordings.store import BadName, Store, StoreFailed

BATCH = 50  # segments in a transaction: each may have hundreds of words
PATIENCE = 20  # refusals of the store in a row, after which it is asked no more in this run


@dataclass(frozen=True)
class Left:
    """A segment whose key is destroyed, and its file, if it ever had one, is to be removed."""

    segment: int
    name: str | None


@dataclass
class Removal:
    """Files removed in one run, and those that the store did not remove: why, by segment."""

    refused: dict[int, str] = field(default_factory=dict)
    in_a_row: int = 0

    @property
    def given_up(self) -> bool:
        return self.in_a_row >= PATIENCE


def destroy_some(office: Office, key: str, now: datetime) -> tuple[list[Left], bool]:
    """Destroy the keys of a batch, with their proof; their files, and whether there may be more.

    `key` seals the proof.
    """
    day = office.day(now)
    with office.destroying() as db:
        chain.lock(db)
        # in no order: to find the oldest would take longer the more there is to do
        found = db.scalars(select(SegmentRow.id).where(segments_due(day)).limit(BATCH)).all()
        if not found:
            return [], False
        take_turns(db, select(SegmentRow.call_id).where(SegmentRow.id.in_(found)))
        take_turns_of_files(db, found)
        rows = _take(db, found, day)
        rule = f"P1: {office.months} months"
        chain.append(db, key, [Gone(row.id, row.sha256) for row in rows], rule, now)
    return [Left(row.id, row.name) for row in rows], True


def _take(db: Connection, found: Sequence[int], day: date) -> list[Any]:
    """Of these what is still due, now that nobody can hold it any more; in order."""
    gone = {"state": State.DESTROYED, "wrapped_key": None, "key_id": None, "peaks": None}
    rows = db.execute(
        update(SegmentRow)
        .where(SegmentRow.id.in_(found), segments_due(day))
        .values(gone)
        .returning(SegmentRow.id, SegmentRow.name, SegmentRow.sha256)
    ).all()
    ids = [row.id for row in rows]
    db.execute(delete(WordRow).where(WordRow.segment_id.in_(ids)))
    db.execute(delete(TranscriptRow).where(TranscriptRow.segment_id.in_(ids)))
    return sorted(rows, key=lambda row: row.id)


def left_over(office: Office, after: int) -> list[Left]:
    """Files that are still to be removed, from behind this segment on."""
    with office.engine.connect() as db:
        return [Left(*row) for row in db.execute(_LEFT, {"after": after})]


def remove(office: Office, store: Store, left: Sequence[Left], now: datetime, run: Removal) -> int:
    """Remove files; how many are gone. What the store refuses is noted in `run`."""
    gone = []
    for one in left:
        if run.given_up:
            run.refused.setdefault(one.segment, "not tried")
            continue
        try:
            if one.name is not None:
                store.remove(one.name)
        except (StoreFailed, BadName) as error:
            run.refused[one.segment] = str(error)
            run.in_a_row += 1
        else:
            run.in_a_row = 0
            gone.append(one.segment)
    return _note_gone(office, gone, now)


def _note_gone(office: Office, gone: Sequence[int], now: datetime) -> int:
    if not gone:
        return 0
    with office.engine.begin() as db:
        done = update(SegmentRow).where(SegmentRow.id.in_(gone), SegmentRow.destroyed_at.is_(None))
        return db.execute(done.values(destroyed_at=now)).rowcount


_LEFT = (
    select(SegmentRow.id, SegmentRow.name)
    .where(
        SegmentRow.state == State.DESTROYED,
        SegmentRow.destroyed_at.is_(None),
        SegmentRow.id > bindparam("after"),
    )
    .order_by(SegmentRow.id)
    .limit(BATCH)
)
