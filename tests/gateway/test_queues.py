"""Who is served first, where, and what those hear who wait."""

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update

from config.asterisk.process import console
from ivr.callers.telephone import Telephone
from ivr.desk import PART
from ivr.grammars.choices import OPERATOR_FREE
from models.events.kinds import Kind, Presence
from models.floor import Accounts, Away, MoveQueues, Ready
from models.operators.tables import OperatorRow
from models.queues.tables import WaitingRow
from models.tables import AccountRow, CallbackRow, CallRow, JournalRow
from tests.gateway.office import Office, answered, apart, told

ALL = ("emergency", "legal", "individuals")


@told
async def test_nobody_is_signed_in(hall: Office) -> None:
    async with hall.calls() as caller:
        await caller.sound()
        await caller.press("1")  # the number it comes from is right
        await caller.ended()
    kept = newest_callback(hall)
    assert (kept.queue, kept.number) == ("individuals", "+79121234567")
    assert kept.priority > 0
    assert Kind.LEFT_QUEUE in hall.kinds(hall.newest_call())


@told
async def test_longest_waiting_first(hall: Office) -> None:
    async with hall.at_desk("anna", ready=False) as telephone, AsyncExitStack() as stack:
        assert await hall.wish(Away(hall.ids["anna"], "break")) == ""
        await wait_in_line(hall, stack, "79120000001")
        await asyncio.sleep(1.1)  # the order is by whole seconds
        await wait_in_line(hall, stack, "79120000002")
        assert await hall.wish(Ready(hall.ids["anna"])) == ""
        assert await served(hall, telephone, 2) == ["79120000001", "79120000002"]


@told
async def test_put_down_as_it_is_taken(hall: Office) -> None:
    """Who was not connected yet is back in line at once, and rung when that is due (C14)."""
    async with hall.at_desk("anna") as telephone, hall.calls() as caller:
        talk = await answered(telephone)
        await talk.hang_up()
        await hall.does("anna", Presence.WRAP_UP)
        await asyncio.sleep(3)  # longer than app_queue's own wrap-up
        assert len(telephone.calls) == 1
        await hall.closes("anna")
        if Kind.HUNG_UP not in hall.kinds(hall.newest_call()):
            assert (await answered(telephone, 5)).caller.user == talk.caller.user
            await hall.does("anna", Presence.TALKING)
        await caller.hang_up()


@told
async def test_out_of_turn(hall: Office) -> None:
    """Ahead of the others (C7); that nobody starves by it is in tests/queues."""
    async with hall.at_desk("anna", ready=False) as telephone, AsyncExitStack() as stack:
        assert await hall.wish(Away(hall.ids["anna"], "break")) == ""
        await wait_in_line(hall, stack, "79120000001")
        await wait_in_line(hall, stack, "79120000002", out_of_turn=True)
        floor = await hall.waits(2)
        assert [one.out_of_turn for one in floor.waiting] == [True, False]
        assert await hall.wish(Ready(hall.ids["anna"])) == ""
        assert await served(hall, telephone, 2) == ["79120000002", "79120000001"]


@told
async def test_emergency_ahead_of_all(hall: Office) -> None:
    async with hall.at_desk("anna", ready=False) as telephone, AsyncExitStack() as stack:
        assert await hall.wish(Away(hall.ids["anna"], "break")) == ""
        await wait_in_line(hall, stack, "79120000001")
        await wait_in_line(hall, stack, "79120000002", out_of_turn=True)
        await wait_in_line(hall, stack, "79120000003", reason="emergency")
        assert await hall.wish(Ready(hall.ids["anna"])) == ""
        assert (await served(hall, telephone, 3))[0] == "79120000003"


@told
async def test_told_the_place_and_called_back(hall: Office) -> None:
    async with hall.at_desk("anna", ready=False), AsyncExitStack() as stack:
        assert await hall.wish(Away(hall.ids["anna"], "break")) == ""
        await wait_in_line(hall, stack, "79120000001")
        async with hall.calls(who="79120000002") as second:
            await second.sound()
            await second.press("1")  # call me back
            await asyncio.sleep(1)
            await second.press("1")  # at this number
            await second.ended()
        kept = newest_callback(hall)
        assert (kept.queue, kept.number) == ("individuals", "+79120000002")
        assert kept.priority == place_of(hall, kept.call_id).priority
        floor = await hall.waits(1)
        assert floor.waiting[0].place == 1


@told
async def test_told_the_place_no_longer_than_nobody_is_free(hall: Office) -> None:
    """Who is being told it is not in Asterisk's queue: a second operator would stay idle."""
    async with hall.at_desk("anna", ready=False) as one, hall.at_desk("boris", ready=False) as two:
        assert await hall.wish(Away(hall.ids["anna"], "break")) == ""
        async with AsyncExitStack() as stack:
            first = await wait_in_line(hall, stack, "79120000001")
            await apart(lambda: in_queue(hall, first))
            second = await stack.enter_async_context(hall.calls(who="79120000002"))
            await hall.waits(2)
            await second.sound()
            call = await hall.newest_call_of("79120000002", first)
            for login in ("anna", "boris"):
                assert await hall.wish(Ready(hall.ids[login])) == ""
            both = await asyncio.gather(one.rings(20), two.rings(20))
            assert {ringing.caller.user for ringing in both} == {"79120000001", "79120000002"}
            assert OPERATOR_FREE in keyed_in(hall, call)


def keyed_in(hall: Office, call: int) -> list[str]:
    """What the caller answered in the menu, or was answered in the caller's stead."""
    asked = select(JournalRow.entry).where(JournalRow.call_id == call)
    with hall.engine.connect() as db:
        entries = db.scalars(asked.order_by(JournalRow.position)).all()
    return [one["value"]["text"] for one in entries if one["kind"] == "answer"]


@told
async def test_overflow_keeps_the_place(hall: Office) -> None:
    """Legal entities go on to the individuals' queue when three seconds have passed."""
    boris = hall.ids["boris"]
    assert await hall.wish(MoveQueues(boris, ("individuals",))) == ""
    assert await hall.wish(MoveQueues(hall.ids["anna"], ("legal",))) == ""
    async with hall.at_desk("anna", ready=False):
        assert await hall.wish(Away(hall.ids["anna"], "break")) == ""
        async with hall.at_desk("boris") as boriss, hall.calls("110") as caller:
            floor = await hall.waits(1)
            assert floor.waiting[0].queue == "legal"
            await asyncio.sleep(1)
            assert not boriss.calls
            talk = await answered(boriss)
            shown = await hall.does("boris", Presence.TALKING)
            assert shown.call
            assert (shown.call.queue, shown.call.queued) == ("individuals", floor.waiting[0].since)
            await caller.hang_up()
            await talk.ended()
    for one in hall.ids.values():
        assert await hall.wish(MoveQueues(one, ALL)) == ""


@told
async def test_moved_to_another_queue(hall: Office) -> None:
    anna = hall.ids["anna"]
    async with hall.at_desk("anna") as telephone:
        assert await hall.wish(MoveQueues(anna, ("emergency",))) == ""
        async with hall.at_desk("boris", ready=False):
            assert await hall.wish(Away(hall.ids["boris"], "break")) == ""
            async with hall.calls():
                await hall.waits(1)
                await asyncio.sleep(1)
                assert not telephone.calls
                assert await hall.wish(MoveQueues(anna, ALL)) == ""
                await answered(telephone)
        assert await hall.wish(MoveQueues(anna, ("heaven",))) == "no_queue"


@told
async def test_the_substitute_serves_for_somebody_who_is_absent(hall: Office) -> None:
    anna, boris = hall.ids["anna"], hall.ids["boris"]
    assert await hall.wish(MoveQueues(boris, ("emergency",))) == ""
    await apart(lambda: has_substitute(hall, anna, boris))
    async with hall.at_desk("boris") as boriss, hall.calls():
        await answered(boriss)
        await hall.does("boris", Presence.TALKING)
    await apart(lambda: has_substitute(hall, anna, None))
    assert await hall.wish(MoveQueues(boris, ALL)) == ""


async def wait_in_line(
    hall: Office, stack: AsyncExitStack, who: str, reason: str = "", out_of_turn: bool = False
) -> int:
    """A caller who waits from now on; with facts that the menu finds out, by way of the menu."""
    before = len(hall.console.floor.waiting) if hall.console.floor else 0
    menu, others = bool(reason) or out_of_turn, hall.newest_call()
    caller = await stack.enter_async_context(hall.calls("1000" if menu else "121", who))
    if menu:
        call = await hall.newest_call_of(who, others)
        await apart(lambda: finds_out(hall, call, reason, out_of_turn))
        await caller.silence(0.3)
        await caller.sound()
        await caller.press("0", hold=0.08, gap=0.05)
    await hall.waits(before + 1, 45)
    call = await hall.newest_call_of(who, others)
    if menu:  # and is next, so that nothing is said first
        await apart(lambda: in_queue(hall, call))
    return call


def in_queue(hall: Office, call: int) -> None:
    """Return when the caller is in Asterisk's queue, too: a moment after having a place."""
    with hall.engine.connect() as db:
        unique = db.execute(select(CallRow.channel).where(CallRow.id == call)).scalar_one()
    for _ in range(200):
        channels = console(hall.settings, "core show channels concise").splitlines()
        if any("!Queue!" in one and one.endswith(f"!{unique}") for one in channels):
            return
        time.sleep(0.05)
    raise AssertionError(channels)


def finds_out(hall: Office, call: int, reason: str, out_of_turn: bool) -> None:
    """As if the caller had said a word of danger, or an account that is served out of turn."""
    now = datetime.now(UTC)
    with hall.engine.begin() as db:
        if out_of_turn:
            account = db.execute(select(AccountRow.id)).scalars().first()
            db.execute(update(AccountRow).values(out_of_turn=True))
            db.execute(update(CallRow).where(CallRow.id == call).values(account_id=account))
        if reason:
            end = {"kind": "end", "key": "Transfer", "value": {"reason": reason}, "said": []}
            row = {"call_id": call, "position": PART - 1, "at": now, "entry": end}
            db.execute(insert(JournalRow), row)


def newest_callback(hall: Office) -> Any:
    asked = select(CallbackRow.__table__).order_by(CallbackRow.id.desc())
    with hall.engine.connect() as db:
        return db.execute(asked).first()


def place_of(hall: Office, call: int) -> Any:
    with hall.engine.connect() as db:
        return db.execute(select(WaitingRow.__table__).where(WaitingRow.call_id == call)).one()


def has_substitute(hall: Office, operator: int, substitute: int | None) -> None:
    mine = update(OperatorRow).where(OperatorRow.id == operator)
    with hall.engine.begin() as db:
        db.execute(mine.values(substitute_id=substitute))
    assert hall.console.wish(Accounts()) == ""


async def served(hall: Office, telephone: Telephone, count: int) -> list[str]:
    """Who is answered, one after another."""
    order = []
    for _ in range(count):
        talk = await answered(telephone)
        order.append(talk.caller.user)
        await hall.does("anna", Presence.TALKING)
        await talk.hang_up()
        await hall.does("anna", Presence.WRAP_UP)
        await hall.closes("anna")
    return order
