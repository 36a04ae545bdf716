"""A supervisor in somebody's talk."""

from dataclasses import replace

from agi_scripts.gateway.ami import Message
from agi_scripts.gateway.state import Desk
from agi_scripts.gateway.watch import Watch
from models.events.kinds import Kind


def spied(watch: Watch, message: Message) -> None:
    """A supervisor has come to a talk."""
    spy, desk = _spy_and_desk(watch, message)
    if spy and desk and desk.call:
        how = spy.spying[1] if spy.spying else ""
        mark = message["SpyerUniqueid"]
        event = watch.event(desk.call, watch.at(message), Kind.SUPERVISED, mark, desk)
        watch.records.note(replace(event, detail={"by": spy.login, "how": how}))
        desk.call.supervised = (*desk.call.supervised, spy.login)


def spied_no_more(watch: Watch, message: Message) -> None:
    spy, desk = _spy_and_desk(watch, message)
    if spy and desk and desk.call:
        others = (one for one in desk.call.supervised if one != spy.login)
        desk.call.supervised = tuple(others)


def _spy_and_desk(watch: Watch, message: Message) -> tuple[Desk | None, Desk | None]:
    spy = watch.state.of_channel(message.get("SpyerChannel", ""))
    return spy, watch.state.with_call(message.get("SpyeeUniqueid", ""))
