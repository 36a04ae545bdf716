"""calling customers back by machine"""

import sqlalchemy as sa
from alembic import op
import models.columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "outbound_attempt",
        sa.Column("id", BIG, nullable=False),
        sa.Column("callback_id", BIG, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("placed_at", models.columns.Moment(), nullable=False),
        sa.Column("ended_at", models.columns.Moment(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("call_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["callback_id"], ["callback.id"], name=op.f("fk_outbound_attempt_callback_id")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_outbound_attempt_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_attempt")),
        sa.UniqueConstraint("key", name=op.f("uq_outbound_attempt_key")),
    )
    op.create_index(
        "uq_outbound_attempt_number",
        "outbound_attempt",
        ["number"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    for columns in (["number", "placed_at"], ["callback_id"], ["placed_at"], ["call_id"]):
        name = op.f(f"ix_outbound_attempt_{'_'.join(columns)}")
        op.create_index(name, "outbound_attempt", columns)
    op.create_table(
        "outbound_refusal",
        sa.Column("id", BIG, nullable=False),
        sa.Column("callback_id", BIG, nullable=False),
        sa.Column("at", models.columns.Moment(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["callback_id"], ["callback.id"], name=op.f("fk_outbound_refusal_callback_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_refusal")),
    )
    op.create_index(
        op.f("ix_outbound_refusal_callback_id_at"), "outbound_refusal", ["callback_id", "at"]
    )


def downgrade() -> None:
    op.drop_table("outbound_refusal")
    op.drop_table("outbound_attempt")
