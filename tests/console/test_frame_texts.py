"""The catalogue, the templates and the code say the same, in every language."""

import ast
import re
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale

from models.operators.changes import Change
from models.operators.roles import Role
from operator_console import formats, texts
from tests.console.console import Console

CONSOLE = Path(texts.__file__).parent
KEY = re.compile(r"[a-z_]+\.[a-z0-9_]+")
IN_TEMPLATE = re.compile(r"""(?<![\w.])["']([a-z_]+\.[a-z0-9_]+)["'](\s*~)?""")
TAGS = re.compile(r"{[{%].*?[%}]}", re.DOTALL)


def placeholders(wording: texts.Wording) -> set[str]:
    forms = wording.values() if isinstance(wording, dict) else [wording]
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


def begun_and_whole() -> tuple[set[str], set[str]]:
    """Keys as templates and code name them: beginnings to be completed, and whole ones."""
    begun: set[str] = set()
    whole: set[str] = set()
    for path in CONSOLE.rglob("templates/**/*.html"):
        for tag in TAGS.findall(path.read_text()):
            for key, goes_on in IN_TEMPLATE.findall(tag):
                (begun if goes_on or key.endswith("_") else whole).add(key)
            begun |= set(re.findall(r"""["']([a-z_]+\.)["']\s*~""", tag))
    for path in CONSOLE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun.add(str(node.values[0].value))
            elif isinstance(node, ast.Constant) and KEY.fullmatch(str(node.value)):
                (begun if str(node.value).endswith("_") else whole).add(str(node.value))
    return {start for start in begun if KEY.fullmatch(start + "x")}, whole


@pytest.mark.parametrize("key", sorted(texts.catalogue()))
def test_every_text_is_whole_in_every_language(key: str) -> None:
    wordings = texts.catalogue()[key]
    assert set(wordings) == set(texts.LANGUAGE_NAMES)
    assert len({frozenset(placeholders(wording)) for wording in wordings.values()}) == 1
    for language, wording in wordings.items():
        if isinstance(wording, dict):
            assert set(wording) >= Locale(language).plural_form.tags | {"other"}
            assert "count" in placeholders(wording)
        assert all(form.strip() == form != "" for form in placeholders_free(wording))


def placeholders_free(wording: texts.Wording) -> list[str]:
    return list(wording.values()) if isinstance(wording, dict) else [wording]


def test_no_text_is_unused() -> None:
    begun, whole = begun_and_whole()
    tabs = {f"{path.stem}.index" for path in texts.DIRECTORY.glob("*.toml")}
    unused = [
        key
        for key in texts.catalogue()
        if key not in whole | tabs and not any(key.startswith(start) for start in begun)
    ]
    assert unused == []


def test_every_text_that_is_used_is_there(console: Console) -> None:
    begun, whole = begun_and_whole()
    known = texts.catalogue()
    rooms = {path.stem for path in texts.DIRECTORY.glob("*.toml")}
    others = console.app.view_functions.keys() | {path.name for path in CONSOLE.rglob("static/*")}
    used = {key for key in whole if key.partition(".")[0] in rooms} - others
    assert used - known.keys() == set()
    assert [start for start in begun if not any(key.startswith(start) for key in known)] == []


def test_what_is_named_by_its_value_has_its_text() -> None:
    wanted = {f"roles.{role}" for role in Role}
    wanted |= {f"accounts.change_{change}" for change in Change}
    assert wanted <= texts.catalogue().keys()


def test_a_text_that_is_not_there_is_an_error() -> None:
    with pytest.raises(texts.NoSuchText, match=r"no\.such"):
        texts.text_in("ru", "no.such")
    with pytest.raises(texts.NoSuchText):
        texts.text_in("de", "frame.save")


def test_numbers_choose_their_form(monkeypatch: pytest.MonkeyPatch) -> None:
    forms = {"one": "{count} звонок", "few": "{count} звонка", "many": "{count} звонков"}
    monkeypatch.setattr(texts, "catalogue", lambda: {"a.calls": {"ru": forms}})
    said = [texts.text_in("ru", "a.calls", count=count) for count in (1, 3, 5, 11, 21, 0)]
    assert said == [
        "1 звонок",
        "3 звонка",
        "5 звонков",
        "11 звонков",
        "21 звонок",
        "0 звонков",
    ]


def test_times_are_the_utilitys_and_written_as_the_visitor_reads(console: Console) -> None:
    at = datetime(2026, 11, 20, 21, 30, 5, tzinfo=UTC)  # half past one of the next day in Samara
    with console.app.test_request_context():
        assert formats.moment(at) == "21.11.2026, 01:30"
        assert formats.time_of_day(at) == "01:30:05"
        assert formats.day(at) == formats.day(date(2026, 11, 21)) == "21 нояб. 2026\u202fг."


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-3, "0:00"),
        (0.9, "0:00"),
        (45, "0:45"),
        (723, "12:03"),
        (3599.9, "59:59"),
        (3723, "1:02:03"),
    ],
)
def test_lengths_of_time(seconds: float, text: str) -> None:
    assert formats.length_of_time(seconds) == text


def test_everybody_reads_the_own_language(console: Console) -> None:
    for language, title in {"ru": "Моя страница", "kk": "Менің бетім", "en": "My page"}.items():
        console.change("ivanova", language=language)
        page = console.browser_of("ivanova").get("/own/").text
        assert f'<html lang="{language}"' in page and title in page
