"""What was said and pressed in the menu, as lines to read, in the language of the screen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from ivr.engine.channel import By, Heard
from ivr.engine.journal import Entry
from ivr.engine.prompt import Prompt
from ivr.grammars.choices import OPERATOR_FREE
from ivr.prompts.catalogue import Catalogue
from ivr.prompts.formats import CannotSay
from models.tables import JournalRow


@dataclass(frozen=True)
class Line:
    """One thing said to the caller (`who` is "menu") or done by the caller ("keys", "speech")."""

    who: str
    text: str
    at: datetime  # when it began to be said, as far as is known; or when it was done


def transcript_of(db: Connection, call: int, language: str) -> list[Line]:
    """The call's journal, as far as it has been written."""
    query = select(JournalRow.at, JournalRow.entry).where(JournalRow.call_id == call)
    return list(_lines(db.execute(query.order_by(JournalRow.position)), language))


def _lines(rows: Iterable[Row[datetime, Any]], language: str) -> Iterator[Line]:
    """The menu begins to speak when the entry before was written; only the answer is timed."""
    before: datetime | None = None
    for at, plain in rows:
        entry = msgspec.convert(plain, Entry)
        voice = entry.kind == "answer" and _heard(entry.value).by is By.SPEECH
        for said in _prompts(entry.said):
            yield Line("menu", _wording(said, language, voice), before or at)
        if entry.kind == "answer":
            heard = _heard(entry.value)
            if heard.text != OPERATOR_FREE:  # the caller has pressed nothing
                yield Line(heard.by, heard.text, at)
        before = at


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
