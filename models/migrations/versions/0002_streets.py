"""streets, what they were called, and keys of houses and flats"""

import sqlalchemy as sa
from alembic import op
from models.addresses.houses import key_of

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BATCH = 10_000  # addresses brought to the new form at a time


def upgrade() -> None:
    op.create_table(
        "street",
        sa.Column("id", BIG, nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_street")),
    )
    with op.batch_alter_table("street", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_street_locality_name"), ["locality", "name"], unique=True
        )
    op.create_table(
        "street_alias",
        sa.Column("id", BIG, nullable=False),
        sa.Column("street_id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["street_id"], ["street.id"], name=op.f("fk_street_alias_street_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_street_alias")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("street_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_street_alias_street_id"), ["street_id"], unique=False)
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.add_column(sa.Column("street_id", BIG, nullable=True))
        batch_op.add_column(sa.Column("house_key", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("flat_key", sa.String(), nullable=True))
    _fill(op.get_bind())
    with op.batch_alter_table("address", schema=None) as batch_op:
        for column, kind in (
            ("street_id", BIG),
            ("house_key", sa.String()),
            ("flat_key", sa.String()),
        ):
            batch_op.alter_column(column, existing_type=kind, nullable=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_address_street_id"), "street", ["street_id"], ["id"]
        )
        batch_op.create_index(
            batch_op.f("ix_address_street_id_house_key_flat_key"),
            ["street_id", "house_key", "flat_key"],
            unique=False,
        )


def _fill(connection: sa.Connection) -> None:
    """Streets out of the addresses there are, and the keys of these."""
    connection.execute(
        sa.text("INSERT INTO street (locality, name) SELECT DISTINCT locality, street FROM address")
    )
    connection.execute(
        sa.text(
            "UPDATE address SET street_id = (SELECT street.id FROM street"
            " WHERE street.locality = address.locality AND street.name = address.street)"
        )
    )
    some = sa.text("SELECT id, house, flat FROM address WHERE id > :last ORDER BY id LIMIT :batch")
    update = sa.text("UPDATE address SET house_key = :house, flat_key = :flat WHERE id = :id")
    last = 0
    while rows := connection.execute(some, {"last": last, "batch": BATCH}).all():
        keys = [
            {"id": row.id, "house": key_of(row.house), "flat": key_of(row.flat)} for row in rows
        ]
        connection.execute(update, keys)
        last = rows[-1].id


def downgrade() -> None:
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_street_id_house_key_flat_key"))
        batch_op.drop_constraint(batch_op.f("fk_address_street_id"), type_="foreignkey")
        for column in ("flat_key", "house_key", "street_id"):
            batch_op.drop_column(column)
    op.drop_table("street_alias")
    op.drop_table("street")
