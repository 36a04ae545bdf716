"""Recordings for tests of pages: made-up sound, kept by the archive as real sound is."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy
import soundfile
from sqlalchemy import Engine, insert, select, update

from config.settings import Settings
from models.events.kinds import Kind
from models.events.log import Event, add
from models.events.tables import CallEventRow
from models.rules.retention import keep_until
from models.segments.kinds import State
from models.segments.tables import SegmentRow, TranscriptRow, WordRow
from models.tables import CallRow, JournalRow
from recordings.archive.archive import open_archive
from recordings.archive.spool import WHOLE, Spool
from recordings.hints import Hint, to_json
from recordings.hints import Kind as Noticed
from recordings.retention.adopt import Adoption
from recordings.retention.moments import by_time_of_file
from recordings.retention.office import Office
from recordings.sound.raw import RATE, Samples
from tests.recordings.sound.calls import note, write_raw

LENGTH = 24  # seconds of the talk below
SILENT = (8.0, 14.0)  # from, to
MONTHS = 3


def talk() -> Samples:
    """The caller, the hotline, six seconds of silence, then both in turn: syllables of notes."""
    frames = numpy.arange(LENGTH * RATE)
    seconds = frames / RATE
    both = numpy.zeros((len(frames), 2), dtype=numpy.int16)
    syllables = numpy.abs(numpy.sin(2.3 * numpy.pi * seconds)) ** 0.6
    turns = {0: ((0, 3), (14, 17), (20, 22)), 1: ((3, 8), (17, 20), (22, 24))}
    for side, spoken in turns.items():
        sound = note((440.0, 1000.0)[side], len(frames), 9000 + 4000 * side) * syllables
        for begin, end in spoken:
            now = (seconds >= begin) & (seconds < end)
            both[now, side] = sound[now]
    return both


def chatter(seconds: int, seed: int = 1) -> Samples:
    """Something that looks like a talk: syllables of one side after the other, with pauses."""
    lot, sound = numpy.random.default_rng(seed), numpy.zeros((seconds * RATE, 2), numpy.int16)
    at, side = 0, 1
    while at < len(sound):
        for _ in range(int(lot.integers(4, 30))):
            length = int(lot.integers(RATE // 10, RATE // 3))
            loud = lot.normal(0, lot.uniform(1200, 5200), length) * numpy.hanning(length)
            room = len(sound[at : at + length])
            sound[at : at + length, side] = loud[:room]
            at += length + int(lot.integers(0, RATE // 8))
        at += int(lot.integers(RATE // 4, RATE * (5 if lot.random() < 0.2 else 1)))
        side = 1 - side
    return sound


def keep(
    engine: Engine,
    settings: Settings,
    call: int,
    began: datetime,
    sound: Samples | None = None,
    number: int = 1,
) -> int:
    """The segment of a call, settled by the archive."""
    sound = talk() if sound is None else sound
    closed = began + timedelta(seconds=len(sound) / RATE)
    segment = expect(engine, call, began, number)
    with TemporaryDirectory() as spool:
        path = write_raw(Path(spool, f"call-{call}-{number}{WHOLE}"), sound)
        os.utime(path, (closed.timestamp(), closed.timestamp()))
        archive = open_archive(settings, engine, lambda: closed)
        became = replace(archive, spool=Spool(Path(spool))).settle()
    assert became.keys() & {State.STORED, State.DAMAGED}
    return segment


def expect(engine: Engine, call: int, at: datetime, number: int = 1) -> int:
    """A segment that there should be."""
    row = {
        "call_id": call, "number": number, "source": f"call-{call}-{number}", "lacks": 0,
        "state": State.EXPECTED, "expected_at": at, "keep_until": keep_until(at.date(), MONTHS),
    }  # fmt: skip
    with engine.begin() as db:
        db.execute(update(CallRow).where(CallRow.id == call).values(announced_at=at))
        return db.execute(insert(SegmentRow).returning(SegmentRow.id), row).scalar_one()


def say(engine: Engine, segment: int, side: int, begins: float, text: str) -> None:
    """Words that were recognised, three a second."""
    with engine.begin() as db:
        mine = WordRow.segment_id == segment, WordRow.side == side
        first = len(db.scalars(select(WordRow.place).where(*mine)).all())
        for place, word in enumerate(text.split()):
            at = round(begins * 1000) + 330 * place
            row = {"segment_id": segment, "side": side, "place": first + place, "word": word,
                   "began": at, "ended": at + 280}  # fmt: skip
            db.execute(insert(WordRow), row)


def notice(engine: Engine, segment: int, hints: Sequence[Hint]) -> None:
    """The segment was written down, and this was noticed in it."""
    row = {"segment_id": segment, "model": "test-model", "language": "ru"}
    row |= {"made_at": datetime.now(UTC), "hints": to_json(hints)}
    with engine.begin() as db:
        db.execute(insert(TranscriptRow), row)


LINES = (
    (1, "оператор теплосети смирнова здравствуйте слушаю вас"),
    (0, "здравствуйте хочу узнать почему начисление выросло в этом месяце почти в два раза"),
    (1, "назовите пожалуйста лицевой счёт и фамилию"),
    (0, "сейчас посмотрю один ноль ноль ноль"),
    (1, "спасибо мария петровна минуту подождите пожалуйста я проверю начисления"),
    (0, "хорошо жду"),
)
NOTICED = (
    (66_000, Noticed.GREETING, "сбыта"), (84_300, Noticed.INTERRUPTION, ""),
    (102_000, Noticed.FORM, "девушка"), (111_000, Noticed.SILENCE, "14"),
    (126_000, Noticed.HOLD, "75"), (140_000, Noticed.TONE, "7"),
    (151_000, Noticed.INTERRUPTION, ""),
)  # fmt: skip
MENU = ((9, "keys", "2"), (20, "speech", "соедините с оператором"))


def archive_of_a_day(engine: Engine, settings: Settings, now: datetime, newest: int = 9) -> int:
    """The newest calls are recorded, one of them cut off; the one returned has all there can be."""
    with engine.begin() as db:
        over = now - timedelta(minutes=5)
        ended = select(CallEventRow.call_id).where(
            CallEventRow.kind == Kind.WRAP_UP_DONE, CallEventRow.at < over
        )
        held = select(CallEventRow.call_id, CallEventRow.at).where(
            CallEventRow.kind == Kind.HELD, CallEventRow.call_id.in_(ended)
        )
        call, hold = db.execute(held.order_by(CallEventRow.id.desc()).limit(1)).one()
        began = dict(db.execute(select(CallRow.id, CallRow.began_at)).all())
        gone = select(CallEventRow.call_id, CallEventRow.at).where(
            CallEventRow.kind == Kind.HUNG_UP, CallEventRow.at < over
        )
        seconds = {one: round((at - began[one]).total_seconds()) for one, at in db.execute(gone)}
        pause = ((-30, Kind.RECORDING_PAUSED), (-15, Kind.RECORDING_RESUMED))
        add(db, [Event(call, hold + timedelta(seconds=at), kind, mark=kind) for at, kind in pause])
        for place, (at, by, text) in enumerate(MENU):
            entry = {"kind": "answer", "key": "menu", "value": {"by": by, "text": text}, "said": []}
            row = {"call_id": call, "position": place, "at": began[call] + timedelta(seconds=at)}
            db.execute(insert(JournalRow), row | {"entry": entry})
    others = sorted(one for one in seconds if one != call)[-newest:]
    for place, one in enumerate(others):
        keep(engine, settings, one, began[one], chatter(seconds[one] // (1 + (place == 3)), one))
    segment = keep(engine, settings, call, began[call], chatter(seconds[call]))
    for place, (side, text) in enumerate(LINES * 2):
        say(engine, segment, side, 66 + 9.0 * place, text)
    notice(engine, segment, [Hint(kind, at, "operator", words) for at, kind, words in NOTICED])
    return call


def files_from_before(engine: Engine, settings: Settings, now: datetime) -> int:
    """Some of the exchange before, one of which no browser plays; the newest that can be heard."""
    with TemporaryDirectory() as place:
        for back, ending, content in ((9, "amr", b"#!AMR\n1234"), (5, "gsm", b""), (2, "gsm", b"")):
            path = Path(place, f"{back}.{ending}")
            path.write_bytes(content)
            if not content:
                sound = chatter(40 * back, back)[:, 0]
                soundfile.write(path, sound, RATE, format="RAW", subtype="GSM610")
            at = (now - timedelta(days=back, minutes=37 * back)).timestamp()
            os.utime(path, (at, at))
        archive = open_archive(settings, engine, lambda: now)
        office = Office.of(engine, settings, archive.utility)
        Adoption(office, archive.store, archive.keys, by_time_of_file, now).run(Path(place))
    with engine.connect() as db:
        heard = select(SegmentRow.id).where(SegmentRow.call_id.is_(None), SegmentRow.duration > 0)
        return db.execute(heard.order_by(SegmentRow.expected_at.desc()).limit(1)).scalar_one()
