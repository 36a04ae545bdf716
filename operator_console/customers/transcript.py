"""What was said and pressed in the menu, as lines to read, in the language of the screen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from ivr.engine.channel import By, Heard
from ivr.engine.journal import Entry
from ivr.engine.prompt import Prompt
from ivr.prompts.catalogue import Catalogue
from ivr.prompts.formats import CannotSay
from models.tables import JournalRow


@dataclass(frozen=True)
class Line:
    """One thing said to the caller (`who` is "menu") or done by the caller ("keys", "speech")."""

    who: str
    text: str


def transcript_of(db: Connection, call: int, language: str) -> list[Line]:
    """The call's journal, as far as it has been written."""
    query = select(JournalRow.entry).where(JournalRow.call_id == call)
    entries = db.scalars(query.order_by(JournalRow.position)).all()
    return [line for entry in entries for line in _lines(msgspec.convert(entry, Entry), language)]


def _lines(entry: Entry, language: str) -> Iterator[Line]:
    voice = entry.kind == "answer" and _heard(entry.value).by is By.SPEECH
    for said in _prompts(entry.said):
        yield Line("menu", _wording(said, language, voice))
    if entry.kind == "answer":
        heard = _heard(entry.value)
        yield Line(heard.by, heard.text)


def _prompts(said: Sequence[Any]) -> list[Prompt]:
    return msgspec.convert(said, list[Prompt])


def _heard(value: Any) -> Heard:
    return msgspec.convert(value, Heard)


def _wording(prompt: Prompt, language: str, voice: bool) -> str:
    """In the screen's language, else in the caller's own; its name where there is neither."""
    for one in (language, prompt.language):
        try:
            return _catalogue().wording(Prompt(prompt.key, prompt.values, one), voice)
        except CannotSay:
            continue
    return prompt.key


@cache
def _catalogue() -> Catalogue:
    return Catalogue.load()
