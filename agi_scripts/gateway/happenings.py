"""AMI's events as events of calls: the written table of those we look at, and what each means."""

from collections.abc import Callable, Mapping

from agi_scripts.gateway import (
    ends,
    outbound,
    pauses,
    queueing,
    specialists,
    supervision,
    talking,
    telephones,
)
from agi_scripts.gateway.ami import Message
from agi_scripts.gateway.watch import Watch


def _dialled(watch: Watch, message: Message) -> None:
    """For a specialist, or by an action: a customer whom we call, or a supervisor who listens."""
    if "Uniqueid" in message:  # of who has dialled
        specialists.dialled(watch, message)
    elif outbound.is_ours(message):
        outbound.dialled(watch, message)


HAPPENINGS: Mapping[str, Callable[[Watch, Message], None]] = {
    "QueueCallerJoin": queueing.joined,
    "QueueCallerLeave": queueing.left,
    "QueueCallerAbandon": queueing.abandoned,
    "AgentCalled": queueing.rings,
    "AgentRingNoAnswer": queueing.not_taken,
    "AgentConnect": talking.answered,
    "Hold": talking.held,
    "Unhold": talking.resumed,
    "Hangup": ends.hung_up,
    "DeviceStateChange": telephones.known,
    "DialEnd": _dialled,
    "MixMonitorMute": pauses.muted,
    "OriginateResponse": outbound.responded,
    "ChanSpyStart": supervision.spied,
    "ChanSpyStop": supervision.spied_no_more,
}


def take(watch: Watch, message: Message) -> bool:
    """Whether the event, if it is one of the table, may have changed the floor."""
    happened = HAPPENINGS.get(message["Event"])
    if happened:
        happened(watch, message)
    return happened is not None
