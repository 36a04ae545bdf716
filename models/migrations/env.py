"""Run by Alembic: migrates the database named in the configuration's attributes."""

from alembic import context

from models.database import open_database
from models.tables import Base

engine = open_database(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
