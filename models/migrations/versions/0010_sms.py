"""readings by SMS"""

import sqlalchemy as sa
from alembic import op
import models.columns

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sms",
        sa.Column("id", BIG, nullable=False),
        sa.Column("gateway", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", models.columns.Moment(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("forgotten_at", models.columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sms_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms")),
    )
    op.create_index(op.f("ix_sms_gateway_key"), "sms", ["gateway", "key"], unique=True)
    op.create_index(op.f("ix_sms_sender_at"), "sms", ["sender", "at"])
    op.create_index(op.f("ix_sms_account_id_at"), "sms", ["account_id", "at"])
    op.create_index(op.f("ix_sms_at"), "sms", ["at"])
    with op.batch_alter_table("identification", schema=None) as batch_op:
        batch_op.alter_column("call_id", existing_type=BIG, nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM identification WHERE call_id IS NULL")
    with op.batch_alter_table("identification", schema=None) as batch_op:
        batch_op.alter_column("call_id", existing_type=BIG, nullable=False)
    op.drop_table("sms")
