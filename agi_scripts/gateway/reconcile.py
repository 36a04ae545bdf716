"""After the link was broken: what Asterisk knows now, and what its queue_log says of meanwhile.

AMI tells nothing a second time. What is found here is stored with its own time, and what was known
already is not stored again: its mark is the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agi_scripts.gateway.ami import Message
from agi_scripts.gateway.happenings import Happenings
from agi_scripts.gateway.state import Call, Desk, Leg
from models.events.kinds import Kind, Presence, Seen
from models.events.log import Event

BACK = timedelta(days=1)  # of the log that are looked at
_LINE = re.compile(r"^(\d+)\|([^|]+)\|([^|]+)\|([^|]+)\|([A-Z]+)\|?(.*)$")
# What becomes of a call, and whose channel the mark names.
KINDS = {
    "CONNECT": Kind.ANSWERED,
    "ABANDON": Kind.ABANDONED,
    "COMPLETEAGENT": Kind.OPERATOR_LEFT,
    "COMPLETECALLER": Kind.HUNG_UP,
}


@dataclass(frozen=True)
class Logged:
    """One line of Asterisk's queue_log; the time is in whole seconds."""

    at: datetime
    unique: str  # the caller's channel
    queue: str
    member: str
    event: str
    words: tuple[str, ...]


def read_queue_log(path: Path, since: datetime) -> Iterator[Logged]:
    """The lines from that moment on; a line that is none is passed over."""
    try:
        lines = path.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        if found := _LINE.match(line):
            at = datetime.fromtimestamp(int(found[1]), UTC)
            if at >= since:
                yield Logged(at, found[2], found[3], found[4], found[5], tuple(found[6].split("|")))


def missed(floor: Happenings, path: Path, now: datetime) -> int:
    """Store what happened and was not heard of; how many events that were."""
    legs: dict[str, str] = {}  # of the operator, by the caller's channel
    stored = 0
    for line in read_queue_log(path, now - BACK):
        if line.event == "CONNECT" and len(line.words) > 1:
            legs[line.unique] = line.words[1]
        if line.event in KINDS:
            stored += _store(floor, line, legs)
    return stored


def _store(floor: Happenings, line: Logged, legs: dict[str, str]) -> int:
    known = floor.records.call_of(line.unique)
    if known is None:
        return 0
    number, kind = known[0], KINDS[line.event]
    of_operator = kind in (Kind.ANSWERED, Kind.OPERATOR_LEFT)
    what = legs.get(line.unique, line.unique) if of_operator else line.unique
    operator = _operator(floor, line.member)
    event = Event(
        number, line.at, kind, operator, line.queue, {}, Seen.QUEUE_LOG, f"{kind}:{number}:{what}",
    )  # fmt: skip
    if kind is Kind.ANSWERED and operator:
        return floor.records.answered(event, operator, line.queue)
    return floor.records.note(event)


def _operator(floor: Happenings, login: str) -> int | None:
    desks = floor.state.desks.values()
    return next((desk.operator for desk in desks if desk.login == login), None)


def rebuild(floor: Happenings, now: datetime) -> None:
    """The state of the floor from what Asterisk shows and the contacts that are open.

    Raises NoLink.
    """
    floor.state.waiting.clear()
    for device in floor.ami.all_of("DeviceStateList", "DeviceStateListComplete"):
        floor.device(device)
    channels = floor.ami.all_of("CoreShowChannels", "CoreShowChannelsComplete")
    for channel in channels:
        if channel["Application"] == "Queue" and not channel.get("BridgeId"):
            floor.joined(channel)
    for desk in floor.state.desks.values():
        _find_call(floor, desk, channels, now)
    alive = {message["Uniqueid"] for message in channels}
    floor.records.close_waiting(alive, now)


def _find_call(floor: Happenings, desk: Desk, channels: Sequence[Message], now: datetime) -> None:
    """The call whose contact the operator has open, with its legs if they are alive."""
    open_ = floor.records.open_contact_of(desk.operator)
    desk.call = None
    if open_ is None:
        if desk.doing in (Presence.RINGING, Presence.TALKING, Presence.WRAP_UP):
            floor.do(desk, Presence.READY, now)
        return
    unique, queue, answered = open_
    known = floor.records.call_of(unique)
    assert known
    caller = next((one["Channel"] for one in channels if one["Uniqueid"] == unique), "")
    call = Call(known[0], Leg(caller, unique), queue, known[1], known[2], answered)
    call.caller_gone = not caller
    for one in channels:
        if one["Channel"].startswith(f"{desk.interface}-") and one.get("Linkedid") == unique:
            call.operator_leg = Leg(one["Channel"], one["Uniqueid"])
    desk.call = call
    if call.operator_leg:
        floor.do(desk, Presence.TALKING, answered, call.id)
    else:
        call.ended = now
        floor.do(desk, Presence.WRAP_UP, now, call.id)
