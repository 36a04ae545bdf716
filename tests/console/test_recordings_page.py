"""The page of a recorded call: line of time, holds, the log, alarms, what goes tomorrow."""

import html
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from models.contacts.records import RequestKind
from models.contacts.tables import RequestRow
from models.events.kinds import Kind, Seen
from models.events.log import Event, add
from models.operators.roles import Role
from models.segments.kinds import State
from models.segments.tables import LegalHoldRow, SegmentRow
from models.tables import CallRow, JournalRow
from recordings.cipher import key_path
from tests.console.at_work import CALLER, AtWork, work
from tests.console.recorded import expect, keep, say, talk
from tests.console.test_recordings import Heard

__all__ = ["work"]
ONE = "10000016"
TODAY = date(2026, 6, 10)


@pytest.fixture
def heard(work: AtWork) -> Heard:
    return Heard(work, Role.SUPERVISOR)


def shown(heard: Heard) -> str:
    answer = heard.browser.get(heard.page)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def for_the_player(page: str) -> dict[str, Any]:
    found = re.search(r'data-recording="([^"]+)"', page)
    assert found
    known: dict[str, Any] = json.loads(html.unescape(found[1]))
    return known


def happens(heard: Heard, *events: tuple[float, Kind]) -> None:
    """So many seconds after the beginning of the recording."""
    began = heard.work.clock.at - timedelta(hours=1)
    with heard.work.engine.begin() as db:
        add(
            db,
            [
                Event(heard.call, began + timedelta(seconds=at), kind, heard.engineer,
                      seen=Seen.AMI, mark=f"{at} {kind}")
                for at, kind in events
            ],
        )  # fmt: skip


def test_two_pieces_are_one_line_with_the_true_time_between(heard: Heard) -> None:
    work = heard.work
    began = work.clock.at - timedelta(hours=1)
    keep(work.engine, heard.settings, heard.call, began + timedelta(seconds=40), talk()[:40_000], 2)
    known = for_the_player(shown(heard))
    places = [(one["number"], one["at"], one["length"]) for one in known["pieces"]]
    assert places == [(1, 0, 24_000), (2, 40_000, 5000)]
    assert known["length"] == 45_000
    assert len(known["pieces"][0]["peaks"]) > 1000


def test_events_readings_and_requests_are_placed(heard: Heard) -> None:
    happens(heard, (-5, Kind.ARRIVED), (2.5, Kind.ANSWERED), (100, Kind.HUNG_UP))
    began = heard.work.clock.at - timedelta(hours=1)
    with heard.work.engine.begin() as db:
        db.execute(insert(RequestRow), {
            "kind": RequestKind.SEALING, "contact_id": heard.contact, "fields": {},
            "operator_id": heard.engineer, "created_at": began + timedelta(seconds=9),
            "form_key": "k",
        })  # fmt: skip
    page = shown(heard)
    assert for_the_player(page)["marks"] == [0, 2500, 9000, 24_000]
    assert 'href="#t=2500"' in page and "Зарегистрировано: " in page


def test_where_it_paused_is_told(heard: Heard) -> None:
    happens(
        heard, (3, Kind.RECORDING_PAUSED), (6, Kind.RECORDING_RESUMED), (20, Kind.RECORDING_PAUSED)
    )
    assert for_the_player(shown(heard))["pauses"] == [[3000, 6000], [20_000, 24_000]]


def test_what_was_said_is_in_the_order_of_time(heard: Heard) -> None:
    began = heard.work.clock.at - timedelta(hours=1)
    entries = [
        {"kind": "answer", "key": "m", "value": {"by": "keys", "text": "2"}, "said": []},
        {"kind": "answer", "key": "m", "value": {"by": "speech", "text": "да <b>"}, "said": []},
    ]
    with heard.work.engine.begin() as db:
        for place, (entry, at) in enumerate(zip(entries, (2, 9), strict=True)):
            row = {"call_id": heard.call, "position": place, "entry": entry}
            db.execute(insert(JournalRow), row | {"at": began + timedelta(seconds=at)})
    say(heard.work.engine, heard.segment, 1, 4.0, "добрый день")
    say(heard.work.engine, heard.segment, 0, 12.0, "спасибо")
    page = shown(heard).partition('id="said-title"')[2]
    assert re.findall(r'href="#t=(\d+)"', page)[:4] == ["2000", "4000", "9000", "12000"]
    assert "да &lt;b&gt;" in page and '<span data-at="4330">день</span>' in page


def test_that_the_page_was_seen_is_on_record_and_nothing_of_the_caller_is_on_it(
    heard: Heard,
) -> None:
    account = heard.work.account(ONE)
    with heard.work.engine.begin() as db:
        db.execute(update(CallRow).values(account_id=account))
    page = shown(heard)
    assert heard.work.looks() == [("recording", "")]
    assert CALLER not in page and f'/{ONE}"' not in page


def test_a_damaged_and_a_missing_one_say_what_is_missing(heard: Heard) -> None:
    expect(heard.work.engine, heard.call, heard.work.clock.at, 2)
    with heard.work.engine.begin() as db:
        first = SegmentRow.id == heard.segment
        db.execute(update(SegmentRow).where(first).values(state=State.DAMAGED, lacks=1500))
        db.execute(update(SegmentRow).where(~first).values(state=State.MISSING))
    page = shown(heard)
    assert "Запись оборвана: нет 0:01" in page and "Звука нет" in page
    assert [one["number"] for one in for_the_player(page)["pieces"]] == [1]


def test_calls_that_are_not_there_or_were_not_recorded(heard: Heard) -> None:
    assert heard.browser.get("/recordings/999999").status_code == 404
    call, _ = heard.work.call(heard.engineer)
    page = heard.browser.get(f"/recordings/{call}").get_data(as_text=True)
    assert "не записывался" in page and 'id="player"' not in page


def holds(heard: Heard) -> list[Any]:
    with heard.work.engine.connect() as db:
        return list(db.execute(select(LegalHoldRow.__table__)))


def test_a_hold_is_placed_and_lifted(heard: Heard) -> None:
    assert "Будет уничтожена 11 сент. 2026" in shown(heard)
    answer = heard.browser.post(f"{heard.page}/hold", reason="Жалоба в суд", until="2026-12-31")
    assert answer.status_code == 303
    (row,) = holds(heard)
    assert (row.reason, row.until, row.placed_by) == ("Жалоба в суд", date(2026, 12, 31), heard.who)
    page = shown(heard)
    assert "Продлено по 31 дек. 2026" in page and "Будет уничтожена" not in page
    auditor = heard.work.browser(heard.work.operator("auditor", Role.AUDITOR))
    seen = auditor.get(heard.page).get_data(as_text=True)
    assert "Жалоба в суд" in seen and "/lift" not in seen and f'{heard.page}/hold"' not in seen
    assert heard.browser.post(f"{heard.page}/hold/{row.id}/lift").status_code == 303
    assert holds(heard)[0].lifted_by == heard.who
    page = shown(heard)
    assert "Раньше было 1 продление" in page and "Будет уничтожена" in page
    heard.browser.post(f"{heard.page}/hold/{row.id}/lift")
    assert "Продление уже снято" in shown(heard)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"reason": " "}, "Укажите причину"),
        ({"reason": "Суд", "until": "2026-06-09"}, "Этот день уже прошёл"),
        ({"reason": "Суд", "until": "31 июня"}, "Такого дня нет"),
        ({"reason": "x" * 1001}, "Слишком длинно"),
    ],
)
def test_a_wrong_hold_is_said_and_nothing_is_lost(
    heard: Heard, form: dict[str, str], said: str
) -> None:
    answer = heard.browser.post(f"{heard.page}/hold", **form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and said in page
    assert all(f'value="{each}"' in page for each in form.values() if each.strip())
    assert holds(heard) == []


def test_a_hold_of_another_call_is_not_lifted_from_here(heard: Heard) -> None:
    heard.browser.post(f"{heard.page}/hold", reason="Суд")
    other, _ = heard.work.call(heard.engineer)
    (row,) = holds(heard)
    assert heard.browser.post(f"/recordings/{other}/hold/{row.id}/lift").status_code == 404
    assert holds(heard)[0].lifted_at is None


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ENGINEER, Role.ADMINISTRATOR])
def test_holds_are_supervisors(heard: Heard, role: Role) -> None:
    browser = heard.work.browser(heard.work.operator("no-boss", role))
    browser.get("/own/")
    assert browser.post(f"{heard.page}/hold", reason="Суд").status_code == 403
    assert browser.post(f"{heard.page}/hold/1/lift").status_code == 403
    assert holds(heard) == []


def test_what_goes_tomorrow_is_seen_today(heard: Heard) -> None:
    with heard.work.engine.begin() as db:
        db.execute(update(SegmentRow).values(keep_until=TODAY))
    page = heard.browser.get("/recordings/tomorrow").get_data(as_text=True)
    assert "1 запись будет уничтожена ночью" in page and f'"{heard.page}"' in page
    heard.browser.post(f"{heard.page}/hold", reason="Жалоба в суд")
    page = heard.browser.get("/recordings/tomorrow").get_data(as_text=True)
    assert "Завтра ничего не уничтожается" in page and "Жалоба в суд" in page


def test_the_log_shows_who_heard_and_what_was_refused(heard: Heard) -> None:
    heard.browser.get(heard.link(reason="training", words="новичку"))
    heard.browser.get("/recordings/sound/guess")
    boris = heard.work.browser(heard.work.operator("boris"))
    boris.get(heard.page)
    page = heard.browser.get("/recordings/log").get_data(as_text=True)
    assert "Обучение: новичку" in page and "Прослушано" in page and "Имя boris" in page
    page = heard.browser.get("/recordings/log?refused=1").get_data(as_text=True)
    assert "нет права" in page and "нет такой записи" in page and "Прослушано" not in page
    assert "Прослушано" in shown(heard)


def test_supervisors_are_alarmed_and_told_what_to_do(heard: Heard) -> None:
    expect(heard.work.engine, heard.work.call(heard.engineer)[0], heard.work.clock.at)
    heard.work.later(hours=2)
    heard.browser = heard.work.browser(heard.who)
    for page in ("/recordings/", "/floor/"):
        said = heard.browser.get(page).get_data(as_text=True)
        assert "1 запись не сохранена уже больше часа" in said and "teplofon archive" in said
    auditor = heard.work.browser(heard.work.operator("auditor", Role.AUDITOR))
    assert "больше часа" not in auditor.get("/recordings/").get_data(as_text=True)


def test_keys_that_cannot_be_used_are_an_alarm_and_no_fault(heard: Heard) -> None:
    key_path(heard.settings).write_text("no key at all")
    assert "Файла ключей записей нет" in heard.browser.get("/floor/").get_data(as_text=True)
    assert heard.browser.get(heard.link()).status_code == 503
    assert heard.log()[-1][3] == "unreadable"
