"""The console's texts: every visible word, in every language, from `texts/*.toml`.

A file is a room's; its entry `[key]` is the text `room.key`. An entry whose form depends on a
number has a table of plural forms, as CLDR names them, and is chosen by the value `count`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from babel import Locale
from flask import Flask, has_request_context

from config.utility import Language
from operator_console.office import this_office
from operator_console.security.visitor import visitor

DIRECTORY = Path(__file__).parent / "texts"
LANGUAGE_NAMES = {"ru": "Русский", "kk": "Қазақша", "lv": "Latviešu", "en": "English"}
COUNT = "count"  # the value that plural forms go by

Wording = str | dict[str, str]
Catalogue = Mapping[str, Mapping[str, Wording]]


class NoSuchText(LookupError):
    """A page wants a text that the catalogue does not have."""


def install(app: Flask) -> None:
    catalogue()  # a wrong file is noticed at the start
    app.jinja_env.globals.update(t=t, language=language, LANGUAGE_NAMES=LANGUAGE_NAMES)


@cache
def catalogue() -> Catalogue:
    """Key -> language -> wording."""
    return dict(_entries())


def _entries() -> Iterator[tuple[str, dict[str, Wording]]]:
    for path in sorted(DIRECTORY.glob("*.toml")):
        for key, wordings in tomllib.loads(path.read_text(encoding="utf-8")).items():
            yield f"{path.stem}.{key}", wordings


def t(key: str, /, **values: Any) -> str:
    """The text in the language of who looks at the page. Raises NoSuchText."""
    return text_in(language(), key, **values)


def text_in(language: str, key: str, /, **values: Any) -> str:
    """The text in this language. Raises NoSuchText."""
    try:
        wording = catalogue()[key][language]
    except KeyError:
        raise NoSuchText(f"{key} in {language}") from None
    if isinstance(wording, dict):
        wording = wording[Locale(language).plural_form(values[COUNT])]
    return wording.format_map(values) if values else wording


def language() -> Language:
    """The visitor's own, else the utility's first."""
    who = visitor() if has_request_context() else None
    return cast(Language, who.language) if who else this_office().utility.languages[0]
