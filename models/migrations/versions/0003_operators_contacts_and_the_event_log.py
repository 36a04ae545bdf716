"""operators, contacts and the event log"""

import sqlalchemy as sa
from alembic import op
import models.columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "operator",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("wrong_passwords", sa.Integer(), nullable=False),
        sa.Column("locked_until", models.columns.Moment(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("telephone", sa.String(), nullable=False),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column(
            "substitute_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("changed_at", models.columns.Moment(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["substitute_id"], ["operator.id"], name=op.f("fk_operator_substitute_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator")),
        sa.UniqueConstraint("login", name=op.f("uq_operator_login")),
    )
    op.create_table(
        "account_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", models.columns.Moment(), nullable=False),
        sa.Column(
            "operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["operator.id"], name=op.f("fk_account_change_by_id")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_account_change_operator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_change")),
    )
    with op.batch_alter_table("account_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_change_operator_id_at"), ["operator_id", "at"], unique=False
        )

    op.create_table(
        "draft",
        sa.Column(
            "operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", models.columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_draft_operator_id")
        ),
        sa.PrimaryKeyConstraint("operator_id", "form", name=op.f("pk_draft")),
    )
    op.create_table(
        "session",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column(
            "operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("began_at", models.columns.Moment(), nullable=False),
        sa.Column("seen_at", models.columns.Moment(), nullable=False),
        sa.Column("ended_at", models.columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_session_operator_id")
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_operator_id"), ["operator_id"], unique=False)

    op.create_table(
        "call_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", models.columns.Moment(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("queue", sa.String(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_event_call_id")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_call_event_operator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_event")),
        sa.UniqueConstraint("mark", name=op.f("uq_call_event_mark")),
    )
    with op.batch_alter_table("call_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_event_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_call_event_call_id_at"), ["call_id", "at"], unique=False
        )

    op.create_table(
        "stay",
        sa.Column(
            "call_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("began", models.columns.Moment(), nullable=False),
        sa.Column("queue", sa.String(), nullable=True),
        sa.Column("fate", sa.String(), nullable=False),
        sa.Column(
            "operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("waiting", sa.Integer(), nullable=True),
        sa.Column("search", sa.Integer(), nullable=True),
        sa.Column("information", sa.Integer(), nullable=True),
        sa.Column("hold", sa.Integer(), nullable=True),
        sa.Column("connecting", sa.Integer(), nullable=True),
        sa.Column("specialist", sa.Integer(), nullable=True),
        sa.Column("wrap_up", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_stay_call_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_stay_operator_id")),
        sa.PrimaryKeyConstraint("call_id", "number", name=op.f("pk_stay")),
    )
    with op.batch_alter_table("stay", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stay_began"), ["began"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column(
            "operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("opened_at", models.columns.Moment(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("identified", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("repeat_of", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("closed_at", models.columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_contact_account_id")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_contact_call_id")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_contact_operator_id")
        ),
        sa.ForeignKeyConstraint(["repeat_of"], ["call.id"], name=op.f("fk_contact_repeat_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contact_account_id_opened_at"), ["account_id", "opened_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_contact_call_id"), ["call_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_contact_caller_opened_at"), ["caller", "opened_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_contact_opened_at"), ["opened_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_contact_operator_id_closed_at"),
            ["operator_id", "closed_at"],
            unique=False,
        )

    op.create_table(
        "look",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", models.columns.Moment(), nullable=False),
        sa.Column(
            "operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_look_account_id")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_look_call_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_look_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_look_account_id_at"), ["account_id", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_look_operator_id_at"), ["operator_id", "at"], unique=False
        )

    op.create_table(
        "presence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", models.columns.Moment(), nullable=False),
        sa.Column("doing", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_presence_call_id")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_presence_operator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
    )
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presence_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_presence_operator_id_at"), ["operator_id", "at"], unique=False
        )

    op.create_table(
        "waiting",
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("since", models.columns.Moment(), nullable=False),
        sa.Column("out_of_turn", sa.Boolean(), nullable=False),
        sa.Column("left_at", models.columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_waiting_call_id")),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_waiting")),
    )
    with op.batch_alter_table("waiting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_waiting_left_at_queue"), ["left_at", "queue"], unique=False
        )

    op.create_table(
        "photo",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "reading_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["reading_id"], ["reading.id"], name=op.f("fk_photo_reading_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_reading_id"), ["reading_id"], unique=False)

    op.create_table(
        "request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", models.columns.Moment(), nullable=False),
        sa.Column("done_at", models.columns.Moment(), nullable=True),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_request_account_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_request_contact_id")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_request_operator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("form_key", name=op.f("uq_request_form_key")),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_request_account_id_created_at"),
            ["account_id", "created_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_request_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_request_done_at_due_on"), ["done_at", "due_on"], unique=False
        )

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("out_of_turn", sa.Boolean(), server_default=sa.false(), nullable=False)
        )

    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        batch_op.add_column(sa.Column("identified_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("channel", sa.String(), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_call_channel"), ["channel"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_account_id"), ["account_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_call_account_id"), "account", ["account_id"], ["id"]
        )

    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.add_column(sa.Column("queue", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("priority", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.drop_column("priority")
        batch_op.drop_column("queue")

    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_call_account_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_call_account_id"))
        batch_op.drop_column("identified_by")
        batch_op.drop_index(batch_op.f("ix_call_channel"))
        batch_op.drop_column("channel")
        batch_op.drop_column("account_id")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("out_of_turn")

    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_done_at_due_on"))
        batch_op.drop_index(batch_op.f("ix_request_contact_id"))
        batch_op.drop_index(batch_op.f("ix_request_account_id_created_at"))

    op.drop_table("request")
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photo_reading_id"))

    op.drop_table("photo")
    with op.batch_alter_table("waiting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waiting_left_at_queue"))

    op.drop_table("waiting")
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_presence_operator_id_at"))
        batch_op.drop_index(batch_op.f("ix_presence_at"))

    op.drop_table("presence")
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_look_operator_id_at"))
        batch_op.drop_index(batch_op.f("ix_look_account_id_at"))

    op.drop_table("look")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_operator_id_closed_at"))
        batch_op.drop_index(batch_op.f("ix_contact_opened_at"))
        batch_op.drop_index(batch_op.f("ix_contact_caller_opened_at"))
        batch_op.drop_index(batch_op.f("ix_contact_call_id"))
        batch_op.drop_index(batch_op.f("ix_contact_account_id_opened_at"))

    op.drop_table("contact")
    with op.batch_alter_table("stay", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stay_began"))

    op.drop_table("stay")
    with op.batch_alter_table("call_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_event_call_id_at"))
        batch_op.drop_index(batch_op.f("ix_call_event_at"))

    op.drop_table("call_event")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_operator_id"))

    op.drop_table("session")
    op.drop_table("draft")
    with op.batch_alter_table("account_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_change_operator_id_at"))

    op.drop_table("account_change")
    op.drop_table("operator")
