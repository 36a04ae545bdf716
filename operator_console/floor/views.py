"""The page of the floor, the figures of the day, and what the page's buttons ask for."""

import msgspec
from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from config.utility import Norm
from models.operators.roles import Role
from models.rules.clocks import Clock, norm_of
from operator_console.floor import actions
from operator_console.floor.today import today
from operator_console.live.gateway import this_gateway
from operator_console.office import this_office
from operator_console.room import Room
from operator_console.security.visitor import signed_in
from operator_console.texts import t

floor = Room("floor", __name__, admitted=frozenset({Role.SUPERVISOR}), tab="index")


@floor.get("/")
def index() -> str:
    """The page; its script fills it."""
    norms = this_office().utility.norms
    return render_template(
        "floor/index.html",
        norms={
            "waiting": norm_of(Clock.WAITING, norms),
            "talking": _of_any_talk(),
            "wrap_up": norm_of(Clock.WRAP_UP, norms),
        },
    )


def _of_any_talk() -> Norm | None:
    """The topic is known only at the end: amber where some topics have had their time, red all."""
    limits = [topic.handling.limit for topic in this_office().utility.topics.values()]
    return Norm(min(limits), max(limits)) if limits else None


@floor.get("/today.json")
def figures() -> Response:
    """The day so far."""
    office = this_office()
    with office.reader.connect() as connection:
        found = today(connection, office.utility, office.now())
    return Response(msgspec.json.encode(found), content_type="application/json")


@floor.post("/supervise")
def supervise() -> ResponseReturnValue:
    """Listen, whisper or join."""
    return _do(lambda: actions.supervision(request.form, signed_in().operator))


@floor.post("/queues")
def move() -> ResponseReturnValue:
    """Move an operator between queues."""
    return _do(lambda: actions.move(request.form, this_office().utility.queues))


@floor.post("/alarm")
def acknowledge() -> ResponseReturnValue:
    """An alarm was heard."""
    return _do(lambda: actions.acknowledgement(request.form))


def _do(read: actions.Read) -> ResponseReturnValue:
    """204 if it was done, else a sentence that says why not."""
    try:
        action = read()
    except actions.NotUnderstood:
        return jsonify(why=t("floor.wrong_request")), 400
    if refused := this_gateway().do(action):
        return jsonify(why=t(f"desk.refused_{refused}")), 409
    return "", 204
