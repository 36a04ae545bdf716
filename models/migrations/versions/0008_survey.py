"""the survey after a talk"""

import sqlalchemy as sa
from alembic import op
import models.columns

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "survey",
        sa.Column("call_id", BIG, autoincrement=False, nullable=False),
        sa.Column("operator_id", BIG, nullable=True),
        sa.Column("asked_at", models.columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_survey_call_id")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_survey_operator_id")
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_survey")),
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_operator_id"), ["operator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_asked_at"), ["asked_at"], unique=False)
    op.create_table(
        "survey_answer",
        sa.Column("call_id", BIG, autoincrement=False, nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("at", models.columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["survey.call_id"], name=op.f("fk_survey_answer_call_id")
        ),
        sa.PrimaryKeyConstraint("call_id", "criterion", name=op.f("pk_survey_answer")),
    )


def downgrade() -> None:
    op.drop_table("survey_answer")
    op.drop_table("survey")
