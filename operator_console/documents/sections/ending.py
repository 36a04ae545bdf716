"""What follows from it: findings, tasks, conclusions, proposals (P7), who signs, the calls."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from models.audits.records import Task
from models.documents.records import Listed
from operator_console.documents.content import (
    Block,
    Cell,
    Heading,
    NewPage,
    Signature,
    Signatures,
    Table,
    Text,
)
from operator_console.documents.sections.book import Book

PRINTED = 150  # calls of a figure; of more their number and digest, and all of them in Teplofon


def said(book: Book, key: str) -> Iterator[Block]:
    """A section in the author's own words; none without them."""
    if text := book.fields.get(key, "").strip():
        yield book.heading(key)
        yield from (Text(line) for line in text.splitlines() if line.strip())


def tasks(book: Book, today: date) -> Iterator[Block]:
    """Who is to do what until when (P7, P8)."""
    words = book.words
    yield book.heading("tasks")
    if not book.facts.tasks:
        yield Text(words("no_data"))
        return
    rows = [
        [
            Cell("\n".join(filter(None, (one.topic, one.text)))),
            Cell(words.of_screen(f"audits.task_{one.kind}")),
            Cell(one.responsible_name),
            Cell(words.day(one.due_on)),
            Cell(_state(book, one, today)),
        ]
        for one in book.facts.tasks
    ]
    keys = ("task", "task_kind", "responsible", "due", "state")
    yield Table([words(key) for key in keys], rows, (31, 16, 20, 13, 20))


def _state(book: Book, one: Task, today: date) -> str:
    if one.done_at is not None:
        return book.words("task_done", day=book.words.day(one.done_at), result=one.result)
    return book.words("task_late" if one.due_on < today else "task_open")


def signatures(book: Book) -> Iterator[Block]:
    """The author's line and the head's."""
    words, fields, kind = book.words, book.fields, book.facts.wanted.kind
    author = Signature(words(f"{kind}_signs"), fields.get("author_post", ""), book.author)
    head = Signature(
        words(f"{kind}_head"), fields.get("head_post", ""), fields.get("head_name", "")
    )
    hints = [words(f"sign_{key}") for key in ("post", "signature", "name", "date")]
    yield Signatures([author, head], hints)


def appendix(book: Book) -> Iterator[Block]:
    """The calls behind each figure: numbers, nobody's name."""
    if not book.listed:
        return
    words = book.words
    yield NewPage()
    yield Heading(words("appendix"))
    yield Text(words("appendix_how"), small=True)
    rows = [[Cell(str(one.number)), Cell(one.name), Cell(_calls(book, one))] for one in book.listed]
    keys = ("list", "list_of", "list_calls")
    yield Table([words(key) for key in keys], rows, (11, 33, 56), small=True)


def _calls(book: Book, one: Listed) -> str:
    if len(one.calls) <= PRINTED:
        return ", ".join(str(call) for call in one.calls)
    digest = sha256(",".join(str(call) for call in one.calls).encode()).hexdigest()
    return book.words("list_long", count=book.words.number(len(one.calls)), digest=digest)
