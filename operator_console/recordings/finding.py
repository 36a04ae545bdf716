"""The list of recorded calls. Nothing in it, nor in its address, is personal."""

from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug import Response

from models.contacts import looks
from models.contacts.records import Outcome
from models.operators.roles import Role
from models.operators.tables import OperatorRow
from models.segments.kinds import State
from operator_console.formats import in_language
from operator_console.office import this_office
from operator_console.recordings.asked import FIELDS, WrongSearch, search, written
from operator_console.recordings.room import recordings
from operator_console.recordings.sealed import for_address, this_seal
from operator_console.security.visitor import signed_in
from operator_console.texts import t
from recordings.listening.find import Page, find

SHOWN_STATES = (State.STORED, State.DAMAGED, State.MISSING, State.DESTROYED, State.EXPECTED)


@recordings.get("/")
def index() -> str | tuple[str, int]:
    """What the address asks for, newest first; what cannot be read is said in one sentence."""
    office, fields = this_office(), request.args
    about, error, found, days = (
        this_seal().opened(fields.get("about", "")),
        "",
        Page([], None),
        None,
    )
    with office.reader.connect() as db:
        people = _people(db)
        try:
            asked = search(db, fields, about, office)
            days = asked.wanted.days
            found = find(db, asked.wanted, office.today(), asked.after)
        except WrongSearch as wrong:
            error = t(str(wrong))
        else:
            _note_look(asked.wanted.account)
    chosen: dict[str, Any] = {key: fields[key] for key in (*FIELDS, "about") if fields.get(key)}
    goes_on = found.goes_on and url_for("recordings.index", **chosen, after=written(found.goes_on))
    page = render_template(
        "recordings/index.html",
        found=found,
        days=days,
        about=about,
        chosen=chosen,
        error=error,
        goes_on=goes_on,
        back=url_for("recordings.index", **chosen) if "after" in fields else "",
        **_choices(people),
    )
    return (page, 422) if error else page


@recordings.post("/")
def ask() -> Response:
    """By POST, because an account or words may be typed: they go on sealed."""
    return redirect(url_for("recordings.index", **for_address(FIELDS)), 303)


def _people(db: Connection) -> list[tuple[int, str]]:
    """Who has talked to callers, or may have."""
    roles = (Role.ENGINEER, Role.SUPERVISOR)
    query = select(OperatorRow.id, OperatorRow.name).where(OperatorRow.role.in_(roles))
    return [(row.id, row.name) for row in db.execute(query.order_by(OperatorRow.name))]


def _choices(people: list[tuple[int, str]]) -> dict[str, Any]:
    utility, every = this_office().utility, ("", t("recordings.any"))
    return {
        "operators": [every, *people],
        "queues": [every, *((key, in_language(one.name)) for key, one in utility.queues.items())],
        "topics": [every, *((key, in_language(one.name)) for key, one in utility.topics.items())],
        "outcomes": [every, *((one, t(f"requests.outcome_{one}")) for one in Outcome)],
        "states": [every, *((one, t(f"recordings.state_{one}")) for one in SHOWN_STATES)],
    }


def _note_look(account: int | None) -> None:
    """Which calls a customer had is the customer's (P2)."""
    if account is None:
        return
    office = this_office()
    with office.writer.begin() as db:
        looks.look(
            db, office.now(), signed_in().operator, "recordings", account=account, reason="search"
        )
