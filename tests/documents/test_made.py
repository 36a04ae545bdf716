"""Documents once made: numbers without a gap, files as they were, never changed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Barrier

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from models.documents import made
from models.documents.records import Files, Listed
from tests.documents.conftest import AT, Check

LISTED = (Listed(1, "Звонки", (3, 5, 5)),)


def files(db: Connection, number: int) -> Files:
    return Files(f"docx {number}".encode(), f"pdf {number}".encode(), LISTED)


def make(
    check: Check, key: str, write: Callable[[Connection, int], Files] = files, **fields: str
) -> int:
    engine, boss = check.hotline.engine, check.hotline.people["boss"]
    return made.make(engine, engine, check.wanted(), fields, boss, key, AT, write)


def test_a_document_is_kept_as_it_was_made(check: Check) -> None:
    assert make(check, "one", unit="ОКА") == 1
    assert make(check, "two") == 2
    with check.hotline.engine.connect() as db:
        newest, one = made.documents(db)
        assert (newest.number, one.number) == (2, 1)
        assert one == made.document(db, 1)
        assert one.fields == {"unit": "ОКА"} and one.made_by == "Имя boss" and one.made_at == AT
        assert one.samples == [check.sample] and one.kind == check.wanted().kind
        assert made.file_of(db, 1, "docx") == b"docx 1"
        assert one.docx_digest == sha256(b"docx 1").hexdigest()
        assert one.pdf_digest == sha256(made.file_of(db, 1, "pdf") or b"").hexdigest()
        assert made.listed_in(db, 1) == list(LISTED)
        assert made.document(db, 3) is None
        assert made.file_of(db, 3, "pdf") is None


def test_a_form_sent_twice_is_one_document(check: Check) -> None:
    assert [make(check, "same"), make(check, "same"), make(check, "other")] == [1, 1, 2]


def test_two_at_once_get_their_own_numbers(check: Check) -> None:
    """Both write number 1; who comes second writes again with the next."""
    both, written = Barrier(2), list[int]()

    def write(db: Connection, number: int) -> Files:
        found = files(db, number)
        if number == 1:
            db.rollback()  # a pool of one connection, as SQLite has, is free for the other
            db.close()
            both.wait(30)
        written.append(number)
        return found

    with ThreadPoolExecutor(2) as pool:
        numbers = list(pool.map(lambda key: make(check, key, write), ("a", "b")))
    assert sorted(numbers) == [1, 2]
    assert sorted(written) == [1, 1, 2]
    with check.hotline.engine.connect() as db:
        assert made.file_of(db, 2, "pdf") == b"pdf 2"


@pytest.mark.parametrize("change", ["UPDATE document SET last = first", "DELETE FROM document"])
def test_the_database_refuses_to_change_one(check: Check, change: str) -> None:
    make(check, "one")
    with pytest.raises(DatabaseError, match="never changed"), check.hotline.engine.begin() as db:
        db.execute(text(change))
    with check.hotline.engine.connect() as db:
        assert made.document(db, 1)
