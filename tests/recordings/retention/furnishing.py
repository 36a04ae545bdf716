"""An archive with calls in it: what each leaves behind, and a clock that the test moves."""

import io
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func, insert, select

from models import anchor
from models.contacts.tables import ContactRow, DraftRow
from models.operators.tables import OperatorRow
from models.rules.retention import day_of_call, keep_until
from models.seals import SealKeys
from models.segments.kinds import State
from models.segments.tables import DestructionRow, SegmentRow, TranscriptRow, WordRow
from models.tables import CallRow, IdentificationRow, JournalRow
from recordings.retention import chain, holds
from recordings.retention.chain import Broken
from recordings.retention.office import Office
from recordings.retention.sweep import Swept, sweep
from recordings.store import Store
from recordings.store.disk import DiskStore
from tests.office_day import hire

SAMARA = ZoneInfo("Europe/Samara")
KEYS = SealKeys(("a secret of the test",))
NUMBER, WORD, WRAPPED = "+79121234567", "задолженность", b"wrapped-" * 5


@dataclass
class Archive:
    """A small one."""

    office: Office
    store: Store

    @property
    def engine(self) -> Engine:
        return self.office.engine

    def call(self, day: date, segments: int = 1, state: State = State.STORED) -> int:
        """A call at noon with all that it leaves behind; its number."""
        return self.call_at(datetime.combine(day, time(12), self.office.zone), segments, state)

    def call_at(self, began: datetime, segments: int = 1, state: State = State.STORED) -> int:
        with self.engine.begin() as db:
            call = _call(db, began)
            last = keep_until(day_of_call(began, self.office.zone), self.office.months)
            for number in range(1, segments + 1):
                self._segment(db, call, number, began, last, state)
        return call

    def _segment(
        self, db: Connection, call: int, number: int, began: datetime, last: date, state: State
    ) -> None:
        there = state in (State.STORED, State.DAMAGED)
        name = secrets.token_hex(16) if there else None
        stored = self.store.put(name, io.BytesIO(b"sound")) if name else None
        values = {
            "call_id": call,
            "number": number,
            "name": name,
            "source": secrets.token_hex(8),
            "state": state,
            "expected_at": began,
            "keep_until": last,
            "sha256": stored.sha256 if stored else None,
            "wrapped_key": WRAPPED if there else None,
            "key_id": "k" if there else None,
            "peaks": b"peaks" if there else None,
            "lacks": 0,
        }
        segment = db.execute(insert(SegmentRow).returning(SegmentRow.id), values).scalar_one()
        if there:
            words(db, segment, began)

    def sweep(self, day: date) -> Swept:
        """In the night of that day."""
        return sweep(self.office, self.store, self.night(day))

    def night(self, day: date) -> datetime:
        return datetime.combine(day, time(3), self.office.zone)

    def hold(self, call: int, today: date, until: date | None = None) -> int:
        with self.engine.begin() as db:
            by = operator(db)
            return holds.place(db, call, "суд", until, by, self.night(today), today)

    def states(self) -> list[str]:
        """Of all segments, by number."""
        with self.engine.connect() as db:
            return list(db.scalars(select(SegmentRow.state).order_by(SegmentRow.id)))

    def files(self) -> int:
        return len(list(self.store.names()))

    def broken(self) -> list[Broken]:
        return list(
            chain.broken(self.engine, self.office.seals(), [anchor.noted(self.office.anchor)])
        )

    def proven(self) -> list[int]:
        """The segments that have a link in the chain, in its order."""
        with self.engine.connect() as db:
            query = select(DestructionRow.segment_id).order_by(DestructionRow.id)
            return list(db.scalars(query))


def archive_of(engine: Engine, place: Path, months: int = 3, zone: ZoneInfo = SAMARA) -> Archive:
    office = Office(engine, months, zone, lambda: KEYS, place / "destructions")
    return Archive(office, DiskStore(place / "recordings"))


def operator(db: Connection) -> int:
    found = db.scalar(select(func.min(OperatorRow.id)))
    return found if found is not None else hire(db)[0]


def _call(db: Connection, began: datetime) -> int:
    call = {
        "key": secrets.token_hex(8),
        "utility": "demo",
        "caller": NUMBER,
        "dialled": "100",
        "began_at": began,
        "holder": "",
        "language": "ru",
        "outcome": "Goodbye",
    }
    number = db.execute(insert(CallRow).returning(CallRow.id), call).scalar_one()
    entry = {"kind": "answer", "key": "errand", "value": {"text": WORD}, "said": []}
    journal = {"call_id": number, "position": 0, "at": began, "entry": entry}
    db.execute(insert(JournalRow), journal)
    tried = {"call_id": number, "caller": NUMBER, "number": "10000016", "found": True, "at": began}
    db.execute(insert(IdentificationRow), tried)
    contact = {
        "call_id": number,
        "caller": NUMBER,
        "operator_id": operator(db),
        "opened_at": began,
        "queue": "individuals",
        "identified": "confirmed",
        "topic": "charges",
        "outcome": "answered",
        "note": WORD,
    }
    id_ = db.execute(insert(ContactRow).returning(ContactRow.id), contact).scalar_one()
    draft = {"form": f"close:{id_}", "fields": {"note": WORD}, "saved_at": began}
    db.execute(insert(DraftRow), draft | {"operator_id": contact["operator_id"]})
    return number


def words(db: Connection, segment: int, at: datetime) -> None:
    """As the recogniser wrote them down."""
    heard = {"segment_id": segment, "model": "m", "language": "ru", "made_at": at, "hints": "[]"}
    db.execute(insert(TranscriptRow), heard)
    word = {"segment_id": segment, "side": 0, "word": WORD, "began": 0, "ended": 500}
    db.execute(insert(WordRow), [word | {"place": place} for place in range(3)])


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


NOW = datetime(2026, 6, 16, 9, tzinfo=UTC)
