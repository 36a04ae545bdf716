"""Listening to a recording: who may, with a reason, by a link that works once; all is on record."""

from io import BytesIO
from multiprocessing import get_context
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from models.audits.tables import GradeRow, ScorecardRow
from models.database import open_database
from models.operators.roles import Role
from models.operators.tables import OperatorRow
from models.segments.kinds import State
from models.segments.tables import ListeningRow, SegmentRow
from operator_console.office import this_office
from recordings.listening.links import Links, Listener
from recordings.listening.reasons import Refused
from recordings.listening.rights import Way
from recordings.sound import decode
from tests.console.at_work import AtWork, Browser, work
from tests.console.recorded import LENGTH, keep

__all__ = ["work"]
ONE = "10000016"


class Heard:
    """A recorded call, and somebody who may hear it."""

    def __init__(self, work: AtWork, role: Role = Role.AUDITOR) -> None:
        self.work = work
        self.engineer = work.operator("anna")
        self.call, self.contact = work.call(self.engineer)
        with work.app.app_context():
            self.settings = this_office().settings
        self.segment = keep(work.engine, self.settings, self.call, work.clock.at)
        work.later(hours=1)
        self.who = work.operator("somebody", role)
        self.browser = work.browser(self.who)

    @property
    def page(self) -> str:
        return f"/recordings/{self.call}"

    def ask(self, browser: Browser | None = None, **form: Any) -> Any:
        """For a link."""
        form = {"how": "listen", "reason": "audit"} | form
        return (browser or self.browser).post(f"{self.page}/1/link", **form)

    def link(self, **form: Any) -> str:
        answer = self.ask(**form)
        assert answer.status_code == 200, answer.json
        return str(answer.json["link"])

    def log(self) -> list[tuple[int, str, str, str]]:
        """Who, how, why, and what was refused."""
        with self.work.engine.connect() as db:
            rows = db.execute(select(ListeningRow.__table__).order_by(ListeningRow.id))
            return [(row.operator_id, row.how, row.reason, row.refused) for row in rows]


@pytest.fixture
def heard(work: AtWork) -> Heard:
    return Heard(work)


def test_with_a_reason_the_sound_is_given_out_whole_and_not_kept(heard: Heard) -> None:
    answer = heard.browser.get(heard.link(reason="complaint", words="  о   тарифе "))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "audio/ogg"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "attachment" not in answer.headers["Content-Disposition"]
    assert round(sum(len(caller) for caller, _ in decode(BytesIO(answer.data))) / 8000) == LENGTH
    assert heard.log() == [(heard.who, "listen", "complaint: о тарифе", "")]


@pytest.mark.parametrize(
    "reason",
    [
        {"reason": ""},
        {"reason": "curiosity"},
        {"reason": "other"},
        {"reason": "other", "words": " "},
    ],
)
def test_without_a_reason_there_is_no_link(heard: Heard, reason: dict[str, Any]) -> None:
    answer = heard.ask(**reason)
    assert answer.status_code == 422 and "зачем" in answer.json["why"]
    assert heard.log() == [(heard.who, "listen", "", "no_reason")]


def test_a_link_works_once(heard: Heard) -> None:
    link = heard.link()
    assert heard.browser.get(link).status_code == 200
    assert heard.browser.get(link).status_code == 404
    assert [line[3] for line in heard.log()] == ["", "used"]


def test_a_link_is_good_for_half_a_minute(heard: Heard) -> None:
    links = [heard.link(), heard.link()]
    heard.work.later(seconds=30)
    assert heard.browser.get(links[0]).status_code == 200
    heard.work.later(seconds=1)
    assert heard.browser.get(links[1]).status_code == 404
    assert [line[3] for line in heard.log()] == ["", "", "expired"]


def test_anothers_link_is_no_link_and_stays_good(heard: Heard) -> None:
    link, other = heard.link(), heard.work.operator("other", Role.SUPERVISOR)
    assert heard.work.browser(other).get(link).status_code == 404
    assert heard.log()[-1] == (other, "listen", "", "other_operator")
    assert heard.browser.get(link).status_code == 200


def test_a_link_is_of_one_session(heard: Heard) -> None:
    link = heard.link()
    assert heard.work.browser(heard.who).get(link).status_code == 404
    assert heard.log()[-1] == (heard.who, "listen", "", "other_session")
    assert heard.browser.get(link).status_code == 200


def test_a_tag_made_for_another_link_does_not_help(heard: Heard) -> None:
    first, second = heard.link(), heard.link()
    assert heard.browser.get(first[:-32] + second[-32:]).status_code == 404
    assert heard.log()[-1][3] == "other_session"


@pytest.mark.parametrize(
    "path",
    [
        "A" * 75, "x", "1", "0" * 5000, "%00", "Ж" * 80,
        "..%2f..%2fetc%2fpasswd", "....//....//etc/passwd", "%2e%2e/%2e%2e/teplofon.db",
        "../../static/console.css", "..%5c..%5cwindows", "/etc/passwd",
    ],
)  # fmt: skip
def test_guessed_links_and_paths_lead_nowhere(heard: Heard, path: str) -> None:
    answer = heard.browser.get(f"/recordings/sound/{path}")
    assert answer.status_code in (404, 308) and b"OggS" not in answer.data
    assert b"root:" not in answer.data and b"SQLite" not in answer.data
    assert {line[3] for line in heard.log()} <= {"unknown"}


def test_a_guess_is_on_record(heard: Heard) -> None:
    heard.browser.get("/recordings/sound/" + "A" * 75)
    assert heard.log() == [(heard.who, "listen", "", "unknown")]


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999", "-1", "..", "1%2f..%2f1"])
def test_what_is_no_segment_has_no_link(heard: Heard, number: str) -> None:
    answer = heard.browser.post(f"{heard.page}/{number}/link", how="listen", reason="audit")
    assert answer.status_code == 404


def test_who_asks_in_another_way_is_not_understood(heard: Heard) -> None:
    assert heard.ask(how="../listen").status_code == 400


def grade(heard: Heard) -> None:
    """The engineer's call was graded."""
    with heard.work.engine.begin() as db:
        card = {
            "name": "k",
            "version": 1,
            "content": {},
            "digest": "",
            "added_at": heard.work.clock.at,
        }
        form = db.execute(insert(ScorecardRow).returning(ScorecardRow.id), card).scalar_one()
        row = {
            "number": 1, "contact_id": heard.contact, "call_id": heard.call,
            "operator_id": heard.engineer, "grader_id": heard.who, "scorecard_id": form,
            "answers": {}, "remark": "", "score": 1000, "passed": True,
            "signed_at": heard.work.clock.at, "form_key": "k", "seal": "",
        }  # fmt: skip
        db.execute(insert(GradeRow), row)


def test_an_engineer_hears_own_calls_once_they_are_graded(heard: Heard) -> None:
    anna = heard.work.browser(heard.engineer)
    assert anna.get(heard.page).status_code == 403
    assert heard.ask(anna).status_code == 403
    assert heard.log() == [
        (heard.engineer, "listen", "", "role"),
        (heard.engineer, "listen", "audit", "role"),
    ]
    grade(heard)
    page = anna.get(heard.page)
    assert page.status_code == 200 and b"data-download" not in page.data
    assert heard.ask(anna).status_code == 200
    other = heard.work.browser(heard.work.operator("boris"))
    assert other.get(heard.page).status_code == heard.ask(other).status_code == 403
    assert heard.log()[-1][3] == "role"


def test_administrators_hear_nobody(heard: Heard) -> None:
    root = heard.work.operator("root", Role.ADMINISTRATOR)
    browser = heard.work.browser(root)
    browser.get("/own/")
    assert browser.get("/recordings/").status_code == 403
    assert browser.get(heard.page).status_code == heard.ask(browser).status_code == 403
    assert [line[3] for line in heard.log()] == ["role", "role"]


def test_who_is_not_signed_in_learns_nothing(heard: Heard) -> None:
    link, stranger = heard.link(), heard.work.app.test_client()
    assert stranger.get(link).status_code == stranger.get(heard.page).status_code == 302
    assert heard.browser.get(link).status_code == 200


def test_a_copy_is_the_supervisors_right(heard: Heard) -> None:
    refused = heard.ask(how="download")
    assert refused.status_code == 403
    assert heard.log() == [(heard.who, "download", "audit", "role")]
    boss = heard.work.operator("boss", Role.SUPERVISOR)
    heard.browser = heard.work.browser(boss)
    answer = heard.browser.get(heard.link(how="download"))
    name = f"recording-{heard.call}-1.ogg"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert heard.log()[-1] == (boss, "download", "audit", "")


def test_who_loses_the_right_loses_the_link(heard: Heard) -> None:
    link = heard.link()
    with heard.work.engine.begin() as db:
        row = update(OperatorRow).where(OperatorRow.id == heard.who)
        db.execute(row.values(role=Role.ADMINISTRATOR))
    assert heard.browser.get(link).status_code == 404
    assert heard.log()[-1][3] == "role"


def change(heard: Heard, **values: Any) -> None:
    with heard.work.engine.begin() as db:
        db.execute(update(SegmentRow).where(SegmentRow.id == heard.segment).values(values))


@pytest.mark.parametrize(
    ("state", "status", "why"),
    [
        (State.DESTROYED, 410, "destroyed"),
        (State.MISSING, 404, "no_sound"),
        (State.EXPECTED, 404, "no_sound"),
    ],
)
def test_what_is_not_there_is_not_promised(
    heard: Heard, state: State, status: int, why: str
) -> None:
    change(heard, state=state)
    assert heard.ask().status_code == status
    assert heard.log() == [(heard.who, "listen", "audit", why)]
    assert heard.browser.get(heard.page).status_code == 200


def test_what_is_destroyed_in_between_is_gone(heard: Heard) -> None:
    link = heard.link()
    change(heard, state=State.DESTROYED, wrapped_key=None)
    assert heard.browser.get(link).status_code == 410
    assert heard.log()[-1][3] == "destroyed"


def test_a_store_that_fails_is_said_and_on_record(heard: Heard) -> None:
    link = heard.link()
    change(heard, name="0000-gone")
    assert heard.browser.get(link).status_code == 503
    assert heard.log()[-1][3] == "unreadable"


def test_the_link_itself_is_nowhere_kept(heard: Heard) -> None:
    link = heard.link().rpartition("/")[2]
    with heard.work.engine.connect() as db:
        kept = str(db.execute(select(ListeningRow.__table__)).all())
    assert len(link) == 43 + 32 and link[:43] not in kept and link[-32:] not in kept


def take(url: str, who: Listener, secret: str, link: str, at: Any, start: Any, won: Any) -> None:
    """In a process of its own."""
    engine = open_database(url)
    with engine.connect():  # the pool is warm
        pass
    start.wait()
    try:
        Links(engine, secret, at).take(who, link)
        won.put("heard")
    except Refused as refused:
        won.put(refused.why.value)
    engine.dispose()


def test_of_two_processes_with_one_link_one_wins(heard: Heard) -> None:
    clock, engine = heard.work.clock, heard.work.engine
    who = Listener(heard.who, Role.AUDITOR, "session")
    context = get_context("spawn")
    url = engine.url.render_as_string(hide_password=False)
    for _ in range(3):
        link = Links(engine, "secret", clock.at).issue(who, heard.call, 1, Way.LISTEN, "audit")
        start, won = context.Barrier(2), context.Queue()
        arguments = (url, who, "secret", link, clock.at, start, won)
        both = [context.Process(target=take, args=arguments) for _ in range(2)]
        for one in both:
            one.start()
        came = sorted(won.get(timeout=60) for _ in both)
        for one in both:
            one.join()
        assert came == ["heard", "used"]
    assert [line[3] for line in heard.log()] == ["", "used"] * 3
