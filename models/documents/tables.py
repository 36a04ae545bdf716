"""The table of documents. Triggers of the database refuse to change or remove a row."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import BigKey, Moment
from models.operators.tables import OperatorRow
from models.tables import Base


class DocumentRow(Base):
    """A document that was made, with its files. Never changed."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)  # printed on it, from 1 without a gap
    kind: Mapped[str]  # models.documents.records.DocumentKind
    language: Mapped[str]
    first: Mapped[date]
    last: Mapped[date]  # included
    samples: Mapped[list[int]] = mapped_column(JSON)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)  # what its author wrote
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id))
    form_key: Mapped[str] = mapped_column(unique=True)  # sent twice, made once
    docx: Mapped[bytes] = mapped_column(LargeBinary)
    docx_digest: Mapped[str]  # SHA-256
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    pdf_digest: Mapped[str]
    listed: Mapped[bytes] = mapped_column(LargeBinary)  # models.documents.records.Listed, zlib
