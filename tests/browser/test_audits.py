"""A check in a real Chromium: drawn, heard, graded by keys, answered, appealed against, decided."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, select

from models.audits.samples import Drawn, drawn_in
from models.operators import sessions
from models.operators.roles import Role
from models.operators.tables import OperatorRow
from models.segments.tables import ListeningRow
from operator_console.office import NAME, Office, clock
from recordings.hints import Hint, Kind
from tests.browser.pages import WHOLE_SCREEN
from tests.browser.test_floor import Console, console
from tests.browser.test_screens import Pictures, axe, introduce, pictures
from tests.console.at_work import AtWork, Clock
from tests.console.at_work import Gateway as Nobody
from tests.console.recorded import chatter, keep, notice

__all__ = ["axe", "console", "pictures"]
FAR = 60  # presses of Tab after which something counts as out of reach
SOON = 20_000  # ms
SECONDS = 90  # of the recording
HINTED = 31_000  # ms from its beginning: where the operator interrupts
FOCUSED = """() => {
    const one = document.activeElement
    return one.name ? `${one.name}=${one.value}` : one.textContent.trim()
}"""
Enter = Callable[[int], Page]


@dataclass
class Checking:
    """The console, its auditor, and pages of whoever comes."""

    url: str
    office: Office
    auditor: int
    enter: Enter

    @property
    def engine(self) -> Engine:
        return self.office.writer

    def first_drawn(self) -> Drawn:
        """A call of the sample, with its recording, in which two things were noticed."""
        with self.engine.connect() as db:
            one = drawn_in(db, 1)[0]
        sound = chatter(SECONDS, one.call)
        segment = keep(self.engine, self.office.settings, one.call, one.opened_at, sound)
        hints = [
            Hint(Kind.GREETING, 0, "operator", "теплосети"),
            Hint(Kind.INTERRUPTION, HINTED, "operator"),
        ]
        notice(self.engine, segment, hints)
        return one

    def heard(self) -> list[tuple[int, str, str]]:
        """By whom, why, and what was refused."""
        with self.engine.connect() as db:
            rows = db.execute(select(ListeningRow.__table__).order_by(ListeningRow.id))
            return [(row.operator_id, row.reason, row.refused) for row in rows]


@pytest.fixture
def checking(console: Console, browser: Browser, pictures: Pictures) -> Iterator[Checking]:
    office: Office = console.app.extensions[NAME]  # type: ignore[attr-defined]
    work = AtWork(console.app, office.writer, Clock(clock()), Nobody())  # type: ignore[arg-type]
    contexts = []

    def enter(who: int) -> Page:
        context = browser.new_context(viewport=WHOLE_SCREEN, locale="ru-RU")
        contexts.append(context)
        with office.writer.begin() as db:
            key = sessions.begin(db, who, clock())
        context.add_cookies([{"name": console.cookie[0], "value": key, "url": console.url}])
        context.on("page", pictures.watch)
        return context.new_page()

    yield Checking(console.url, office, work.operator("auditor", Role.AUDITOR), enter)
    for context in contexts:
        context.close()


def test_a_check_from_the_draw_to_the_decision(checking: Checking, pictures: Pictures) -> None:
    introduce(checking.engine)
    page = checking.enter(checking.auditor)
    draw(page, checking)
    one = checking.first_drawn()
    pictures.take(page, "audits-sample")
    tab_to(page, "Оценить")
    page.keyboard.press("Enter")
    page.locator("[data-grade]").wait_for()
    pictures.take(page, "audits-grading")
    recording = hears_it(page, checking)
    grades_by_keys(page, recording, pictures)
    page.locator(".toast", has_text="Оценка подписана").wait_for()
    expect(page.locator("#calls a", has_text="%")).to_have_count(1)
    the_operator_answers_and_appeals(checking, one, pictures)
    page.goto(f"{checking.url}/audits/appeals")
    expect(page.get_by_role("link", name="Решить")).to_have_count(0)  # it is the auditor's grade
    the_supervisor_decides(checking, pictures)
    mine = checking.enter(one.operator)
    mine.goto(f"{checking.url}/audits/grades/1")
    expect(mine.locator(".words")).to_contain_text("Слышно, что перебила")


def draw(page: Page, checking: Checking) -> None:
    """Two calls of each operator's, of yesterday."""
    page.goto(f"{checking.url}/audits/")
    page.get_by_role("link", name="Сделать выборку").click()
    office = checking.office
    yesterday = (office.today() - timedelta(days=1)).isoformat()
    form = page.locator("form.card")
    form.locator("[name=from]").fill(yesterday)
    form.locator("[name=to]").fill(yesterday)
    form.locator("[name=size]").fill("2")
    form.locator("[name=form]").select_option(label="Разговор с клиентом (версия 1)")
    form.locator("button.primary").click()
    page.locator("#calls").wait_for()


def hears_it(page: Page, checking: Checking) -> Page:
    """The recording opens beside the form; each link to its sound works once."""
    tab_to(page, "Запись")
    with page.expect_popup() as opening:
        page.keyboard.press("Enter")
    recording = opening.value
    recording.locator("[data-wave]").wait_for()
    tab_to(recording, "reason=audit")
    recording.keyboard.press("Space")
    recording.locator("[data-wave]").focus()
    with recording.expect_response("**/recordings/sound/*") as sound:
        recording.keyboard.press("Space")
    expect(recording.locator("#player")).to_have_attribute("data-doing", "playing", timeout=SOON)
    recording.keyboard.press("Space")
    assert checking.heard() == [(checking.auditor, "audit", "")]
    assert recording.request.get(sound.value.url).status == 404
    assert checking.heard()[1:] == [(checking.auditor, "", "used")]
    return recording


def grades_by_keys(page: Page, recording: Page, pictures: Pictures) -> None:
    """All is well but for one thing, which a hint led to. A reload in the middle loses nothing."""
    expect(page.locator("[data-grade] input:checked")).to_have_count(0)  # hints set none
    tab_to(page, "answer_a13_confident=yes")
    answer(page, until="answer_a15_12")
    page.keyboard.press("2")
    page.keyboard.press("Shift+Tab")
    assert "Оператор начал, пока говорил клиент" in focused(page)
    page.keyboard.press("Enter")
    expect(recording.locator("[data-wave]")).to_have_attribute("aria-valuenow", str(HINTED))
    page.bring_to_front()
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("Перебила клиента")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("0:31")
    done = page.locator("[data-progress]").text_content()
    page.reload()
    expect(page.locator("[data-progress]")).to_have_text(done or "nothing")
    expect(page.locator("[name=comment_a15_12]")).to_have_value("Перебила клиента")
    expect(page.locator("[name=moment_a15_12]")).to_have_value("0:31")
    assert focused(page) == "answer_a15_13=yes"
    pictures.take(page, "audits-grading-midway")
    answer(page, until="")
    page.keyboard.press("Control+Enter")


def answer(page: Page, until: str) -> None:
    """Yes to each criterion before this one; to all that are left, if there is none."""
    while not (until and focused(page).startswith(f"{until}=")):
        before = focused(page)
        page.keyboard.press("1")
        if focused(page) == before:  # the last one
            return


def the_operator_answers_and_appeals(checking: Checking, one: Drawn, pictures: Pictures) -> None:
    page = checking.enter(one.operator)
    page.goto(f"{checking.url}/audits/own")
    expect(page.locator("tbody tr")).to_contain_text("новая")
    pictures.take(page, "audits-own")
    page.locator("tbody a").first.click()
    expect(page.locator(".answers-given")).to_contain_text("Перебила клиента")
    with page.expect_popup() as opening:
        page.get_by_role("link", name="0:31", exact=True).click()
    expect(opening.value.locator("[data-now]")).to_have_text("0:31")
    expect(opening.value.locator("#hints-title")).to_have_count(0)
    opening.value.close()
    page.get_by_label("Ваш ответ").fill("Клиент кричал, было не вставить слова")
    page.get_by_role("button", name="Ответить").click()
    expect(page.locator(".words")).to_contain_text("Клиент кричал")
    page.get_by_label("Ваш ответ").fill("Прошу послушать ещё раз")
    page.get_by_role("button", name="Обжаловать").click()
    expect(page.locator(".words li.appeal")).to_contain_text("Прошу послушать")
    pictures.take(page, "audits-grade")


def the_supervisor_decides(checking: Checking, pictures: Pictures) -> None:
    with checking.engine.connect() as db:
        boss = db.scalars(select(OperatorRow.id).where(OperatorRow.login == "boss")).one()
    page = checking.enter(boss)
    page.goto(f"{checking.url}/audits/appeals")
    pictures.take(page, "audits-appeals")
    page.get_by_role("link", name="Решить").click()
    page.locator("#decision").fill("Слышно, что перебила: 0:31")
    page.get_by_role("button", name="Оставить оценку").click()
    expect(page.locator(".words li.decision")).to_contain_text("Слышно, что перебила")


def tab_to(page: Page, name: str) -> None:
    """Tab until this has the focus; the way there is told if it is not found."""
    way = [focused(page)]
    while way[-1] != name:
        assert len(way) < FAR, way
        page.keyboard.press("Tab")
        way.append(focused(page))


def focused(page: Page) -> str:
    found: str = page.evaluate(FOCUSED)
    return " ".join(found.split())
