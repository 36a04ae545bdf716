"""Run by Alembic: migrates the database named in the configuration's attributes."""

from typing import Any

from alembic import context
from sqlalchemy import event, text

import models.audits.tables
import models.contacts.tables
import models.documents.tables
import models.events.tables
import models.outbound.tables
import models.queues.tables
import models.search.tables
import models.segments.tables
import models.sms.tables
import models.surveys.tables  # noqa: F401  # all tables, for comparing
from models.database import open_database
from models.tables import Base


def _without_foreign_keys(connection: Any, record: object) -> None:
    """SQLite changes a table by building it anew: nothing may stop it from dropping the old one."""
    connection.execute("PRAGMA foreign_keys=OFF")


engine = open_database(context.config.attributes["url"])
if engine.dialect.name == "sqlite":
    event.listen(engine, "connect", _without_foreign_keys)
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
    if engine.dialect.name == "sqlite":
        assert not connection.execute(text("PRAGMA foreign_key_check")).first()
    connection.commit()
engine.dispose()
