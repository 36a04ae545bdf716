"""search: words of names, and numbers by which customers are known"""

import sqlalchemy as sa
from alembic import op
from models.search.index import keep_all

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LETTERS = sa.String(collation="C").with_variant(sa.String(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "search_word",
        sa.Column("word", LETTERS, nullable=False),
        sa.Column("account_id", BIG, nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_search_word_account_id")
        ),
        sa.PrimaryKeyConstraint("word", "account_id", name=op.f("pk_search_word")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_slip",
        sa.Column("slip", LETTERS, nullable=False),
        sa.Column("word", LETTERS, nullable=False),
        sa.PrimaryKeyConstraint("slip", "word", name=op.f("pk_search_slip")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "customer_number",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", LETTERS, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_customer_number_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_number")),
    )
    with op.batch_alter_table("customer_number", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_customer_number_account_id_kind_number"),
            ["account_id", "kind", "number"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_customer_number_kind_number"), ["kind", "number"], unique=False
        )
    keep_all(op.get_bind())


def downgrade() -> None:
    op.drop_table("customer_number")
    op.drop_table("search_slip")
    op.drop_table("search_word")
