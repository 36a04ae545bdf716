"""audits: forms, seeds, samples, grades, calibration, what is said of grades, tasks"""

import sqlalchemy as sa
from alembic import op
import models.columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Whoever builds one of these tables anew on SQLite has to make its triggers again.
NEVER_CHANGED = ("month_seed", "sample_stratum", "sampled", "grade", "grade_word")
# These columns of a row are set when it is made; the others when it is closed, once.
FIXED = {
    "scorecard": ("name, version, content, digest, added_at, added_by", "closed_at"),
    "sample": (
        "kind, scorecard_id, first, last, size, filters, seed, drawn_at, drawn_by, parameters",
        "finished_at",
    ),
}
REFUSE_ON_SQLITE = "BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END"
REFUSE_ON_POSTGRESQL = """CREATE FUNCTION audit_row_never_changed() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'audit rows are never changed'; END $$ LANGUAGE plpgsql"""

TABLES = (
    "month_seed",
    "scorecard",
    "sample",
    "sample_stratum",
    "calibration",
    "sampled",
    "grade",
    "audit_task",
    "grade_word",
)


def upgrade() -> None:
    op.create_table(
        "month_seed",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("fixed_at", models.columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_month_seed")),
    )
    op.create_table(
        "scorecard",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("added_at", models.columns.Moment(), nullable=False),
        sa.Column("added_by", BIG, nullable=True),
        sa.Column("closed_at", models.columns.Moment(), nullable=True),
        sa.Column("closed_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["operator.id"], name=op.f("fk_scorecard_added_by")),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["operator.id"], name=op.f("fk_scorecard_closed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard")),
    )
    with op.batch_alter_table("scorecard", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_scorecard_name_version"), ["name", "version"], unique=True
        )

    op.create_table(
        "sample",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("scorecard_id", BIG, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("drawn_at", models.columns.Moment(), nullable=False),
        sa.Column("drawn_by", BIG, nullable=False),
        sa.Column("parameters", sa.String(), nullable=False),
        sa.Column("finished_at", models.columns.Moment(), nullable=True),
        sa.Column("finished_by", BIG, nullable=True),
        sa.Column("conclusion", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["drawn_by"], ["operator.id"], name=op.f("fk_sample_drawn_by")),
        sa.ForeignKeyConstraint(
            ["finished_by"], ["operator.id"], name=op.f("fk_sample_finished_by")
        ),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecard.id"], name=op.f("fk_sample_scorecard_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample")),
        sa.UniqueConstraint("parameters", name=op.f("uq_sample_parameters")),
    )
    op.create_table(
        "sample_stratum",
        sa.Column("sample_id", BIG, nullable=False),
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("calls", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_sample_stratum_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["sample.id"], name=op.f("fk_sample_stratum_sample_id")
        ),
        sa.PrimaryKeyConstraint("sample_id", "operator_id", name=op.f("pk_sample_stratum")),
    )
    op.create_table(
        "calibration",
        sa.Column("id", BIG, nullable=False),
        sa.Column("contact_id", BIG, nullable=False),
        sa.Column("scorecard_id", BIG, nullable=False),
        sa.Column("auditors", sa.JSON(), nullable=False),
        sa.Column("opened_at", models.columns.Moment(), nullable=False),
        sa.Column("opened_by", BIG, nullable=False),
        sa.Column("closed_at", models.columns.Moment(), nullable=True),
        sa.Column("closed_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["operator.id"], name=op.f("fk_calibration_closed_by")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_calibration_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["operator.id"], name=op.f("fk_calibration_opened_by")
        ),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecard.id"], name=op.f("fk_calibration_scorecard_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration")),
    )
    with op.batch_alter_table("calibration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calibration_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "sampled",
        sa.Column("sample_id", BIG, nullable=False),
        sa.Column("contact_id", BIG, nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_sampled_call_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_sampled_contact_id")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_sampled_operator_id")
        ),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"], name=op.f("fk_sampled_sample_id")),
        sa.PrimaryKeyConstraint("sample_id", "contact_id", name=op.f("pk_sampled")),
    )
    with op.batch_alter_table("sampled", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sampled_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sampled_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "grade",
        sa.Column("id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contact_id", BIG, nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("grader_id", BIG, nullable=False),
        sa.Column("scorecard_id", BIG, nullable=False),
        sa.Column("sample_id", BIG, nullable=True),
        sa.Column("calibration_id", BIG, nullable=True),
        sa.Column("replaces_id", BIG, nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("signed_at", models.columns.Moment(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calibration_id"], ["calibration.id"], name=op.f("fk_grade_calibration_id")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_grade_call_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_grade_contact_id")),
        sa.ForeignKeyConstraint(["grader_id"], ["operator.id"], name=op.f("fk_grade_grader_id")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_grade_operator_id")
        ),
        sa.ForeignKeyConstraint(["replaces_id"], ["grade.id"], name=op.f("fk_grade_replaces_id")),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"], name=op.f("fk_grade_sample_id")),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecard.id"], name=op.f("fk_grade_scorecard_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade")),
        sa.UniqueConstraint("form_key", name=op.f("uq_grade_form_key")),
        sa.UniqueConstraint("number", name=op.f("uq_grade_number")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_grade_replaces_id")),
    )
    with op.batch_alter_table("grade", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grade_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grade_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(
            "ix_grade_operator_id_signed_at", ["operator_id", "signed_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_grade_signed_at"), ["signed_at"], unique=False)
        batch_op.create_index(
            "uq_grade_calibration_id_grader_id",
            ["calibration_id", "grader_id"],
            unique=True,
            sqlite_where=sa.text("calibration_id IS NOT NULL"),
            postgresql_where=sa.text("calibration_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_grade_sample_id_contact_id",
            ["sample_id", "contact_id"],
            unique=True,
            sqlite_where=sa.text("sample_id IS NOT NULL AND replaces_id IS NULL"),
            postgresql_where=sa.text("sample_id IS NOT NULL AND replaces_id IS NULL"),
        )

    op.create_table(
        "audit_task",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("responsible_id", BIG, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("grade_id", BIG, nullable=True),
        sa.Column("sample_id", BIG, nullable=True),
        sa.Column("opened_at", models.columns.Moment(), nullable=False),
        sa.Column("opened_by", BIG, nullable=False),
        sa.Column("done_at", models.columns.Moment(), nullable=True),
        sa.Column("done_by", BIG, nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["done_by"], ["operator.id"], name=op.f("fk_audit_task_done_by")),
        sa.ForeignKeyConstraint(["grade_id"], ["grade.id"], name=op.f("fk_audit_task_grade_id")),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["operator.id"], name=op.f("fk_audit_task_opened_by")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["operator.id"], name=op.f("fk_audit_task_responsible_id")
        ),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"], name=op.f("fk_audit_task_sample_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_task")),
        sa.UniqueConstraint("form_key", name=op.f("uq_audit_task_form_key")),
    )
    with op.batch_alter_table("audit_task", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_task_done_at_due_on"), ["done_at", "due_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_audit_task_responsible_id"), ["responsible_id"], unique=False
        )

    op.create_table(
        "grade_word",
        sa.Column("id", BIG, nullable=False),
        sa.Column("grade_id", BIG, nullable=False),
        sa.Column("at", models.columns.Moment(), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["operator.id"], name=op.f("fk_grade_word_by_id")),
        sa.ForeignKeyConstraint(["grade_id"], ["grade.id"], name=op.f("fk_grade_word_grade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_word")),
    )
    with op.batch_alter_table("grade_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grade_word_grade_id"), ["grade_id"], unique=False)
        batch_op.create_index(
            "uq_grade_word_grade_id_kind",
            ["grade_id", "kind"],
            unique=True,
            sqlite_where=sa.text("kind <> 'answer'"),
            postgresql_where=sa.text("kind <> 'answer'"),
        )

    if op.get_bind().dialect.name == "postgresql":
        op.execute(REFUSE_ON_POSTGRESQL)
    for table in NEVER_CHANGED:
        _guard(table, "UPDATE")
    for table, (columns, closing) in FIXED.items():
        _guard(table, f"UPDATE OF {columns}")
        _guard(table, "UPDATE", f"OLD.{closing} IS NOT NULL")
    for table in (*NEVER_CHANGED, *FIXED):
        _guard(table, "DELETE")


def _guard(table: str, what: str, when: str = "") -> None:
    """Have the database itself refuse it."""
    name = f"{table}_{what.lower().partition(' of ')[0]}_{'closed' if when else 'fixed'}"
    condition = f"WHEN ({when})" if when else ""
    body = REFUSE_ON_SQLITE
    if op.get_bind().dialect.name == "postgresql":
        body = "EXECUTE FUNCTION audit_row_never_changed()"
    op.execute(f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW {condition} {body}")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_row_never_changed()")
