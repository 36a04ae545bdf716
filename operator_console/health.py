"""Whether the console works, for whoever watches over processes. It says nothing else."""

from sqlalchemy import text

from operator_console.office import this_office
from operator_console.room import PUBLIC, Room

room = Room("health", __name__, admitted=PUBLIC)


@room.get("")
def health() -> dict[str, str]:
    """Answers "ok" if the database does; else it is an error like any other."""
    with this_office().reader.connect() as connection:
        connection.execute(text("SELECT 1"))
    return {"console": "ok"}
