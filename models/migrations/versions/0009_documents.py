"""documents of audits, with their files"""

import sqlalchemy as sa
from alembic import op
import models.columns

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("samples", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("made_at", models.columns.Moment(), nullable=False),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("docx", sa.LargeBinary(), nullable=False),
        sa.Column("docx_digest", sa.String(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_digest", sa.String(), nullable=False),
        sa.Column("listed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["operator.id"], name=op.f("fk_document_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("form_key", name=op.f("uq_document_form_key")),
        sa.UniqueConstraint("number", name=op.f("uq_document_number")),
    )
    for what in ("UPDATE", "DELETE"):
        _refuse(what)


def _refuse(what: str) -> None:
    """Have the database itself refuse it; the function of PostgreSQL came with the audits."""
    body = "BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END"
    if op.get_bind().dialect.name == "postgresql":
        body = "EXECUTE FUNCTION audit_row_never_changed()"
    name = f"document_{what.lower()}_fixed"
    op.execute(f"CREATE TRIGGER {name} BEFORE {what} ON document FOR EACH ROW {body}")


def downgrade() -> None:
    op.drop_table("document")
