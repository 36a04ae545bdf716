"""files from before the installation are heard and held; what the archive cannot do is noted"""

import sqlalchemy as sa
from alembic import op
import models.columns

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("segment", sa.Column("form", sa.String(), nullable=True))
    op.create_index(op.f("ix_segment_key_id"), "segment", ["key_id"])
    _index_where("ix_segment_expected", ["id"], "state = 'expected'")
    _index_where("ix_segment_before", ["expected_at", "id"], "call_id IS NULL")
    op.create_index(op.f("ix_listening_segment_id"), "listening", ["segment_id"])
    with op.batch_alter_table("legal_hold", schema=None) as batch_op:
        batch_op.add_column(sa.Column("segment_id", BIG, nullable=True))
        batch_op.alter_column("call_id", existing_type=BIG, nullable=True)
        batch_op.create_foreign_key(
            op.f("fk_legal_hold_segment_id"), "segment", ["segment_id"], ["id"]
        )
    op.create_index(op.f("ix_legal_hold_segment_id"), "legal_hold", ["segment_id"])
    op.create_table(
        "archive_trouble",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("since", models.columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_archive_trouble")),
    )


def _index_where(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "segment", columns, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    op.drop_table("archive_trouble")
    op.execute("DELETE FROM legal_hold WHERE call_id IS NULL")
    op.drop_index(op.f("ix_legal_hold_segment_id"), "legal_hold")
    with op.batch_alter_table("legal_hold", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_legal_hold_segment_id"), type_="foreignkey")
        batch_op.alter_column("call_id", existing_type=BIG, nullable=False)
        batch_op.drop_column("segment_id")
    for name in ("ix_segment_before", "ix_segment_expected", op.f("ix_segment_key_id")):
        op.drop_index(name, "segment")
    op.drop_index(op.f("ix_listening_segment_id"), "listening")
    op.drop_column("segment", "form")
