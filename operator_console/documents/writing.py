"""A document written: its facts, its author's words and the words of its language put together."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from config.utility import Utility
from models.documents.facts import Facts
from models.documents.records import DocumentKind
from operator_console.documents.content import Block, Content
from operator_console.documents.sections.book import Book
from operator_console.documents.sections.ending import appendix, said, signatures, tasks
from operator_console.documents.sections.general import general, sampling
from operator_console.documents.sections.grades import agreement, appeals, grades
from operator_console.documents.sections.hotline import norms, survey, timeliness
from operator_console.documents.words import Words


def content(
    facts: Facts,
    utility: Utility,
    fields: Mapping[str, str],
    author: str,
    at: datetime,
    number: int | None = None,
) -> Content:
    """The document; a draft without a number."""
    words, kind = Words(facts.wanted.language, utility), facts.wanted.kind
    book = Book(facts, words, fields, author)
    blocks = list(_blocks(book, at))
    day = words.long_day(at)
    if number is None:
        dated, short = words("draft", day=day), words("draft_short")
    else:
        dated = words("dated", number=number, day=day)
        short = words(f"{kind}_short", number=number)
    return Content(
        facts.wanted.language,
        [line for line in (words.named(utility.name), fields.get("unit", "")) if line],
        fields.get("addressee", ""),
        words(f"{kind}_title"),
        words(f"{kind}_subject"),
        dated,
        words("page", short=short),
        blocks,
        book.listed,
    )


def _blocks(book: Book, at: datetime) -> Iterator[Block]:
    yield from general(book)
    if book.facts.wanted.kind is DocumentKind.YEARLY:  # the service first, then the checks
        yield from norms(book)
        yield from survey(book)
        yield from timeliness(book)
        yield from sampling(book)
        yield from grades(book)
    else:
        yield from sampling(book)
        yield from grades(book)
        yield from timeliness(book)
        yield from norms(book)
        yield from survey(book)
    yield from appeals(book)
    yield from agreement(book)
    yield from said(book, "findings")
    yield from tasks(book, at.astimezone(book.words.utility.zone).date())
    yield from said(book, "conclusions")
    yield from said(book, "proposals")
    yield from signatures(book)
    yield from appendix(book)
