"""Streams of server-sent events: whoever looks at a page sees the floor as it changes."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from flask import Response, request

from models.floor import Floor
from models.operators import sessions
from models.operators.roles import Role
from operator_console.live.gateway import Gateway, this_gateway
from operator_console.office import this_office
from operator_console.room import Room, admits
from operator_console.security import cookies
from operator_console.security.visitor import signed_in

ALIVE = 3.0  # seconds after which a page is told the same again: it knows that it hears us
CHECKED = 30.0  # seconds between two looks whether the session still holds

Part = Callable[[Floor], Any]  # of the floor, for whoever looks

live = Room("live", __name__)


OF_DESK, OF_FLOOR = (Role.ENGINEER, Role.SUPERVISOR), (Role.SUPERVISOR, Role.AUDITOR)


@live.get("/desk")
@admits(*OF_DESK)
def desk() -> Response:
    """What concerns the operator: own state and call, and how many wait."""
    me = signed_in().operator
    return _stream("desk", OF_DESK, lambda floor: own_part(floor, me))


@live.get("/floor")
@admits(*OF_FLOOR)
def floor() -> Response:
    """Everything."""
    return _stream("floor", OF_FLOOR, msgspec.to_builtins)


def own_part(floor: Floor, operator: int) -> dict[str, Any]:
    """The floor as one operator sees it; `queues` are counts and the first one's beginning."""
    queues: dict[str, dict[str, Any]] = {}
    for call in floor.waiting:
        queue = queues.setdefault(call.queue, {"waiting": 0, "since": call.since})
        queue["waiting"] += 1
        queue["since"] = min(queue["since"], call.since)
    me = next((one for one in floor.operators if one.operator == operator), None)
    part = {"at": floor.at, "link": floor.link, "me": me, "queues": queues}
    found: dict[str, Any] = msgspec.to_builtins(part)
    return found


def _stream(name: str, roles: tuple[Role, ...], part: Part) -> Response:
    office, gateway = this_office(), this_gateway()
    key = request.cookies.get(cookies.name_of_session(office.settings), "")

    def may_go_on() -> bool:
        who = sessions.find(office.reader, key, office.now())
        return who is not None and who.role in roles

    answer = Response(_events(gateway, name, part, may_go_on), mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _events(
    gateway: Gateway, name: str, part: Part, may_go_on: Callable[[], bool]
) -> Iterator[bytes]:
    """Until the session ends, or the role is another, or the browser goes."""
    version, checked = 0, time.monotonic()
    yield b"retry: 500\n\n"
    while True:
        newer, floor = gateway.next_floor(version, ALIVE)
        if time.monotonic() - checked > CHECKED:
            checked = time.monotonic()
            if not may_go_on():
                return
        if floor is None:
            yield b": alive\n\n"
        else:
            yield b"event: %b\ndata: %b\n\n" % (name.encode(), msgspec.json.encode(part(floor)))
        version = newer
