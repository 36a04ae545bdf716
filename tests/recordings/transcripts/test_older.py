"""Files older than the installation are written down and found, as far as they can be read."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy
import pytest

from models.events.days import Days
from recordings.listening.find import Sought
from recordings.listening.older import Wanted, find_older
from recordings.listening.pieces import FILE, spoken_in_file
from recordings.retention.office import Office
from recordings.retention.sweep import sweep
from recordings.sound import RATE
from recordings.transcripts.ledger import waiting
from tests.recordings.transcripts.conftest import BEGAN, Recorded, both, spoken

pytestmark = pytest.mark.slow
NUMBERS, STREET, DIGITS = "сто двадцать три", "улица ленина дом пять", "пять шесть семь"


def found(recorded: Recorded, *words: Sought) -> list[int]:
    day = Days(date(2026, 6, 16), date(2026, 6, 16), recorded.archive.utility.zone)
    with recorded.engine.connect() as db:
        return [one.id for one in find_older(db, Wanted(day, words=words), day.first).files]


def said(recorded: Recorded, file: int, side: int) -> Sequence[str]:
    return [word for word, *_ in recorded.words(file, side)]


def test_one_channel_of_an_old_exchange(recorded: Recorded) -> None:
    """Without a header, both sides in one: nobody knows who said what."""
    mixed = numpy.concatenate([spoken(NUMBERS, 0.5), spoken(STREET, 2.0)])
    file = recorded.older("in.gsm", mixed, RATE, format="RAW", subtype="GSM610")
    assert recorded.writing().run() == 1
    assert said(recorded, file, 0) == [*NUMBERS.split(), *STREET.split()]
    assert said(recorded, file, 1) == [] and recorded.hints(file) == []
    with recorded.engine.connect() as db:
        first, *_ = spoken_in_file(db, file)
    assert first.side == FILE and 300 <= first.words[0].began <= 900
    assert recorded.writing().run() == 0


def test_two_channels_at_another_rate(recorded: Recorded) -> None:
    sound = both(spoken(STREET, 1.0), spoken(DIGITS, 5.0, "m6"))
    wide = numpy.repeat(sound, 2, axis=0)
    wide[1:-1:2] = (sound[:-1].astype(int) + sound[1:]) // 2
    file = recorded.older("in.wav", wide, 2 * RATE)
    assert recorded.writing().run() == 1
    assert said(recorded, file, 0) == STREET.split()
    assert said(recorded, file, 1) == DIGITS.split()
    assert 800 <= recorded.words(file, 0)[0][1] <= 1400


def test_its_words_are_found_and_go_with_it(recorded: Recorded) -> None:
    file = recorded.older("a.wav", spoken(STREET, 0.5), RATE)
    other = recorded.older("b.wav", spoken(NUMBERS, 0.5), RATE)
    recorded.call(both(spoken(STREET), spoken(STREET)))
    assert recorded.writing().run() == 3
    assert found(recorded, Sought("ленин")) == [file]
    assert found(recorded, Sought("двадцать", whole=True)) == [other]
    assert found(recorded, Sought("ленин"), Sought("двадцать")) == []
    assert sorted(found(recorded)) == [file, other]
    office = Office.of(recorded.engine, recorded.archive.settings, recorded.archive.utility)
    sweep(office, recorded.archive.store, BEGAN + timedelta(days=100))
    assert recorded.words(file, 0) == [] and recorded.written() == []


def test_what_cannot_be_read_is_not_waited_for(recorded: Recorded) -> None:
    old = recorded.place / "older"
    old.mkdir()
    (old / "a.amr").write_bytes(b"#!AMR\n1234")
    assert recorded.adopt(old) == 1
    assert list(waiting(recorded.engine, ["ru"], "ru")) == []


def test_where_the_language_of_the_utility_has_no_model_they_wait(recorded: Recorded) -> None:
    file = recorded.older("a.wav", spoken(NUMBERS), RATE)
    assert list(waiting(recorded.engine, ["ru"], "kk")) == []
    [seen] = waiting(recorded.engine, ["ru"], "ru")
    assert (seen.id, seen.call, seen.form) == (file, None, "wav")
