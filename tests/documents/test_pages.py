"""The screens of documents: from the samples to a file that was made, and back to the calls."""

import io
import re
from urllib.parse import urlencode

import docx as python_docx
import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from models.audits.samples import drawn_in
from models.documents import made
from models.documents.tables import DocumentRow
from models.operators.roles import Role
from operator_console.documents.room import FIELDS
from tests.console.at_work import Browser, work
from tests.console.auditing import Audit, audit

__all__ = ["audit", "work"]
pytestmark = pytest.mark.slow  # the whole console each time
WISH: dict[str, str] = {
    "kind": "check", "language": "ru", "from": "2026-06-01", "to": "2026-06-10",
}  # fmt: skip
CALLS_OF = re.compile(r'<a href="(/documents/[^"]*calls/\d+[^"]*)"[^>]*>([\d\s]+)</a>')
CALL = re.compile(r'<a href="/recordings/(\d+)">')


@pytest.fixture
def graded(audit: Audit) -> int:
    """A sample whose calls have their grades."""
    sample = audit.draw()
    with audit.work.engine.connect() as db:
        drawn = drawn_in(db, sample)
    for one in drawn:
        assert audit.sign(one.contact, sample=sample).status_code == 303
    return sample


def draft(browser: Browser, **other: object) -> str:
    return browser.get(f"/documents/draft?{urlencode(WISH | other, doseq=True)}").text


def make(browser: Browser, key: str = "key", **fields: object) -> str:
    draft(browser)
    answer = browser.post("/documents/", **(WISH | {"form_key": key} | fields))
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_every_figure_of_the_preview_leads_to_its_calls(audit: Audit, graded: int) -> None:
    links = CALLS_OF.findall(draft(audit.boss).replace("&amp;", "&"))
    assert len(links) > 30
    for address, count in links:
        listed = CALL.findall(audit.boss.get(address).text)
        assert len(listed) == int(re.sub(r"\s", "", count))


def test_a_document_is_made_kept_and_followed_back_to_the_calls(audit: Audit, graded: int) -> None:
    where = make(audit.boss, conclusions="Стандарт соблюдается.", unit="ОКА")
    assert where == "/documents/1"
    page = audit.boss.get(where).text
    assert "Стандарт соблюдается." in page
    file = audit.auditor.get(f"{where}/document.docx")
    opened = python_docx.Document(io.BytesIO(file.data))
    said = [one.text for one in opened.paragraphs]
    assert "Справка по результатам проверки" in said and "Стандарт соблюдается." in said
    printed = audit.auditor.get(f"{where}/document.pdf")
    pages = PdfReader(io.BytesIO(printed.data)).pages
    assert any("Стандарт соблюдается." in page.extract_text() for page in pages)
    assert printed.headers["Content-Disposition"] == 'attachment; filename="check-1.pdf"'
    with audit.work.engine.connect() as db:
        listed = made.listed_in(db, 1)
    for one in listed[:5]:
        calls = audit.auditor.get(f"{where}/calls/{one.number}").text
        assert CALL.findall(calls) == [str(call) for call in one.calls]
    assert "/audits/grades/" in audit.auditor.get(f"{where}/calls/3").text  # graded ones


def test_a_made_document_stays_when_the_figures_change(audit: Audit, graded: int) -> None:
    where = make(audit.boss)
    before = audit.boss.get(f"{where}/document.pdf").data
    with audit.work.engine.connect() as db:
        one = drawn_in(db, graded)[0]
        listed = made.listed_in(db, 1)
    fields = {"answer_polite": "no", "sample": graded, "replaces": one.grade}
    assert audit.sign(one.contact, **fields).status_code == 303  # type: ignore[arg-type]
    assert audit.boss.get(f"{where}/document.pdf").data == before
    with audit.work.engine.connect() as db:
        assert made.listed_in(db, 1) == listed
    assert make(audit.boss, "another") == "/documents/2"
    assert audit.boss.get("/documents/2/document.pdf").data != before


def test_a_form_sent_twice_is_one_document(audit: Audit, graded: int) -> None:
    assert make(audit.boss, "same") == make(audit.boss, "same")
    with audit.work.engine.connect() as db:
        assert db.scalar(select(func.count()).select_from(DocumentRow)) == 1


def test_what_is_typed_is_kept_until_the_document_is_made(audit: Audit, graded: int) -> None:
    draft(audit.boss)
    name = "document:check:ru:2026-06-01:2026-06-10"
    assert audit.boss.post(f"/documents/drafts/{name}", findings="Пауза").status_code == 204
    assert ">Пауза</textarea>" in draft(audit.boss)
    assert "Пауза" not in draft(audit.auditor)
    kept = audit.boss.post("/documents/", **WISH, keep="yes", findings="Две паузы <i>")
    assert kept.status_code == 303 and "/documents/draft?" in kept.headers["Location"]
    assert draft(audit.boss).count("Две паузы &lt;i&gt;") == 2  # the field and the preview
    make(audit.boss, findings="Две паузы")
    assert "Две паузы" not in draft(audit.boss)


def test_samples_can_be_left_out(audit: Audit, graded: int) -> None:
    assert f"Выборка № {graded}" in draft(audit.boss)
    without = draft(audit.boss, chosen="yes")
    assert f"Выборка № {graded}: начальное" not in without
    assert f"Выборка № {graded}: начальное" in draft(audit.boss, chosen="yes", sample=[graded, 99])


def test_the_yearly_report_is_latvian_where_it_is_asked_for(audit: Audit, graded: int) -> None:
    text = draft(audit.auditor, kind="yearly", language="lv")
    assert "Gada pārskats" in text and "Klientu aptauja" in text and 'lang="lv"' in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "no"}, {"language": "de"}, {"from": "x"}, {"from": "2026-06-11"},
        {"from": "2025-06-01"}, {"to": "0001-01-01"}, {"to": "9999-12-31", "from": "9999-12-31"},
    ],
)  # fmt: skip
def test_a_wrong_wish_is_one_sentence(audit: Audit, wrong: dict[str, str]) -> None:
    answer = audit.boss.get(f"/documents/draft?{urlencode(WISH | wrong)}")
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert audit.boss.get(f"/documents/draft/calls/1?{urlencode(WISH | wrong)}").status_code == 404
    assert audit.boss.post("/documents/", **(WISH | wrong), form_key="k").status_code == 400


def test_a_period_without_anything_can_be_documented(audit: Audit) -> None:
    where = make(audit.boss, **{"from": "2020-01-01", "to": "2020-06-30"})
    printed = audit.boss.get(f"{where}/document.pdf")
    assert "Нет данных." in PdfReader(io.BytesIO(printed.data)).pages[0].extract_text()


def test_whoever_is_to_grade_blind_sees_no_grade_by_a_document(audit: Audit, graded: int) -> None:
    with audit.work.engine.connect() as db:
        call = drawn_in(db, graded)[0].call
    asked = [audit.ids["auditor"], audit.ids["head"]]
    opened = audit.boss.post("/audits/calibrations", call=call, form=audit.form, auditors=asked)
    assert opened.status_code == 303
    refused = draft(audit.auditor)
    assert (
        f"№ {call}" in refused and "Начальное" not in refused and 'class="document"' not in refused
    )
    figure = f"/documents/draft/calls/1?{urlencode(WISH)}"
    assert audit.auditor.get(figure).status_code == 403
    made_ = audit.auditor.post("/documents/", **WISH, form_key="k")
    assert "/documents/draft" in made_.headers["Location"]
    assert audit.boss.get(figure).status_code == 200


def test_what_is_not_there(audit: Audit, graded: int) -> None:
    where = make(audit.boss)
    for path in ("/documents/2", f"{where}/calls/9999", "/documents/2/calls/1",
                 "/documents/2/document.pdf", f"{where}/document.exe"):  # fmt: skip
        assert audit.boss.get(path).status_code == 404, path
    assert audit.boss.post("/documents/drafts/other", unit="x").status_code == 400
    assert audit.boss.post("/documents/", **WISH).status_code == 400  # without a key


def test_only_supervisors_and_auditors_come(audit: Audit, graded: int) -> None:
    where = make(audit.boss)
    paths = ["/documents/", f"/documents/draft?{urlencode(WISH)}", where, f"{where}/document.pdf",
             f"{where}/calls/1", f"/documents/draft/calls/1?{urlencode(WISH)}"]  # fmt: skip
    for role in (Role.ENGINEER, Role.ADMINISTRATOR):
        browser = audit.work.browser(audit.work.operator(f"other{role}"[:20], role))
        assert [browser.get(path).status_code for path in paths] == [403] * len(paths)
        assert browser.post("/documents/", **WISH, form_key="x").status_code == 403
    assert [audit.auditor.get(path).status_code for path in paths] == [200] * len(paths)


def test_more_than_may_be_is_not_kept(audit: Audit) -> None:
    make(audit.boss, **dict.fromkeys(FIELDS, "щ" * 9000))
    with audit.work.engine.connect() as db:
        one = made.document(db, 1)
    assert one and {name: len(text) for name, text in one.fields.items()} == FIELDS
