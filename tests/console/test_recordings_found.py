"""Finding recorded calls: by each criterion, page after page, nothing personal in an address."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from models.contacts.tables import ContactRow
from models.operators.roles import Role
from models.segments.kinds import State
from models.segments.tables import DestructionRow, LegalHoldRow, SegmentRow
from models.tables import CallRow
from tests.console.at_work import AtWork, Browser, work
from tests.console.recorded import expect, say

__all__ = ["work"]
ONE = "10000016"


@pytest.fixture
def boss(work: AtWork) -> Browser:
    return work.browser(work.operator("boss", Role.SUPERVISOR))


def recorded(work: AtWork, operator: int, state: State = State.STORED, **contact: Any) -> int:
    """A call with a recording in that state."""
    work.later(minutes=1)
    call, number = work.call(operator)
    segment = expect(work.engine, call, work.clock.at)
    with work.engine.begin() as db:
        values = {"state": state, "began_at": work.clock.at, "duration": 65_000, "lacks": 9000}
        db.execute(update(SegmentRow).where(SegmentRow.id == segment).values(values))
        if contact:
            db.execute(update(ContactRow).where(ContactRow.id == number).values(contact))
    return call


def found(browser: Browser, **asked: str) -> list[int]:
    """The calls on the page, as they are listed."""
    answer = browser.post("/recordings/", **asked)
    assert answer.status_code == 303, answer.data
    return listed(browser.get(answer.location).get_data(as_text=True))


def listed(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'href="/recordings/(\d+)"', page)]


def test_by_operator_topic_queue_and_outcome(work: AtWork, boss: Browser) -> None:
    anna, boris = work.operator("anna"), work.operator("boris")
    first = recorded(work, anna, topic="readings", outcome="resolved")
    second = recorded(work, boris, topic="charges", outcome="resolved", queue="legal")
    third = recorded(work, anna, topic="charges")
    assert found(boss) == [third, second, first]
    assert found(boss, operator=str(anna)) == [third, first]
    assert found(boss, topic="charges") == [third, second]
    assert found(boss, topic="charges", operator=str(anna)) == [third]
    assert found(boss, outcome="resolved") == [second, first]
    assert found(boss, queue="legal") == [second]
    assert found(boss, topic="nonsense", queue="'", outcome="x", operator="-1", state="y") == [
        third,
        second,
        first,
    ]


def test_by_days_of_the_utility(work: AtWork) -> None:
    anna = work.operator("anna")
    before = recorded(work, anna)
    work.later(days=2)
    after = recorded(work, anna)
    boss = work.browser(work.operator("auditor", Role.AUDITOR))  # the night was long
    assert found(boss) == [after, before]
    assert found(boss, **{"from": "2026-06-11"}) == [after]
    assert found(boss, **{"from": "2026-06-10", "to": "2026-06-10"}) == [before]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"from": "вчера"}, "дат"),
        ({"from": "2026-06-12", "to": "2026-06-10"}, "раньше"),
        ({"from": "2020-01-01", "to": "2026-06-10"}, "год"),
    ],
)
def test_days_that_are_none_are_said_and_what_was_typed_stays(
    work: AtWork, boss: Browser, days: dict[str, str], said: str
) -> None:
    answer = boss.get(boss.post("/recordings/", topic="charges", **days).location)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'role="alert"' in page
    assert days["from"] in page and '<option value="charges" selected>' in page


def test_by_state_and_a_destroyed_one_has_its_date(work: AtWork, boss: Browser) -> None:
    anna = work.operator("anna")
    calls = {state: recorded(work, anna, state) for state in State}
    for state, call in calls.items():
        assert found(boss, state=state) == [call]
    with work.engine.begin() as db:
        asked = select(SegmentRow.id).where(SegmentRow.call_id == calls[State.DESTROYED])
        db.execute(insert(DestructionRow), {
            "id": 1, "at": work.clock.at, "segment_id": db.scalar(asked), "rule": "P1", "seal": "",
        })  # fmt: skip
    page = boss.get("/recordings/").get_data(as_text=True)
    assert "Уничтожена" in page and "10 июн. 2026" in page and "нет 0:09" in page
    page = boss.get(f"/recordings/{calls[State.DESTROYED]}").get_data(as_text=True)
    assert "номер в журнале уничтожений: 1" in page and 'id="player"' not in page


def test_held_ones(work: AtWork, boss: Browser) -> None:
    anna = work.operator("anna")
    held, over, lifted = (recorded(work, anna) for _ in range(3))
    today = date(2026, 6, 10)
    with work.engine.begin() as db:
        for call, until, gone in (
            (held, today, None),
            (over, today - timedelta(days=1), None),
            (lifted, None, work.clock.at),
        ):
            db.execute(insert(LegalHoldRow), {
                "call_id": call, "reason": "суд", "placed_by": anna, "placed_at": work.clock.at,
                "until": until, "lifted_at": gone, "lifted_by": gone and anna,
            })  # fmt: skip
    assert found(boss, held="1") == [held]
    assert boss.get("/recordings/").get_data(as_text=True).count("⚑") == 1


def test_by_account_whose_number_is_in_no_address(work: AtWork, boss: Browser) -> None:
    anna = work.operator("anna")
    by_menu, by_operator, _ = (recorded(work, anna) for _ in range(3))
    account = work.account(ONE)
    with work.engine.begin() as db:
        db.execute(update(CallRow).where(CallRow.id == by_menu).values(account_id=account))
        contact = update(ContactRow).where(ContactRow.call_id == by_operator)
        db.execute(contact.values(account_id=account))
    answer = boss.post("/recordings/", account=f" {ONE} ")
    assert ONE not in answer.location
    page = boss.get(answer.location).get_data(as_text=True)
    assert listed(page) == [by_operator, by_menu]
    assert f'value="{ONE}"' in page
    assert work.looks() == [("recordings", "search")]
    answer = boss.get(boss.post("/recordings/", account="77").location)
    assert answer.status_code == 422 and "Такого лицевого счёта нет" in answer.text


def test_an_address_that_was_tampered_with_says_nothing(work: AtWork, boss: Browser) -> None:
    call = recorded(work, work.operator("anna"))
    for about in ("x", "Ж", "gAAAAA" + "A" * 80):
        assert listed(boss.get(f"/recordings/?about={about}").text) == [call]


@pytest.mark.parametrize(
    ("words", "calls"),
    [
        ("показания", [0, 1]),
        ("ПОКАЗ", [0, 1]),
        ("показ передать", [0]),
        ('"показ"', []),
        ('"показания" счёт', [1]),
        ('"счёт показания"', [1]),
        ("%", []),
        ("_", []),
        ('"', [0, 1, 2]),
    ],
)
def test_by_words_that_were_spoken(
    work: AtWork, boss: Browser, words: str, calls: list[int]
) -> None:
    anna = work.operator("anna")
    made = [recorded(work, anna) for _ in range(3)]
    texts = ("хочу передать показания", "показания и счет", "добрый день")  # ё is stored as е
    with work.engine.connect() as db:
        segments = dict(db.execute(select(SegmentRow.call_id, SegmentRow.id)).all())
    for call, text in zip(made, texts, strict=True):
        first, _, rest = text.partition(" ")
        say(work.engine, segments[call], 0, 1.0, first)
        say(work.engine, segments[call], 1, 3.0, rest)
    answer = boss.post("/recordings/", words=words)
    assert "показ" not in answer.location
    assert listed(boss.get(answer.location).text) == [made[n] for n in reversed(calls)]


def test_page_after_page_each_call_once(work: AtWork, boss: Browser) -> None:
    anna = work.operator("anna")
    made = [recorded(work, anna, topic="charges") for _ in range(52)]
    with work.engine.begin() as db:  # several at one moment: their order is certain all the same
        at = update(CallRow).where(CallRow.id.in_(made[1:5])).values(began_at=work.clock.at)
        db.execute(at)
    page, seen = boss.get("/recordings/?topic=charges").text, list[int]()
    for _ in range(2):
        seen += listed(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if following:
            page = boss.get(following[1].replace("&amp;", "&")).text
    assert sorted(seen) == made and len(seen) == 52
    assert "К новым" in page and 'rel="next"' not in page
    for nonsense in (
        "x",
        "2026-06-10_1",
        "2026-06-10T00:00:00+00:00_x",
        "_",
        "0001-01-01T00:00:00+14:00_1",
    ):
        assert boss.get(f"/recordings/?after={nonsense.replace('+', '%2B')}").status_code == 200


@pytest.mark.parametrize(
    ("role", "status"),
    [("engineer", 403), ("supervisor", 200), ("auditor", 200), ("administrator", 403)],
)
def test_who_comes_to_it(work: AtWork, role: str, status: int) -> None:
    browser = work.browser(work.operator("somebody", Role(role)))
    assert browser.get("/recordings/").status_code == status
    only = 200 if role == "supervisor" else 403
    for page in ("log", "tomorrow"):
        assert browser.get(f"/recordings/{page}").status_code == only
