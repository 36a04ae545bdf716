"""Run by Alembic: migrates the database named in the configuration's attributes."""

from alembic import context
from sqlalchemy import text

from models.database import open_database
from models.tables import Base

engine = open_database(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(
        connection=connection,
        transactional_ddl=False,  # the one transaction is ours
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    if engine.dialect.name == "postgresql":  # two servers may start at once
        connection.execute(text("SELECT pg_advisory_xact_lock(7031)"))
    context.run_migrations()
    connection.commit()
engine.dispose()
