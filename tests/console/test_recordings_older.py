"""Files older than the installation: found, heard, taken away, held; all of it on record."""

import os
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy
import pytest
import soundfile
from sqlalchemy import insert, select

from models.contacts.tables import LookRow
from models.operators.roles import Role
from models.segments.tables import (
    LegalHoldRow,
    ListeningRow,
    SegmentRow,
    TranscriptRow,
    WordRow,
)
from operator_console.office import this_office
from recordings.archive.archive import open_archive
from recordings.retention.adopt import Adoption
from recordings.retention.moments import by_time_of_file
from recordings.retention.office import Office
from tests.console.at_work import AtWork, Browser, work
from tests.console.recorded import expect

__all__ = ["work"]
SECONDS = 90


@dataclass
class Old:
    """An office with files of the exchange before, and its supervisor."""

    work: AtWork
    place: Path
    boss: Browser

    def put(self, name: str, content: bytes, at: datetime) -> int:
        """A file last written at this moment, adopted; the number of its segment."""
        path = self.place / name
        path.write_bytes(content)
        os.utime(path, (at.timestamp(), at.timestamp()))
        with self.work.app.app_context():
            office = this_office()
        archive = open_archive(office.settings, self.work.engine, self.work.clock)
        keeps = Office.of(self.work.engine, office.settings, office.utility)
        now = self.work.clock.at
        Adoption(keeps, archive.store, archive.keys, by_time_of_file, now).run(self.place)
        with self.work.engine.connect() as db:
            newest = select(SegmentRow.id).order_by(SegmentRow.id.desc())
            return db.execute(newest.limit(1)).scalar_one()

    def log(self) -> list[tuple[int | None, int | None, str, str, str]]:
        with self.work.engine.connect() as db:
            rows = db.execute(select(ListeningRow.__table__).order_by(ListeningRow.id))
            return [(one.call_id, one.segment_id, one.how, one.reason, one.refused) for one in rows]


@pytest.fixture
def old(work: AtWork, tmp_path: Path) -> Old:
    place = tmp_path / "old"
    place.mkdir()
    return Old(work, place, work.browser(work.operator("boss", Role.SUPERVISOR)))


def gsm(seconds: int = SECONDS) -> bytes:
    """As an Asterisk of then wrote it: without a header."""
    tone = (8000 * numpy.sin(numpy.arange(seconds * 8000) * 0.3)).astype("int16")
    file = BytesIO()
    soundfile.write(file, tone, 8000, format="RAW", subtype="GSM610")
    return file.getvalue()


def day_before(old: Old, days: float = 1) -> datetime:
    return old.work.clock.at - timedelta(days=days)


def ask(browser: Browser, file: int, **form: Any) -> Any:
    return browser.post(
        f"/recordings/older/{file}/link", **({"how": "listen", "reason": "audit"} | form)
    )


def listed(old: Old, query: str = "") -> list[int]:
    answer = old.boss.get(f"/recordings/older/{query}")
    assert answer.status_code == 200
    found = re.findall(r'href="/recordings/older/(\d+)"', answer.get_data(as_text=True))
    return [int(one) for one in found]


def test_they_are_found_by_day_length_state_and_hold(old: Old) -> None:
    first = old.put("in-79121234567.gsm", gsm(), day_before(old, 3))
    second = old.put("b.gsm", gsm(200), day_before(old))
    page = old.boss.get("/recordings/older/").get_data(as_text=True)
    assert "79121234567" not in page and "1:30" in page
    assert listed(old) == [second, first]
    day = day_before(old).date().isoformat()
    assert listed(old, f"?from={day}") == [second]
    assert listed(old, "?longest=2") == [first] and listed(old, "?shortest=2") == [second]
    assert listed(old, "?state=destroyed") == listed(old, "?held=1") == []
    old.boss.post(f"/recordings/older/{first}/hold", reason="суд")
    assert listed(old, "?held=1") == [first]
    assert old.boss.get("/recordings/older/?from=2026-06-10&to=2026-06-01").status_code == 422


def test_more_than_a_page(old: Old) -> None:
    files = [old.put(f"{one}.ul", b"sound", day_before(old, 1)) for one in range(51)]
    assert listed(old) == files[:0:-1]
    page = old.boss.get("/recordings/older/").get_data(as_text=True)
    [more] = re.findall(r'rel="next" href="([^"]+)"', page)
    assert listed(old, more.replace("&amp;", "&").partition("/older/")[2]) == files[:1]


def test_words_are_looked_for_and_read_without_standing_in_an_address(old: Old) -> None:
    file, other = (old.put(name, gsm(), day_before(old)) for name in ("a.gsm", "b.gsm"))
    with old.work.engine.begin() as db:
        heard = {"model": "m", "language": "ru", "made_at": old.work.clock.at, "hints": "[]"}
        db.execute(insert(TranscriptRow), heard | {"segment_id": file})
        word = {"segment_id": file, "side": 0, "place": 0, "began": 1500, "ended": 1900}
        db.execute(insert(WordRow), word | {"word": "задолженность"})
    answer = old.boss.post("/recordings/older/", words="задолж", **{"from": "2026-01-01"})
    place = answer.headers["Location"]
    assert answer.status_code == 303 and "from=2026-01-01" in place and "about=" in place
    assert "words" not in place and "%D0" not in place
    assert listed(old, place.partition("/older/")[2]) == [file]
    assert set(listed(old)) == {file, other}
    page = old.boss.get(f"/recordings/older/{file}").get_data(as_text=True)
    assert '<span data-at="1500">задолженность</span>' in page and "В записи" in page
    assert "Что было сказано" not in old.boss.get(f"/recordings/older/{other}").text


def test_it_is_heard_as_sound_that_a_browser_plays(old: Old) -> None:
    file = old.put("a.gsm", gsm(), day_before(old))
    page = old.boss.get(f"/recordings/older/{file}").get_data(as_text=True)
    assert "data-recording" in page and "data-volume" not in page
    answer = old.boss.get(ask(old.boss, file, reason="complaint").json["link"])
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "audio/flac"
    assert abs(soundfile.info(BytesIO(answer.data)).duration - SECONDS) < 0.1
    assert old.log() == [(None, file, "listen", "complaint", "")]
    assert "79" not in answer.headers["Content-Disposition"]


def test_a_copy_is_the_file_as_it_was(old: Old) -> None:
    content = gsm()
    file = old.put("a.gsm", content, day_before(old))
    answer = old.boss.get(ask(old.boss, file, how="download").json["link"])
    assert answer.data == content
    name = f"attachment; filename=recording-before-{file}.gsm"
    assert answer.headers["Content-Disposition"] == name
    auditor = old.work.browser(old.work.operator("auditor", Role.AUDITOR))
    assert ask(auditor, file, how="download").status_code == 403
    assert ask(auditor, file).status_code == 200


def test_what_no_browser_plays_is_taken_away_with_a_reason(old: Old) -> None:
    file = old.put("a.amr", b"#!AMR\n1234", day_before(old))
    page = old.boss.get(f"/recordings/older/{file}").get_data(as_text=True)
    assert "data-recording" not in page and "не воспроизводит" in page
    address = f"/recordings/older/{file}/copy"
    refused = old.boss.post(address, reason="")
    assert refused.status_code == 303 and refused.headers["Location"] == f"/recordings/older/{file}"
    given = old.boss.post(address, reason="complaint")
    assert old.boss.get(given.headers["Location"]).data == b"#!AMR\n1234"
    assert [line[4] for line in old.log()] == ["no_reason", ""]


def test_a_link_works_once_and_for_one_session(old: Old) -> None:
    file = old.put("a.gsm", gsm(), day_before(old))
    link = ask(old.boss, file).json["link"]
    other = old.work.browser(old.work.operator("other", Role.SUPERVISOR))
    assert other.get(link).status_code == 404
    assert [old.boss.get(link).status_code for _ in range(2)] == [200, 404]
    assert [line[1:] for line in old.log()] == [
        (file, "listen", "audit", ""),
        (file, "listen", "", "other_operator"),
        (file, "listen", "", "used"),
    ]


def test_who_may_not_hear_it_is_refused_and_on_record(old: Old) -> None:
    file = old.put("a.gsm", gsm(), day_before(old))
    for login, role in (("anna", Role.ENGINEER), ("root", Role.ADMINISTRATOR)):
        browser = old.work.browser(old.work.operator(login, role))
        assert browser.get("/recordings/older/").status_code == 403
        assert browser.get(f"/recordings/older/{file}").status_code == 403
        assert ask(browser, file).status_code == 403
    assert [(line[1], line[4]) for line in old.log()] == [(file, "role")] * 4


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "..", "-1", "%2e%2e%2fetc"])
def test_what_is_no_file_of_before_has_no_page_and_no_link(old: Old, number: str) -> None:
    assert old.boss.get(f"/recordings/older/{number}").status_code == 404
    assert old.boss.post(f"/recordings/older/{number}/link", how="listen").status_code == 404


def test_a_segment_of_a_call_is_none(old: Old) -> None:
    call, _ = old.work.call(old.work.operator("anna"))
    segment = expect(old.work.engine, call, old.work.clock.at)
    assert old.boss.get(f"/recordings/older/{segment}").status_code == 404
    assert ask(old.boss, segment).status_code == 404


def test_it_is_held_and_let_go(old: Old) -> None:
    file = old.put("a.gsm", gsm(), day_before(old))
    address = f"/recordings/older/{file}/hold"
    empty = old.boss.post(address, reason="", until="2027-01-01")
    assert empty.status_code == 422 and "2027-01-01" in empty.get_data(as_text=True)
    assert old.boss.post(address, reason="суд", until="2027-01-01").status_code == 303
    assert "суд" in old.boss.get(f"/recordings/older/{file}").get_data(as_text=True)
    with old.work.engine.connect() as db:
        hold = db.execute(select(LegalHoldRow.__table__)).one()
    assert (hold.call_id, hold.segment_id, hold.reason) == (None, file, "суд")
    assert old.boss.post(f"/recordings/1/hold/{hold.id}/lift").status_code == 404
    assert old.boss.post(f"{address}/{hold.id}/lift").status_code == 303
    assert "Раньше было 1 продление" in old.boss.get(f"/recordings/older/{file}").get_data(
        as_text=True
    )
    auditor = old.work.browser(old.work.operator("auditor", Role.AUDITOR))
    assert auditor.post(address, reason="суд").status_code == 403


def test_what_goes_tomorrow_leads_to_it(old: Old) -> None:
    file = old.put("a.gsm", gsm(), day_before(old, 93))
    page = old.boss.get("/recordings/tomorrow").get_data(as_text=True)
    assert f'href="/recordings/older/{file}"' in page
    old.boss.post(f"/recordings/older/{file}/hold", reason="суд")
    page = old.boss.get("/recordings/tomorrow").get_data(as_text=True)
    assert f'href="/recordings/older/{file}"' in page and "суд" in page


def test_that_a_page_was_seen_is_on_record(old: Old) -> None:
    file = old.put("a.gsm", gsm(), day_before(old))
    old.boss.get(f"/recordings/older/{file}")
    with old.work.engine.connect() as db:
        looks = db.execute(select(LookRow.what, LookRow.reason)).all()
    assert ("recording", f"file {file} from before") in [tuple(one) for one in looks]
