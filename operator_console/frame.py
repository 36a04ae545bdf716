"""What the frame of every page shows: whose page it is, the navigation, the time."""

from datetime import datetime

from flask import Flask, current_app

from config.utility import Utility
from models.rules.clocks import colour_of
from operator_console.office import this_office
from operator_console.room import Room
from operator_console.security.gate import admitted_to
from operator_console.security.visitor import visitor


def install(app: Flask) -> None:
    app.jinja_env.globals.update(
        colour_of=colour_of, tabs=tabs, visitor=visitor, utility=_utility, now=_now
    )


def tabs() -> list[str]:
    """Endpoints in the order of the table of rooms; each is also the key of its text."""
    rooms = [room for room in current_app.iter_blueprints() if isinstance(room, Room) and room.tab]
    who = visitor()
    return [room.tab for room in rooms if who and who.role in admitted_to(room.tab)]


def _utility() -> Utility:
    return this_office().utility


def _now() -> datetime:
    return this_office().now()
