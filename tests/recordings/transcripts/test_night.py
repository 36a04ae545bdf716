"""The process of its own that writes down, started in its hours."""

import subprocess
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from recordings.transcripts.hours import Hours
from recordings.transcripts.night import Night, night_of
from tests.recordings.transcripts.conftest import BEGAN, Recorded, both, spoken

pytestmark = pytest.mark.slow
ALWAYS = "00:00-00:00"


def night(recorded: Recorded, hours: str) -> Night:
    """Its process is told of the test's database."""
    url = recorded.engine.url.render_as_string(hide_password=False)
    settings = replace(recorded.archive.settings, database=url, transcripts=hours)
    found = night_of(replace(recorded.archive, settings=settings))
    assert found
    return found


def test_a_real_process_writes_down_what_waits(recorded: Recorded) -> None:
    _, segment = recorded.call(both(spoken("сто двадцать три"), spoken("улица ленина")))
    one = night(recorded, ALWAYS)
    one.look()
    assert one.process
    first = one.process
    one.look()
    assert one.process is first or first.poll() is not None
    assert first.wait(60) == 0
    assert [word for word, *_ in recorded.words(segment, 0)] == ["сто", "двадцать", "три"]
    one.end()


def test_outside_of_its_hours_nothing_is_started(recorded: Recorded) -> None:
    here = BEGAN.astimezone(recorded.archive.utility.zone)

    def around(hours: float) -> time:
        at: datetime = here + timedelta(hours=hours)
        return at.time()

    asleep = replace(night(recorded, ALWAYS), hours=Hours(around(1), around(2)))
    asleep.look()
    assert asleep.process is None
    asleep.end()


def test_it_is_ended_with_the_archive_and_begun_anew(recorded: Recorded) -> None:
    _, segment = recorded.call(both(spoken("сто двадцать три"), spoken("улица ленина")))
    one = night(recorded, ALWAYS)
    one.look()
    one.end()
    assert isinstance(one.process, subprocess.Popen)
    assert one.process.returncode is not None
    assert recorded.writing().run() + len(recorded.written()) >= 1
    assert recorded.written() == [segment]


def test_off_by_default(recorded: Recorded) -> None:
    assert night_of(recorded.archive) is None
