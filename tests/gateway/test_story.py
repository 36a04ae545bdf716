"""The story of a call from ringing to its outcome, and those that take other turns."""

import asyncio

from models.events.kinds import Kind, Presence
from models.floor import Away, Ready
from tests.gateway.office import Office, agree, answered, told
from tests.gateway.tones import ANNA, CALLER, hears


@told
async def test_from_the_menu_to_the_outcome(hall: Office) -> None:
    anna = hall.ids["anna"]
    async with hall.at_desk("anna") as telephone, hall.hotline.call() as caller:
        await caller.silence(0.3)  # behind the recording notice comes the menu
        await caller.sound()
        await caller.press("0", hold=0.08, gap=0.05)
        ringing = await telephone.rings()
        shown = await hall.does("anna", Presence.RINGING)
        assert shown.call
        call = shown.call.call
        await ringing.answer()
        await hall.does("anna", Presence.TALKING)
        assert await hall.wish(Ready(anna)) == "in_a_call"
        await hears(caller, ANNA)
        await caller.hang_up()
        await hall.does("anna", Presence.WRAP_UP)
        assert await hall.wish(Ready(anna)) == "contact_open"
        assert hall.contacts(call) == [(anna, False)]
        await hall.closes("anna")
        await hall.does("anna", Presence.READY)
        assert hall.kinds(call) == [
            Kind.ARRIVED, Kind.ANNOUNCED, Kind.QUEUED, Kind.RANG, Kind.ANSWERED, Kind.OPERATOR_LEFT,
            Kind.HUNG_UP, Kind.WRAP_UP_DONE,
        ] or hall.kinds(call)[5:7] == [Kind.HUNG_UP, Kind.OPERATOR_LEFT]  # fmt: skip
        await agree(hall, call, Kind.ARRIVED, caller.trace["invited"])
        await agree(hall, call, Kind.RANG, ringing.trace["rang"])
        await agree(hall, call, Kind.ANSWERED, ringing.trace["answered"])
        await agree(hall, call, Kind.HUNG_UP, caller.trace["ended"])
        await agree(hall, call, Kind.OPERATOR_LEFT, ringing.trace["ended"])


@told
async def test_the_operator_hangs_up_and_goes_for_lunch(hall: Office) -> None:
    async with hall.at_desk("anna") as telephone, hall.calls() as caller:
        talk = await answered(telephone)
        await hears(caller, ANNA)
        await hears(talk, CALLER)
        assert await hall.wish(Away(hall.ids["anna"], "lunch")) == ""
        await talk.hang_up()
        await caller.ended()
        await hall.does("anna", Presence.WRAP_UP)
        await hall.closes("anna")
        shown = await hall.does("anna", Presence.AWAY)
        assert shown.reason == "lunch"
        await agree(hall, hall.newest_call(), Kind.OPERATOR_LEFT, talk.trace["ended"])


@told
async def test_no_second_call_before_the_contact_is_closed(hall: Office) -> None:
    async with hall.at_desk("anna") as telephone:
        async with hall.calls():
            await answered(telephone)
        await hall.does("anna", Presence.WRAP_UP)
        async with hall.calls() as second:
            await hall.waits(1)
            await asyncio.sleep(3)  # longer than Asterisk's own wrap-up
            assert len(telephone.calls) == 1
            assert not second.is_over
            await hall.closes("anna")
            await answered(telephone)
            await hall.waits(0)


@told
async def test_a_call_that_nobody_takes_goes_to_the_other(hall: Office) -> None:
    async with hall.at_desk("anna") as annas, hall.calls():
        refused = await annas.rings()
        await refused.refuse(486)
        shown = await hall.does("anna", Presence.AWAY)
        assert shown.reason == "not_taken"
        async with hall.at_desk("boris") as boriss:
            talk = await answered(boriss)
            await hall.does("boris", Presence.TALKING)
            assert len(annas.calls) == 1
            call = hall.newest_call()
            await agree(hall, call, Kind.NOT_TAKEN, refused.trace["ended"])
            await agree(hall, call, Kind.ANSWERED, talk.trace["answered"])
            await talk.hang_up()
    assert hall.contacts(call) == [(hall.ids["boris"], True)]


@told
async def test_a_telephone_rings_in_vain(hall: Office) -> None:
    async with hall.at_desk("anna") as annas, hall.calls():
        ringing = await annas.rings()
        await hall.shows("anna", lambda one: one.reason == "not_taken", 30)
        await ringing.ended()
        await agree(hall, hall.newest_call(), Kind.NOT_TAKEN, ringing.trace["ended"])
        floor = await hall.waits(1)
        assert floor.waiting[0].call == hall.newest_call()


@told
async def test_the_caller_gives_up(hall: Office) -> None:
    async with hall.at_desk("anna", ready=False) as telephone:
        assert await hall.wish(Away(hall.ids["anna"], "lunch")) == ""
        async with hall.calls() as waiting:
            await hall.waits(1)
        call = hall.newest_call()
        await agree(hall, call, Kind.ABANDONED, waiting.trace["ended"])
        assert await hall.wish(Ready(hall.ids["anna"])) == ""
        async with hall.calls() as impatient:
            ringing = await telephone.rings()
        await hall.does("anna", Presence.READY)
        call = hall.newest_call()
        await agree(hall, call, Kind.ABANDONED, impatient.trace["ended"])
        await agree(hall, call, Kind.HUNG_UP, impatient.trace["ended"])
        assert not ringing.is_answered
        assert hall.contacts(call) == []


@told
async def test_who_asked_for_a_break_while_it_rang_has_it(hall: Office) -> None:
    async with hall.at_desk("anna") as telephone:
        async with hall.calls():
            await telephone.rings()
            await hall.does("anna", Presence.RINGING)
            assert await hall.wish(Away(hall.ids["anna"], "break")) == ""
        await hall.does("anna", Presence.AWAY)
        async with hall.calls():
            await hall.waits(1)
            await asyncio.sleep(1)
            assert len(telephone.calls) == 1


@told
async def test_two_operators_and_two_callers(hall: Office) -> None:
    async with (
        hall.at_desk("anna") as annas,
        hall.at_desk("boris") as boriss,
        hall.calls(who="79120000001") as first,
        hall.calls(who="79120000002") as second,
    ):
        one, other = await asyncio.gather(answered(annas), answered(boriss))
        await hall.does("anna", Presence.TALKING)
        await hall.does("boris", Presence.TALKING)
        await asyncio.gather(first.hang_up(), second.hang_up())
        await hall.does("anna", Presence.WRAP_UP)
        await hall.does("boris", Presence.WRAP_UP)
        assert {one.caller.user, other.caller.user} == {"79120000001", "79120000002"}
