"""The log of listening over all calls, for supervisors (P2)."""

from typing import Any

from flask import render_template, request, url_for

from models.operators.roles import Role
from operator_console.office import this_office
from operator_console.recordings.room import recordings
from operator_console.room import admits
from operator_console.texts import t
from operator_console.typed import number_in
from recordings.listening.log import MOST, newest


@recordings.get("/log")
@admits(Role.SUPERVISOR)
def log() -> str:
    """The newest lines, or those before a line; all, or what was refused."""
    refused, before = "refused" in request.args, number_in(request.args, "before")
    with this_office().reader.connect() as db:
        lines = newest(db, refused, before)
    more: dict[str, Any] = {"refused": "1"} if refused else {}
    goes_on = url_for("recordings.log", before=lines[-1].id, **more) if len(lines) == MOST else ""
    return render_template(
        "recordings/log.html", lines=lines, refused=refused, before=before, goes_on=goes_on
    )


@recordings.app_template_filter()
def reason_to_listen(reason: str) -> str:
    """As the log keeps it: "audit: words"."""
    kind, _, words = reason.partition(": ")
    text = t(f"recordings.reason_{kind}") if kind else ""
    return f"{text}: {words}" if words else text
