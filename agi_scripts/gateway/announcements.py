"""Who is being told the place in line is not in Asterisk's queue, and nobody is rung for them.

So the announcement is cut short where an operator is free for it: a key is pressed in the caller's
stead, which the dialogue takes for staying. Nobody is moved: where no question listens, a key does
nothing.
"""

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta

from agi_scripts.gateway.ami import Refused
from agi_scripts.gateway.state import Desk, State
from agi_scripts.gateway.watch import Watch
from ivr.grammars.choices import OPERATOR_FREE
from models.events.kinds import Presence

AGAIN = timedelta(seconds=1)  # until the key is pressed once more: the question may not have begun


def cut_short(watch: Watch, now: datetime) -> None:
    """Of the foremost, as many as there are operators whom nobody else rings. Raises NoLink."""
    state, idle = watch.state, _idle(watch.state)
    state.pressed = {one: at for one, at in state.pressed.items() if now - at < AGAIN}
    for unique, queue in watch.records.in_line() if idle else ():
        desk = next((one for one in idle if queue in one.member_of), None)
        if desk is None or unique in state.waiting or _is_rung_for(state, unique):
            continue
        idle.remove(desk)
        if unique not in state.pressed:
            state.pressed[unique] = now
            with suppress(Refused):  # gone meanwhile
                watch.ami.do("PlayDTMF", Channel=unique, Digit=OPERATOR_FREE, Receive="true")


def _idle(state: State) -> list[Desk]:
    """Operators who are ready, without those whom Asterisk rings for who is in its queue."""
    ready = [one for one in state.desks.values() if _can_be_rung(one)]
    unrung = (call for unique, call in state.waiting.items() if not _is_rung_for(state, unique))
    for queue, count in Counter(call.queue for call in unrung).items():
        for desk in [one for one in ready if queue in one.member_of][:count]:
            ready.remove(desk)
    return ready


def _can_be_rung(desk: Desk) -> bool:
    return desk.doing is Presence.READY and desk.registered and desk.call is None


def _is_rung_for(state: State, unique: str) -> bool:
    return any(
        one.doing is Presence.RINGING and one.call and one.call.caller.unique == unique
        for one in state.desks.values()
    )
