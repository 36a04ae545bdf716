"""Documents once made: numbered from 1 without a gap, kept with their files, never changed."""

import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Row, func, insert, select
from sqlalchemy.exc import IntegrityError

from models.documents.records import DocumentKind, Files, Listed, Made, Wanted
from models.documents.tables import DocumentRow
from models.operators.tables import OperatorRow

ATTEMPTS = 20  # at a number that others take meanwhile


def make(
    reader: Engine,
    writer: Engine,
    wanted: Wanted,
    fields: Mapping[str, str],
    by: int,
    form_key: str,
    at: datetime,
    write: Callable[[Connection, int], Files],
) -> int:
    """Have `write` write the document with the next number, and keep it; the number.

    The same form sent again is the same document. It is written before the transaction that keeps
    it: calls go on meanwhile. If another took its number, it is written again with the next one.
    """
    for _ in range(ATTEMPTS):
        with reader.connect() as db:
            if (known := _of_form(db, form_key)) is not None:
                return known
            number = (db.scalar(select(func.max(DocumentRow.number))) or 0) + 1
            files = write(db, number)
        row = {
            "number": number, "kind": wanted.kind, "language": wanted.language,
            "first": wanted.first, "last": wanted.last, "samples": list(wanted.samples),
            "fields": dict(fields), "made_at": at, "made_by": by, "form_key": form_key,
        }  # fmt: skip
        try:
            with writer.begin() as db:
                db.execute(insert(DocumentRow), row | _kept(files))
            return number
        except IntegrityError:
            continue
    raise RuntimeError("no number is free for long enough")


def _of_form(db: Connection, form_key: str) -> int | None:
    return db.scalar(select(DocumentRow.number).where(DocumentRow.form_key == form_key))


def _kept(files: Files) -> dict[str, Any]:
    return {
        "docx": files.docx,
        "docx_digest": sha256(files.docx).hexdigest(),
        "pdf": files.pdf,
        "pdf_digest": sha256(files.pdf).hexdigest(),
        "listed": zlib.compress(msgspec.json.encode(list(files.listed))),
    }


def documents(db: Connection, limit: int = 500) -> list[Made]:
    """The newest first."""
    query = _MADE.order_by(DocumentRow.number.desc()).limit(limit)
    return [_made(row) for row in db.execute(query)]


def document(db: Connection, number: int) -> Made | None:
    """The one with this number."""
    row = db.execute(_MADE.where(DocumentRow.number == number)).first()
    return _made(row) if row else None


def listed_in(db: Connection, number: int) -> list[Listed]:
    """Its figures with the calls they count."""
    kept = db.scalars(select(DocumentRow.listed).where(DocumentRow.number == number)).one()
    return msgspec.json.decode(zlib.decompress(kept), type=list[Listed])


def file_of(db: Connection, number: int, suffix: str) -> bytes | None:
    """The file as it was made: "docx" or "pdf"."""
    column = {"docx": DocumentRow.docx, "pdf": DocumentRow.pdf}[suffix]
    return db.scalar(select(column).where(DocumentRow.number == number))


def _made(row: Row[Any]) -> Made:
    return Made(
        row.number, DocumentKind(row.kind), row.language, row.first, row.last, row.samples,
        row.fields, row.made_at, row.name, row.docx_digest, row.pdf_digest,
    )  # fmt: skip


_MADE = select(
    DocumentRow.number, DocumentRow.kind, DocumentRow.language, DocumentRow.first, DocumentRow.last,
    DocumentRow.samples, DocumentRow.fields, DocumentRow.made_at, OperatorRow.name,
    DocumentRow.docx_digest, DocumentRow.pdf_digest,
).join(OperatorRow, OperatorRow.id == DocumentRow.made_by)  # fmt: skip
