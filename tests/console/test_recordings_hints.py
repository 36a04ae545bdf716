"""Hints on the page of a recording and beside the form of a grade: never verdicts."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from models.audits import scorecards
from models.contacts.desk import open_contact
from models.contacts.records import Outcome
from models.contacts.tables import ContactRow
from models.operators.roles import Role
from models.segments.kinds import State
from models.segments.tables import SegmentRow
from models.tables import CallRow
from operator_console.office import NAME, this_office
from operator_console.recordings.hinted import CRITERIA
from operator_console.texts import catalogue, text_in
from recordings.hints import Hint, Kind
from tests.console.at_work import AtWork, work
from tests.console.recorded import keep, notice, talk
from tests.console.test_recordings import Heard

__all__ = ["work"]
TITLE = "Подсказки (не оценки)"
FORMS = Path(scorecards.__file__).parents[2] / "config/scorecards"
ONE_OF_EACH = [
    Hint(Kind.GREETING, 0, "operator", "теплосети смирнова"),
    Hint(Kind.NAME, 4000, "operator", "мария"),
    Hint(Kind.FORM, 5000, "operator", "<b>девушка"),
    Hint(Kind.INTERRUPTION, 6000, "operator"),
    Hint(Kind.SILENCE, 8000, "operator", "12"),
    Hint(Kind.HOLD, 9000, "operator", "75"),
    Hint(Kind.TONE, 10_000, "operator", "7"),
    Hint(Kind.TONE, 11_000, "caller", "8"),
]


@pytest.fixture
def heard(work: AtWork) -> Heard:
    return Heard(work)


def set_up(heard: Heard, **settings: str) -> None:
    """Another setting, for the console that runs."""
    office = heard.work.app.extensions[NAME]
    changed = replace(office.settings, **settings)
    heard.work.app.extensions[NAME] = replace(office, settings=changed)


def card_on(heard: Heard, path: str = "") -> str:
    answer = heard.browser.get(path or heard.page)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    return page.partition('id="hints-title"')[2].partition("</section>")[0]


def without_tags(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def test_each_kind_is_said_in_words_with_its_moment(heard: Heard) -> None:
    notice(heard.work.engine, heard.segment, ONE_OF_EACH)
    card = card_on(heard)
    said = without_tags(card)
    assert TITLE in said and "на оценку они не влияют" in said
    for part in (
        "0:00 В приветствии не услышано: «теплосети смирнова»",
        "0:05 Оператор произнёс: «&lt;b&gt;девушка»",
        "0:06 Оператор начал, пока говорил клиент",
        "0:08 Оба молчат: 0:12 0:09",
        "0:09 Долгое удержание: 1:15",
        "0:10 Голос оператора громче обычного: +7 дБ",
        "0:11 Голос клиента громче обычного: +8 дБ Слова распознаны моделью test-model",
    ):
        assert part in said
    assert re.findall(r'href="#t=(\d+)"', card) == [str(one.at) for one in ONE_OF_EACH]


def test_a_moment_is_one_of_the_whole_call(heard: Heard) -> None:
    began = heard.work.clock.at - timedelta(hours=1) + timedelta(seconds=40)
    second = keep(heard.work.engine, heard.settings, heard.call, began, talk()[:40_000], 2)
    notice(heard.work.engine, second, [Hint(Kind.INTERRUPTION, 1500, "operator")])
    card = card_on(heard)
    assert re.findall(r'href="#t=(\d+)"', card) == ["41500"]
    assert "Часть 1. Подсказок нет: распознавание записей выключено" in without_tags(card)


def test_that_nothing_was_noticed_is_no_praise(heard: Heard) -> None:
    notice(heard.work.engine, heard.segment, [])
    said = without_tags(card_on(heard))
    assert "Ничего не замечено. Это не значит" in said and "выключено" not in said


@pytest.mark.parametrize(
    ("settings", "language", "said"),
    [
        ({}, "ru", "распознавание записей выключено"),
        ({"transcripts": "20:00-06:00"}, "lv", "для языка звонка (Latviešu) нет модели"),
        ({"transcripts": "20:00-06:00"}, "ru", "Это делается в часы 20:00-06:00"),
        ({"transcripts": "at night"}, "ru", "распознавание настроено неверно"),
    ],
)
def test_why_there_are_none(
    heard: Heard, settings: dict[str, str], language: str, said: str
) -> None:
    set_up(heard, speech_models="ru=vosk-ru-numbers", **settings)
    with heard.work.engine.begin() as db:
        db.execute(update(CallRow).values(language=language))
    assert said in without_tags(card_on(heard))


def test_a_recording_that_is_gone_has_no_hints(heard: Heard) -> None:
    notice(heard.work.engine, heard.segment, ONE_OF_EACH)
    close(heard)
    with heard.work.engine.begin() as db:
        db.execute(update(SegmentRow).values(state=State.DESTROYED))
    assert card_on(heard) == ""
    assert "Звука нет" in card_on(heard, f"/audits/grading/{heard.contact}?form={form(heard)}")


def test_an_engineer_is_shown_none(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    notice(heard.work.engine, heard.segment, ONE_OF_EACH)
    monkeypatch.setattr("operator_console.recordings.call.may", lambda *_: True)
    heard.browser = heard.work.browser(heard.engineer)
    assert card_on(heard) == ""


def form(heard: Heard, name: str = "almaty-call") -> int:
    card = scorecards.read((FORMS / f"{name}.toml").read_bytes(), "ru")
    with heard.work.engine.begin() as db:
        number, _ = scorecards.keep(db, card, None, heard.work.clock.at)
    return number


def hinted_criteria(heard: Heard, name: str) -> dict[str, list[str]]:
    """By the key of the criterion, where its hints lead."""
    page = heard.browser.get(f"/audits/grading/{heard.contact}?form={form(heard, name)}")
    assert page.status_code == 200
    found = {}
    for part in page.get_data(as_text=True).split('class="criterion')[1:]:
        key = re.search('id="name-([^"]+)"', part)
        hints = part.partition('class="hinted"')[2].partition("</div>")[0]
        assert key
        if moments := re.findall(rf'href="/recordings/{heard.call}#t=(\d+)"', hints):
            found[key[1]] = moments
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("almaty-call", {"a14_1": ["0", "4000"], "a15_1": ["5000"], "a15_12": ["6000"],
                         "a15_2": ["10000"]}),
        ("ventspils-call", {"v18_greeting": ["0"], "v18_listens": ["6000"], "v19_hold": ["9000"]}),
    ],
)  # fmt: skip
def test_each_criterion_of_the_form_has_its_hints_and_none_is_set(
    heard: Heard, name: str, expected: dict[str, list[str]]
) -> None:
    notice(heard.work.engine, heard.segment, ONE_OF_EACH)
    close(heard)
    assert hinted_criteria(heard, name) == expected
    path = f"/audits/grading/{heard.contact}?form={form(heard, name)}"
    page = heard.browser.get(path).get_data(as_text=True)
    assert not re.search(r'type="radio"[^>]* checked', page)
    every = re.findall(r'href="/recordings/\d+#t=(\d+)"', card_on(heard, path))
    assert every == [str(one.at) for one in ONE_OF_EACH]


def close(heard: Heard) -> None:
    """The talk is over and may be graded."""
    over = {"closed_at": heard.work.clock.at, "outcome": Outcome.RESOLVED, "topic": "charges"}
    with heard.work.engine.begin() as db:
        db.execute(update(ContactRow).values(over))


def test_a_grade_is_shown_hints_of_its_operators_talk_alone(heard: Heard) -> None:
    notice(heard.work.engine, heard.segment, ONE_OF_EACH)
    close(heard)
    passed_on = heard.work.clock.at - timedelta(hours=1) + timedelta(seconds=8)
    boris = heard.work.operator("boris")
    with heard.work.app.app_context(), heard.work.engine.begin() as db:
        open_contact(db, this_office().utility, heard.call, boris, "individuals", passed_on)
    path = f"/audits/grading/{heard.contact}?form={form(heard)}"
    moments = re.findall(r'href="/recordings/\d+#t=(\d+)"', card_on(heard, path))
    assert moments == ["0", "4000", "5000"]


def test_every_kind_has_its_words_and_its_criteria_exist() -> None:
    assert {f"recordings.hint_{kind}" for kind in Kind} <= catalogue().keys()
    assert "оценк" in text_in("ru", "recordings.hints")
    forms = [scorecards.read(path.read_bytes(), "ru") for path in FORMS.glob("*.toml")]
    there = {one.key for each in forms for one in each.criteria}
    assert {key for wanted in CRITERIA.values() for key in wanted} <= there


def test_auditors_and_supervisors_are_shown_them(work: AtWork) -> None:
    heard = Heard(work, Role.SUPERVISOR)
    notice(work.engine, heard.segment, ONE_OF_EACH)
    assert TITLE in without_tags(card_on(heard))
