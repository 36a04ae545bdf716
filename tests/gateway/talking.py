"""A talk that has begun, which is how most stories of talks begin."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from ivr.callers.caller import Call
from ivr.callers.telephone import CallIn, Telephone
from models.events.kinds import Presence
from models.floor import Consult
from tests.gateway.office import Office, answered
from tests.gateway.tones import ANNA, hears


@dataclass(frozen=True)
class Talk:
    """Who talks: the caller's call, Anna's side of it, her telephone; and the call's number."""

    caller: Call
    annas: CallIn
    telephone: Telephone
    call: int


@asynccontextmanager
async def talking(
    hall: Office, calls: AbstractAsyncContextManager[Call] | None = None
) -> AsyncIterator[Talk]:
    """Anna has answered, and is heard; `calls`: another way in than straight to the operators."""
    async with hall.at_desk("anna") as telephone, calls or hall.calls() as caller:
        annas = await answered(telephone)
        await hears(caller, ANNA)
        yield Talk(caller, annas, telephone, hall.newest_call())


async def consulting(hall: Office, annas: Telephone, heads: Telephone) -> tuple[CallIn, CallIn]:
    """Anna's talk with the caller, and hers with the specialist that interrupts it."""
    talk = await answered(annas)
    await hall.does("anna", Presence.TALKING)
    assert await hall.wish(Consult(hall.ids["anna"], "head")) == ""
    head = await answered(heads)
    await hears(head, ANNA)
    return talk, head
