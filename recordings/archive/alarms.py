"""What somebody must look after before a recording is lost. Calls go on whatever is the case."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import bindparam, func, select

from models.seals import BadSealKeys, seal_keys
from models.segments.kinds import State
from models.segments.tables import SegmentRow
from recordings.archive import trouble
from recordings.archive.archive import Archive
from recordings.cipher import BadKeyFile
from recordings.store import StoreFailed

LOW = 5 * 2**30  # bytes that are left: thirty calls at once fill them in an hour and a half
LATE = timedelta(hours=1)  # until a segment that is not settled is looked after
LATELY = timedelta(days=1)


class What(StrEnum):
    """Kinds of alarms; the console has a text for each."""

    SPOOL_LOW = "spool_low"  # megabytes left where Asterisk records
    STORE_LOW = "store_low"  # megabytes left in the store
    STORE_FAILS = trouble.STORE_FAILS
    KEYS_GONE = "keys_gone"  # nothing can be stored, nothing heard
    KEYS_LACKING = "keys_lacking"  # master keys that the ledger names, and nobody has
    SEALS_GONE = "seals_gone"  # nothing can be sealed: neither destroyed nor graded
    SWEEP_WAITS = trouble.SWEEP_WAITS
    LATE = "late"  # segments that should have been settled
    MISSING = "missing"  # segments without sound, of the last day
    DAMAGED = "damaged"  # segments that lack something, of the last day


@dataclass(frozen=True)
class Alarm:
    """One of them, with its number, and since when where that is known."""

    what: What
    count: int = 0
    since: datetime | None = None


def alarms(archive: Archive) -> list[Alarm]:
    """All that there are now."""
    return [
        *_room(archive),
        *_keys(archive),
        *_seals(archive),
        *_sweep(archive),
        *_segments(archive),
    ]


def _room(archive: Archive) -> list[Alarm]:
    found: list[Alarm] = []
    with archive.engine.connect() as db:
        since = trouble.since(db).get(What.STORE_FAILS)
    if archive.spool.directory.exists():
        spool = shutil.disk_usage(archive.spool.directory).free
        if spool < LOW:
            found.append(Alarm(What.SPOOL_LOW, spool >> 20))
    try:
        free = archive.store.free()
    except StoreFailed:
        return [*found, Alarm(What.STORE_FAILS, since=since)]
    if since:
        found.append(Alarm(What.STORE_FAILS, since=since))
    if free is not None and free < LOW:
        found.append(Alarm(What.STORE_LOW, free >> 20))
    return found


def _keys(archive: Archive) -> list[Alarm]:
    try:
        lacking = archive.key_file.lacking()
    except BadKeyFile:
        return [Alarm(What.KEYS_GONE)]
    return [Alarm(What.KEYS_LACKING, len(lacking))] if lacking else []


def _seals(archive: Archive) -> list[Alarm]:
    try:
        with archive.engine.connect() as db:
            seal_keys(db, archive.settings, "destructions")
    except BadSealKeys:
        return [Alarm(What.SEALS_GONE)]
    return []


def _sweep(archive: Archive) -> list[Alarm]:
    with archive.engine.connect() as db:
        since = trouble.since(db).get(What.SWEEP_WAITS)
    return [Alarm(What.SWEEP_WAITS, since=since)] if since else []


def _segments(archive: Archive) -> list[Alarm]:
    now = archive.now()
    with archive.engine.connect() as db:
        late = db.execute(_LATE, {"before": now - LATE}).scalar_one()
        lately = dict(db.execute(_LATELY, {"since": now - LATELY}).all())
    counts = {
        What.LATE: late,
        What.MISSING: lately.get(State.MISSING, 0),
        What.DAMAGED: lately.get(State.DAMAGED, 0),
    }
    return [Alarm(what, count) for what, count in counts.items() if count]


_LATE = select(func.count()).where(
    SegmentRow.state == State.EXPECTED, SegmentRow.expected_at < bindparam("before")
)
_LATELY = (
    select(SegmentRow.state, func.count())
    .where(
        SegmentRow.state.in_([State.MISSING, State.DAMAGED]),
        SegmentRow.settled_at >= bindparam("since"),
    )
    .group_by(SegmentRow.state)
)
