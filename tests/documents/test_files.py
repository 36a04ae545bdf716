"""The two files say what the content says, whatever is in it, and can be opened."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import docx as python_docx
import pytest
from pypdf import PdfReader

from models.documents.records import DocumentKind, Listed
from operator_console.documents.chart import NAMES, picture, wrapped
from operator_console.documents.content import (
    Bar,
    Bars,
    Cell,
    Columns,
    Content,
    Heading,
    Table,
    Text,
)
from operator_console.documents.pdf_file import pdf
from operator_console.documents.word_file import docx
from tests.documents.conftest import AT, LONG_TOPIC, Check

HOSTILE = "=1+1 <b>x</b> & {page} \x00\x0b\x1b[31m «ёқšā» " + "W" * 300


def squeezed(text: str) -> str:
    """Without white space and what breaks lines: a PDF knows no words."""
    return re.sub(r"[\s\u00ad\u200b]+", "", text)


def said_in_docx(file: bytes) -> str:
    opened = python_docx.Document(io.BytesIO(file))
    parts = [one.text for one in opened.paragraphs]
    parts += [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return squeezed("".join(parts))


def pages(file: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(file)).pages]


def said_in_pdf(file: bytes) -> str:
    """Without the feet of pages, which are their first lines: a sentence may go on overleaf."""
    return squeezed("".join(page.partition("\n")[2] for page in pages(file)))


def all_said(content: Content) -> list[str]:
    """Every text of the content but those of charts and of cells that break over pages."""
    said = [*content.above, content.title, content.subject, content.dated]
    for block in content.blocks:
        if isinstance(block, Text):
            said.append(block.text)
        if isinstance(block, Table):
            said += [
                cell.text + (f"[{cell.figure}]" if cell.figure else "")
                for row in block.rows
                for cell in row
                if len(cell.text) < 60
            ]
    return [squeezed(one) for one in said]


@pytest.mark.parametrize(
    ("kind", "language"),
    [(DocumentKind.CHECK, "ru"), (DocumentKind.INTERNAL, "ru"), (DocumentKind.YEARLY, "lv")],
)
def test_both_files_have_every_figure(check: Check, kind: DocumentKind, language: str) -> None:
    content = check.content(check.wanted(kind, language=language))
    word, printed = said_in_docx(docx(content, AT)), said_in_pdf(pdf(content, AT))
    assert len(all_said(content)) > 100
    assert [one for one in all_said(content) if one not in word] == []
    assert [one for one in all_said(content) if one not in printed] == []


def test_pages_are_numbered_and_say_which_document_they_are_of(check: Check) -> None:
    found = pages(pdf(check.content(), AT))
    assert len(found) > 3
    for number, page in enumerate(found, 1):
        foot = f"Справка по результатам проверки № 7 · стр. {number} из {len(found)}"
        assert squeezed(foot) in squeezed(page)


def test_a_draft_says_so_and_dates_are_the_utilitys(check: Check) -> None:
    assert check.content(number=None).dated == "Проект, 13 июня 2026\u202fг."
    assert check.content().dated == "№ 7 от 13 июня 2026\u202fг."


def test_what_was_typed_is_text_whatever_it_is(check: Check) -> None:
    check.fields = dict.fromkeys(
        ("unit", "addressee", "author_post", "head_post", "head_name"), HOSTILE
    ) | {"findings": HOSTILE + "\nвторая строка", "conclusions": HOSTILE * 3}
    content = check.content()
    wanted = squeezed("=1+1 <b>x</b> & {page} [31m «ёқšā» WWWW")
    word, printed = said_in_docx(docx(content, AT)), said_in_pdf(pdf(content, AT))
    assert word.count(wanted) == printed.count(wanted) == 5 + 1 + 1 + 3
    assert "втораястрока" in word and "втораястрока" in printed
    opened = python_docx.Document(io.BytesIO(docx(content, AT)))
    assert "w:fldSimple" not in opened.element.xml  # nothing typed became a field


def test_a_long_task_goes_on_over_pages(check: Check) -> None:
    content = check.content()
    printed, word = said_in_pdf(pdf(content, AT)), said_in_docx(docx(content, AT))
    for said in (printed, word):
        assert squeezed(LONG_TOPIC) in said
        assert said.count("Повторить.") == 500


def test_rows_without_end_and_lists_without_measure(check: Check) -> None:
    content = check.content()
    rows = [[Cell(str(place)), Cell("слово " * place)] for place in range(0, 3000, 150)]
    for table in (
        Table(("№", "Слова"), rows, (10, 30)),
        Table(("№", "Слова"), rows[-4:], (10, 30), digits=1),  # figures, which stay together
    ):
        words = sum(int(row[0].text) for row in table.rows)
        changed = replace(content, blocks=[table])
        assert said_in_pdf(pdf(changed, AT)).count("слово") == words
        assert said_in_docx(docx(changed, AT)).count("слово") == words


def test_a_list_too_long_to_print_has_its_digest(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("operator_console.documents.sections.ending.PRINTED", 5)
    content = check.content()
    long = next(one for one in content.listed if len(one.calls) > 5)
    assert isinstance(long, Listed)
    appendix = next(one for one in content.blocks if isinstance(one, Table) and one.small)
    assert "SHA-256" in appendix.rows[long.number - 1][2].text


def test_the_same_document_is_drawn_the_same(check: Check) -> None:
    content = check.content()
    assert said_in_pdf(pdf(content, AT)) == said_in_pdf(pdf(content, datetime.now(UTC)))


@pytest.mark.parametrize(
    "chart",
    [
        Bars("Пусто", []),
        Bars("Без данных", [Bar("Кто-то", None, "–")]),
        Bars("Края", [Bar("0", 0.0, "0 %"), Bar("W" * 400, 1.0, "100 %")], 1.0, "порог"),
        Columns("Пусто", ("а", "б"), []),
        Columns("Нули", ("а", "б"), [("01.26", (0, 0))]),
        Columns("Много", ("а", "б"), [(f"{place}", (place, 900_000)) for place in range(40)]),
    ],
)
def test_a_chart_of_anything_can_be_drawn(chart: Bars | Columns) -> None:
    assert picture(chart).startswith(b"\x89PNG")


def test_long_names_take_two_lines_and_are_cut() -> None:
    assert wrapped("Иванова", NAMES, 2) == ["Иванова"]
    lines = wrapped("Константинопольская " * 9, NAMES, 2)
    assert len(lines) == 2 and lines[1].endswith("…")


def test_a_heading_is_on_the_page_of_its_figures(check: Check) -> None:
    content = check.content()
    printed = [squeezed(page) for page in pages(pdf(content, AT))]
    headed = [
        (squeezed(block.text), squeezed(following.heads[0] + following.heads[1]))
        for block, following in pairwise(content.blocks)
        if isinstance(block, Heading) and isinstance(following, Table) and following.digits < 9
    ]
    led = [
        (squeezed(block.text), squeezed(following.rows[0][0].text))
        for block, following in pairwise(content.blocks)
        if isinstance(block, Text) and isinstance(following, Table) and following.digits < 9
    ]
    assert headed and led
    for above, below in headed + led:
        assert any(above in page and below in page.partition(above)[2] for page in printed), above
