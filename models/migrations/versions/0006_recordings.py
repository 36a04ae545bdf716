"""recordings: segments, legal holds, destructions, listening, transcripts"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LETTERS = sa.String(collation="C").with_variant(sa.String(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", BIG, nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("placed_by", BIG, nullable=False),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("lifted_by", BIG, nullable=True),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_legal_hold_call_id")),
        sa.ForeignKeyConstraint(
            ["lifted_by"], ["operator.id"], name=op.f("fk_legal_hold_lifted_by")
        ),
        sa.ForeignKeyConstraint(
            ["placed_by"], ["operator.id"], name=op.f("fk_legal_hold_placed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    with op.batch_alter_table("legal_hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_legal_hold_call_id"), ["call_id"], unique=False)

    op.create_table(
        "segment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("call_id", BIG, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("expected_at", sa.DateTime(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=True),
        sa.Column("duration", sa.Integer(), nullable=True),
        sa.Column("lacks", sa.Integer(), nullable=False),
        sa.Column("size", BIG, nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.String(), nullable=True),
        sa.Column("peaks", sa.LargeBinary(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_segment_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("name", name=op.f("uq_segment_name")),
        sa.UniqueConstraint("source", name=op.f("uq_segment_source")),
    )
    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_segment_call_id_number"), ["call_id", "number"], unique=True
        )
        batch_op.create_index(
            batch_op.f("ix_segment_state_keep_until"), ["state", "keep_until"], unique=False
        )
        batch_op.create_index(
            "ix_segment_to_remove",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'destroyed' AND destroyed_at IS NULL"),
            postgresql_where=sa.text("state = 'destroyed' AND destroyed_at IS NULL"),
        )

    op.create_table(
        "destruction",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("segment_id", BIG, nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("seal", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_destruction_segment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction")),
        sa.UniqueConstraint("segment_id", name=op.f("uq_destruction_segment_id")),
    )
    op.create_table(
        "listening",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("call_id", BIG, nullable=True),
        sa.Column("segment_id", BIG, nullable=True),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("refused", sa.String(), nullable=False),
        sa.Column("link_hash", sa.String(), nullable=True),
        sa.Column("link_until", sa.DateTime(), nullable=True),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_listening_call_id")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_listening_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_listening_segment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listening")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_listening_link_hash")),
    )
    with op.batch_alter_table("listening", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_listening_call_id_at"), ["call_id", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_listening_operator_id_at"), ["operator_id", "at"], unique=False
        )

    op.create_table(
        "spoken_transcript",
        sa.Column("segment_id", BIG, autoincrement=False, nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("hints", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_spoken_transcript_segment_id")
        ),
        sa.PrimaryKeyConstraint("segment_id", name=op.f("pk_spoken_transcript")),
    )
    op.create_table(
        "spoken_word",
        sa.Column("segment_id", BIG, autoincrement=False, nullable=False),
        sa.Column("side", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("word", LETTERS, nullable=False),
        sa.Column("began", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_spoken_word_segment_id")
        ),
        sa.PrimaryKeyConstraint("segment_id", "side", "place", name=op.f("pk_spoken_word")),
    )
    with op.batch_alter_table("spoken_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spoken_word_word"), ["word"], unique=False)

    op.add_column("call", sa.Column("forgotten_at", sa.DateTime(), nullable=True))
    op.create_index(
        "ix_call_to_forget",
        "call",
        ["began_at"],
        unique=False,
        sqlite_where=sa.text("forgotten_at IS NULL"),
        postgresql_where=sa.text("forgotten_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_call_to_forget", table_name="call")
    op.drop_column("call", "forgotten_at")
    with op.batch_alter_table("spoken_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spoken_word_word"))

    op.drop_table("spoken_word")
    op.drop_table("spoken_transcript")
    with op.batch_alter_table("listening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listening_operator_id_at"))
        batch_op.drop_index(batch_op.f("ix_listening_call_id_at"))

    op.drop_table("listening")
    op.drop_table("destruction")
    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.drop_index("ix_segment_to_remove")
        batch_op.drop_index(batch_op.f("ix_segment_state_keep_until"))
        batch_op.drop_index(batch_op.f("ix_segment_call_id_number"))

    op.drop_table("segment")
    with op.batch_alter_table("legal_hold", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_legal_hold_call_id"))

    op.drop_table("legal_hold")
