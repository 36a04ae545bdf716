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
from operator_console.office import Office, this_office
from operator_console.room import Room, admits
from operator_console.security import cookies
from operator_console.security.visitor import signed_in

ALIVE = 10.0  # seconds after which a page is told something, so that it knows the line is alive
CHECKED = 30.0  # seconds between two looks whether the session still holds

live = Room("live", __name__)


@live.get("/desk")
@admits(Role.ENGINEER, Role.SUPERVISOR)
def desk() -> Response:
    """What concerns the operator: own state and call, and how many wait."""
    me = signed_in().operator
    return _stream("desk", lambda floor: own_part(floor, me))


@live.get("/floor")
@admits(Role.SUPERVISOR, Role.AUDITOR)
def floor() -> Response:
    """Everything."""
    return _stream("floor", msgspec.to_builtins)


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


def _stream(name: str, part: Callable[[Floor], Any]) -> Response:
    office, gateway = this_office(), this_gateway()
    key = request.cookies.get(cookies.name_of_session(office.settings), "")
    answer = Response(_events(gateway, office, key, name, part), mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _events(
    gateway: Gateway, office: Office, key: str, name: str, part: Callable[[Floor], Any]
) -> Iterator[bytes]:
    """Until the session ends, or the browser goes."""
    version, checked = 0, time.monotonic()
    yield b"retry: 500\n\n"
    while True:
        newer, floor = gateway.next_floor(version, ALIVE)
        if floor is None or newer == version:
            yield b": alive\n\n"
        else:
            yield b"event: %b\ndata: %b\n\n" % (name.encode(), msgspec.json.encode(part(floor)))
        version = newer
        if time.monotonic() - checked > CHECKED:
            checked = time.monotonic()
            if sessions.find(office.reader, key, office.now()) is None:
                return
