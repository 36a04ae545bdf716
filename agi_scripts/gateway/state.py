"""What the gateway knows at this moment: operators, and the calls they have. Memory only."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from models.events.kinds import Presence
from models.floor import AtWork, CallOnFloor
from models.rules.routing import Post


@dataclass
class Leg:
    """A channel of Asterisk that belongs to a call."""

    channel: str  # its name
    unique: str  # Asterisk's unique id


@dataclass
class Call:
    """A call that has reached a queue, from the first ring of an operator to the end of both."""

    id: int
    caller: Leg
    queue: str
    arrived: datetime
    queued: datetime
    answered: datetime | None = None
    ended: datetime | None = None
    held: datetime | None = None
    caller_gone: bool = False
    operator_leg: Leg | None = None
    specialist: str = ""
    specialist_leg: Leg | None = None
    together: bool = False  # in a conference with the specialist
    supervised: tuple[str, ...] = ()
    unrecorded: datetime | None = None  # since then silence is recorded

    @property
    def is_without_operator(self) -> bool:
        """The operator's telephone has vanished in mid-talk, and the caller is kept for it."""
        return self.answered is not None and self.operator_leg is None and self.ended is None

    def again(self, queue: str) -> "Call":
        """The same call, back in a queue: what it was with an operator stays with that one."""
        return Call(self.id, self.caller, queue, self.arrived, self.queued)

    def on_floor(self) -> CallOnFloor:
        return CallOnFloor(
            self.id, self.queue, self.arrived, self.queued, self.answered, self.ended,
            self.held, self.specialist, self.supervised, self.unrecorded,
        )  # fmt: skip


@dataclass
class Desk:
    """One operator and the telephone there."""

    operator: int
    login: str
    name: str
    interface: str  # PJSIP/op-anna
    queues: tuple[str, ...]
    substitute: int | None = None  # the operator who stands in (C15)
    doing: Presence = Presence.OFFLINE
    since: datetime | None = None
    reason: str = ""
    registered: bool = False
    missed: datetime | None = None  # since then the telephone cannot be reached
    alarm: bool = False
    leave: str | None = None  # asked for during a call: away for this reason when it is done
    call: Call | None = None
    ringing: str = ""  # the unique id of the leg that rings
    spying: tuple[int, str] | None = None  # asked to come to a talk: by whose wish, and how
    member_of: set[str] = field(default_factory=set)  # queues, as Asterisk has it

    def at_work(self, now: datetime) -> AtWork:
        return AtWork(
            self.operator, self.login, self.name, self.doing, self.since or now, self.reason,
            self.queues, self.registered, self.alarm, self.call.on_floor() if self.call else None,
        )  # fmt: skip


@dataclass
class State:
    """All of it."""

    link: bool = False
    lost_at: datetime | None = None  # when the link broke
    desks: dict[int, Desk] = field(default_factory=dict)
    waiting: dict[str, Call] = field(default_factory=dict)  # by the caller's unique id
    muted: dict[str, tuple[str, datetime]] = field(default_factory=dict)  # see `pauses`
    handed_on: dict[str, Call] = field(default_factory=dict)  # by the unique id of a specialist
    not_reached: dict[str, datetime] = field(default_factory=dict)  # see `outbound`
    pressed: dict[str, datetime] = field(default_factory=dict)  # see `announcements`

    def at(self, interface: str) -> Desk | None:
        """The desk of a telephone such as PJSIP/op-anna."""
        return next((one for one in self.desks.values() if one.interface == interface), None)

    def with_call(self, unique: str) -> Desk | None:
        """The desk whose caller, operator's leg or specialist's has this unique id.

        A caller who came to a second operator is the second one's, though the first still writes.
        """
        found = [one for one in self.desks.values() if one.call and _is_of(one.call, unique)]
        return min(
            found, key=lambda one: one.call is None or one.call.ended is not None, default=None
        )

    def of_channel(self, channel: str) -> Desk | None:
        """The desk whose telephone this channel is of, such as PJSIP/op-anna-00000007."""
        return self.at(channel.rpartition("-")[0])

    def posts(self) -> list[Post]:
        """Who is where, as the rules of routing ask it."""
        return [
            Post(one.operator, one.queues, one.doing, one.since, one.substitute)
            for one in self.desks.values()
        ]

    def take_over(self, desks: dict[int, Desk]) -> None:
        """The operators' accounts as they are now; what was going on goes on."""
        for number, fresh in desks.items():
            if old := self.desks.get(number):
                same = old.interface == fresh.interface  # else a telephone that no queue knows
                desks[number] = replace(
                    old, login=fresh.login, name=fresh.name, interface=fresh.interface,
                    queues=fresh.queues, substitute=fresh.substitute,
                    registered=old.registered and same, member_of=old.member_of if same else set(),
                )  # fmt: skip
        self.desks = desks


def _is_of(call: Call, unique: str) -> bool:
    legs = (call.caller, call.operator_leg, call.specialist_leg)
    return any(leg is not None and leg.unique == unique for leg in legs)
