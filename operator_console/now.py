"""The time of the server, for clocks on pages: a computer on a desk may be wrong."""

from operator_console.office import this_office
from operator_console.room import EVERYBODY, Room

room = Room("now", __name__, admitted=EVERYBODY)


@room.get("")
def now() -> dict[str, str]:
    """In UTC, with microseconds."""
    return {"now": this_office().now().isoformat(timespec="microseconds")}
