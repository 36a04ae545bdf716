"""Silence in place of sound while a caller says personal codes (P2): in the recording alone.

Asterisk goes on writing, so that times stay true. Nobody's forgetting keeps a call muted: not the
operator's, whose page may be gone, nor this process's.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from agi_scripts.gateway.ami import Message, Refused
from agi_scripts.gateway.state import Call
from agi_scripts.gateway.watch import Watch
from models.events.kinds import Kind

LONGEST = timedelta(minutes=1)  # after which somebody has forgotten it


def pause(watch: Watch, call: Call, on: bool) -> None:
    """Raises NoLink. Of a call that is not recorded nothing need be paused."""
    with suppress(Refused):
        _mute(watch, call.caller.channel, on)


def muted(watch: Watch, message: Message) -> None:
    """Asterisk has begun to write silence, or has ended it."""
    unique, call = message["Uniqueid"], watch.call_of(message)
    if not call:
        return
    desk, begins = watch.state.with_call(unique), message["State"] == "1"
    if not begins or unique not in watch.state.muted:  # else it is only asked for again
        kind = Kind.RECORDING_PAUSED if begins else Kind.RECORDING_RESUMED
        watch.note(message, call, kind, message["Timestamp"], desk)
    watch.state.muted.pop(unique, None)
    if begins:
        watch.state.muted[unique] = (message["Channel"], watch.at(message))
    if desk and desk.call:
        desk.call.unrecorded = (desk.call.unrecorded or watch.at(message)) if begins else None


def end_forgotten(watch: Watch, now: datetime) -> None:
    """Those that last too long, and those whose operator is not with the caller. Raises NoLink."""
    for unique, (channel, since) in list(watch.state.muted.items()):
        desk = watch.state.with_call(unique)
        call = desk.call if desk else None
        if now - since > LONGEST or call is None or call.ended or call.is_without_operator:
            _end(watch, unique, channel)


def end_old(watch: Watch, channels: Iterable[Message], since: datetime) -> None:
    """Those of before the link broke: ended, for nobody knows any more what for. Raises NoLink."""
    names = {one["Uniqueid"]: one["Channel"] for one in channels}
    watch.state.muted.clear()
    for unique in watch.records.muted(since):
        if unique in names:
            _end(watch, unique, names[unique])


def _end(watch: Watch, unique: str, channel: str) -> None:
    """Asterisk's own event says when it has ended, if the channel is not gone."""
    try:
        _mute(watch, channel, False)
    except Refused:
        watch.state.muted.pop(unique, None)


def _mute(watch: Watch, channel: str, on: bool) -> None:
    state = "1" if on else "0"
    watch.ami.do("MixMonitorMute", Channel=channel, Direction="both", State=state)
