"""The address without a path: where it leads depends on who asks."""

from flask import redirect, url_for
from werkzeug import Response

from operator_console.frame import tabs
from operator_console.room import EVERYBODY, Room

room = Room("home", __name__, admitted=EVERYBODY, at="/")


@room.get("")
def home() -> Response:
    """To the first page of the navigation, else to the visitor's own."""
    return redirect(url_for((tabs() or ["own.index"])[0]))
