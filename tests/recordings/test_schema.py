"""What the migrations make of the ledger is what its tables say, on each database."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from models.segments.tables import (
    DestructionRow,
    LegalHoldRow,
    ListeningRow,
    SegmentRow,
    TranscriptRow,
    TroubleRow,
    WordRow,
)
from models.tables import Base

ROWS = (
    DestructionRow, LegalHoldRow, ListeningRow, SegmentRow, TranscriptRow, TroubleRow, WordRow,
)  # fmt: skip
OURS = {row.__tablename__ for row in ROWS}


def _is_ours(one: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    return (one if kind == "table" else one.table).name in OURS


def test_the_ledger_is_as_its_tables_say(office: Engine) -> None:
    with office.connect() as db:
        options = {"include_object": _is_ours, "compare_type": True}
        context = MigrationContext.configure(db, opts=options)
        assert compare_metadata(context, Base.metadata) == []
