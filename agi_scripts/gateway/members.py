"""Operators as members of Asterisk's queues: which ones, and whether they are paused."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from agi_scripts.gateway.ami import Ami, Refused
from agi_scripts.gateway.state import Desk, State
from models.events.kinds import Presence
from models.rules.routing import served_queues


@dataclass(frozen=True)
class Members:
    """Brings Asterisk's members to what the floor says. Everything here raises NoLink."""

    state: State
    ami: Ami

    def settle(self, now: datetime) -> None:
        """Each operator is a member of the queues served now, and of no others (C15)."""
        served = served_queues(self.state.posts(), now)
        for desk in self.state.desks.values():
            wanted = served.get(desk.operator, set())
            for queue in wanted - desk.member_of:
                self._add(desk, queue)
            for queue in desk.member_of - wanted:
                self.remove(desk.interface, queue)
            desk.member_of = wanted

    def pause(self, desk: Desk, paused: bool, reason: str = "") -> None:
        """In all queues; who is paused is not rung."""
        with suppress(Refused):  # of no queue a member
            self.ami.do(
                "QueuePause",
                Interface=desk.interface,
                Paused="true" if paused else "false",
                Reason=reason,
            )

    def remove(self, interface: str, queue: str) -> None:
        with suppress(Refused):  # not a member of it
            self.ami.do("QueueRemove", Queue=queue, Interface=interface)

    def _add(self, desk: Desk, queue: str) -> None:
        paused = "false" if desk.doing is Presence.READY else "true"
        with suppress(Refused):  # a member already
            self.ami.do(
                "QueueAdd",
                Queue=queue,
                Interface=desk.interface,
                MemberName=desk.login,
                Paused=paused,
            )
