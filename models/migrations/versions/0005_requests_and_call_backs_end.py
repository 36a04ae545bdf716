"""how requests end, who calls back, and what came of it"""

import sqlalchemy as sa
from alembic import op
import models.columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_as", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("closed_by_id", BIG, nullable=True))
        batch_op.add_column(
            sa.Column("closing_note", sa.String(), server_default="", nullable=False)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_request_closed_by_id"), "operator", ["closed_by_id"], ["id"]
        )
    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.add_column(sa.Column("again_at", models.columns.Moment(), nullable=True))
        batch_op.add_column(sa.Column("claimed_by_id", BIG, nullable=True))
        batch_op.add_column(sa.Column("claimed_until", models.columns.Moment(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_callback_claimed_by_id"), "operator", ["claimed_by_id"], ["id"]
        )
    op.create_table(
        "callback_attempt",
        sa.Column("id", BIG, nullable=False),
        sa.Column("callback_id", BIG, nullable=False),
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("at", models.columns.Moment(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["callback_id"], ["callback.id"], name=op.f("fk_callback_attempt_callback_id")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_callback_attempt_operator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_attempt")),
    )
    with op.batch_alter_table("callback_attempt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_callback_attempt_callback_id_at"), ["callback_id", "at"], unique=False
        )


def downgrade() -> None:
    op.drop_table("callback_attempt")
    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_callback_claimed_by_id"), type_="foreignkey")
        batch_op.drop_column("claimed_until")
        batch_op.drop_column("claimed_by_id")
        batch_op.drop_column("again_at")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_request_closed_by_id"), type_="foreignkey")
        batch_op.drop_column("closing_note")
        batch_op.drop_column("closed_by_id")
        batch_op.drop_column("closed_as")
