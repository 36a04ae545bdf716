"""Real recordings, encoded and encrypted, written down by the real Vosk."""

from datetime import date

import numpy
import pytest
from sqlalchemy import delete, select, update

from models.events.days import Days
from models.events.kinds import Kind
from models.segments.kinds import State
from models.segments.tables import SegmentRow, TranscriptRow, WordRow
from recordings.hints import Hint
from recordings.hints import Kind as Hinted
from recordings.listening.find import Sought, Wanted, find
from recordings.sound import RATE
from recordings.transcripts.ledger import Transcript, note, waiting
from tests.recordings.transcripts.conftest import BEGAN, Recorded, both, spoken

pytestmark = pytest.mark.slow
NUMBERS, STREET = "сто двадцать три", "улица ленина дом пять"


def test_each_side_has_its_words_at_their_times(recorded: Recorded) -> None:
    sound = both(spoken(NUMBERS, 2.0), spoken(STREET, 11.0, "m6"))
    _, segment = recorded.call(sound)
    assert recorded.writing().run() == 1
    caller, operator = recorded.words(segment, 0), recorded.words(segment, 1)
    assert [word for word, *_ in caller] == NUMBERS.split()
    assert [word for word, *_ in operator] == STREET.split()
    assert 1800 <= caller[0][1] <= 2400
    assert 10_800 <= operator[0][1] <= 11_400
    ends = [ended for _, _, ended in operator]
    assert ends == sorted(ends)
    assert ends[-1] <= len(sound) * 1000 // RATE
    assert recorded.writing().run() == 0  # nothing waits any more


def test_what_was_said_is_found(recorded: Recorded) -> None:
    call, _ = recorded.call(both(spoken(NUMBERS, 0.5), spoken(STREET, 4.0)))
    other, _ = recorded.call(both(spoken(STREET, 0.5), numpy.zeros(RATE, numpy.int16)))
    recorded.writing().run()

    def calls(*words: Sought) -> set[int]:
        day = Days(date(2026, 6, 16), date(2026, 6, 16), recorded.archive.utility.zone)
        with recorded.engine.connect() as db:
            page = find(db, Wanted(day, words=words), date(2026, 6, 16))
        return {found.call for found in page.calls}

    assert calls(Sought("ленин")) == {call, other}
    assert calls(Sought("ленин"), Sought("двадцать", whole=True)) == {call}
    assert calls(Sought("двадцат", whole=True)) == set()


def test_a_language_without_a_model_waits(recorded: Recorded) -> None:
    recorded.call(both(spoken(NUMBERS), spoken(STREET)), language="kk")
    assert recorded.writing().run() == 0
    assert recorded.written() == []


def test_what_nobody_said_is_written_down_too(recorded: Recorded) -> None:
    """Else it would be listened to every night."""
    silent = numpy.zeros(3 * RATE, numpy.int16)
    _, segment = recorded.call(both(silent, silent))
    assert recorded.writing().run() == 1
    assert recorded.words(segment, 0) == recorded.words(segment, 1) == []
    assert recorded.hints(segment) == []


def test_one_that_cannot_be_read_keeps_none_back(recorded: Recorded) -> None:
    _, lost = recorded.call(both(spoken(NUMBERS), spoken(STREET)))
    _, second = recorded.call(both(spoken(NUMBERS), spoken(STREET)))
    with recorded.engine.begin() as db:
        name = db.scalar(select(SegmentRow.name).where(SegmentRow.id == lost))
    recorded.archive.store.remove(str(name))
    assert recorded.writing().run() == 1
    assert recorded.written() == [second]


def test_it_stops_when_its_hours_are_over(recorded: Recorded) -> None:
    recorded.call(both(spoken(NUMBERS), spoken(STREET)))
    assert recorded.writing(may_go_on=False).run() == 0
    assert recorded.written() == []
    assert recorded.writing().run() == 1


def test_two_at_once_note_it_once(recorded: Recorded) -> None:
    _, segment = recorded.call(both(spoken(NUMBERS), spoken(STREET)))
    [seen] = waiting(recorded.engine, ["ru"], "ru")
    assert recorded.writing().run() == 1
    before = recorded.words(segment, 0)
    assert not note(recorded.engine, seen.id, Transcript("other", "ru", [], []), BEGAN)
    assert recorded.words(segment, 0) == before


def test_a_recording_destroyed_meanwhile_leaves_no_words(recorded: Recorded) -> None:
    """P1: it was listened to, and destroyed before its words were stored."""
    _, segment = recorded.call(both(spoken(NUMBERS), spoken(STREET)))
    writing = recorded.writing()
    [seen] = waiting(recorded.engine, ["ru"], "ru")
    words, _ = writing._listen(seen, writing._writer("ru"))
    assert words
    gone = {"state": State.DESTROYED, "wrapped_key": None}
    with recorded.engine.begin() as db:
        db.execute(update(SegmentRow).where(SegmentRow.id == segment).values(gone))
        db.execute(delete(WordRow))
        db.execute(delete(TranscriptRow))
    assert not note(recorded.engine, segment, Transcript("m", "ru", words, []), BEGAN)
    assert recorded.words(segment, 0) == recorded.words(segment, 1) == []
    assert recorded.written() == []


def test_hints_of_a_talk(recorded: Recorded) -> None:
    """The bundled model knows the surname Ленина and no unit; the caller is interrupted."""
    caller = spoken("один два три четыре пять шесть семь восемь девять", 6.0)
    operator = spoken("сто двадцать три целых сорок пять сотых", 7.0, "m6")
    call, segment = recorded.call(both(caller, numpy.pad(operator, (0, 20 * RATE))))
    who = recorded.operator("Ленина А. С.", "Отдел по работе с абонентами")
    recorded.happened(call, who, (1, Kind.ANSWERED), (28, Kind.OPERATOR_LEFT))
    recorded.writing().run()
    found = {hint.kind: hint for hint in recorded.hints(segment)}
    assert found[Hinted.GREETING] == Hint(Hinted.GREETING, 1000, "operator", "ленина")
    assert 6_900 <= found[Hinted.INTERRUPTION].at <= 7_500
    assert 9_000 <= found[Hinted.SILENCE].at <= 10_000
    assert set(found) == {Hinted.GREETING, Hinted.INTERRUPTION, Hinted.SILENCE}
