"""What becomes of a talk: hold, transfer, consultation, conference, supervision."""

from ivr.callers.caller import Call
from ivr.callers.telephone import CallIn, Telephone
from models.events.kinds import Kind, Presence
from models.floor import Alarm, Consult, EndConsult, Ready, Supervise, Transfer
from tests.gateway.office import Office, agree, answered, told
from tests.gateway.talking import consulting
from tests.gateway.tones import ANNA, BORIS, CALLER, SPECIALIST, hears, hears_no_longer


@told
async def test_hold(hall: Office) -> None:
    async with hall.at_desk("anna") as telephone, hall.calls() as caller:
        talk = await answered(telephone)
        await hears(caller, ANNA)
        call = hall.newest_call()
        await talk.hold()
        await hall.shows("anna", lambda one: one.call and one.call.held)
        await hears_no_longer(caller, ANNA)
        await agree(hall, call, Kind.HELD, talk.trace["held"])
        await talk.resume()
        await hall.shows("anna", lambda one: one.call and not one.call.held)
        await agree(hall, call, Kind.RESUMED, talk.trace["resumed"])
        await hears(caller, ANNA)


@told
async def test_to_another_queue_with_the_clock_going_on(hall: Office) -> None:
    anna = hall.ids["anna"]
    async with hall.at_desk("anna") as annas, hall.calls() as caller:
        talk = await answered(annas)
        await hears(caller, ANNA)
        shown = await hall.does("anna", Presence.TALKING)
        assert shown.call
        queued = shown.call.queued
        assert await hall.wish(Transfer(anna, "legal")) == ""
        await talk.ended()
        floor = await hall.waits(1)
        assert (floor.waiting[0].queue, floor.waiting[0].since) == ("legal", queued)
        await hall.does("anna", Presence.WRAP_UP)
        call = hall.newest_call()
        assert [event.queue for event in await hall.tells(call, Kind.QUEUED, 2)][-1] == "legal"
        async with hall.at_desk("boris") as boriss:
            second = await answered(boriss)
            await hears(caller, BORIS)
            shown = await hall.does("boris", Presence.TALKING)
            assert shown.call
            assert shown.call.queued == queued
            assert hall.console.operator("anna").doing is Presence.WRAP_UP
            await caller.hang_up()
            await second.ended()
            await hall.does("boris", Presence.WRAP_UP)
        assert len(await hall.tells(call, Kind.OPERATOR_LEFT, 2)) == 2
    assert hall.contacts(call) == [(anna, True), (hall.ids["boris"], True)]
    assert hall.kinds(call).count(Kind.WRAP_UP_DONE) == 2


@told
async def test_back_to_the_same_operator(hall: Office) -> None:
    anna = hall.ids["anna"]
    async with hall.at_desk("anna") as telephone, hall.calls():
        await answered(telephone)
        await hall.does("anna", Presence.TALKING)
        assert await hall.wish(Transfer(anna, "legal")) == ""
        await hall.does("anna", Presence.WRAP_UP)
        await hall.closes("anna")
        again = await answered(telephone)
        await hall.does("anna", Presence.TALKING)
        await again.hang_up()
    call = hall.newest_call()
    assert hall.contacts(call) == [(anna, True), (anna, True)]
    assert hall.kinds(call).count(Kind.WRAP_UP_DONE) == 2


@told
async def test_to_a_specialist(hall: Office) -> None:
    anna = hall.ids["anna"]
    async with hall.at_desk("anna") as annas, hall.specialist() as heads, hall.calls() as caller:
        await answered(annas)
        await hears(caller, ANNA)
        assert await hall.wish(Transfer(anna, "head")) == ""
        head = await answered(heads)
        await hears(caller, SPECIALIST)
        await hears(head, CALLER)
        await hall.does("anna", Presence.WRAP_UP)
        await hall.closes("anna")
        await head.hang_up()
        await caller.ended()
    call = hall.newest_call()
    await agree_on_specialist(hall, call, head)
    await agree(hall, call, Kind.HUNG_UP, caller.trace["ended"])


@told
async def test_a_specialist_who_does_not_answer(hall: Office) -> None:
    anna = hall.ids["anna"]
    async with hall.at_desk("anna") as annas, hall.specialist() as heads, hall.calls() as caller:
        await answered(annas)
        shown = await hall.does("anna", Presence.TALKING)
        assert shown.call
        queued = shown.call.queued
        assert await hall.wish(Transfer(anna, "head")) == ""
        await (await heads.rings()).refuse(480)
        floor = await hall.waits(1)
        assert (floor.waiting[0].queue, floor.waiting[0].since) == ("individuals", queued)
        await is_served_again(hall, annas, caller)


@told
async def test_ask_a_specialist_and_come_back(hall: Office) -> None:
    anna = hall.ids["anna"]
    async with hall.at_desk("anna") as annas, hall.specialist() as heads, hall.calls() as caller:
        talk, head = await consulting(hall, annas, heads)
        await hears(talk, SPECIALIST)
        await hears_no_longer(caller, ANNA)
        assert await hall.wish(Consult(anna, "head")) == "in_a_consultation"
        assert await hall.wish(EndConsult(anna, "back")) == ""
        await head.ended()
        await hears(caller, ANNA)
        await hall.shows("anna", lambda one: one.call and not one.call.specialist)
        await talk.hang_up()
        await caller.ended()
        assert hall.nobody_waits()
    call = hall.newest_call()
    await agree_on_specialist(hall, call, head)
    await agree(hall, call, Kind.OPERATOR_LEFT, talk.trace["ended"])


@told
async def test_the_specialist_hangs_up_first(hall: Office) -> None:
    async with hall.at_desk("anna") as annas, hall.specialist() as heads, hall.calls() as caller:
        talk, head = await consulting(hall, annas, heads)
        await head.hang_up()
        await hears(caller, ANNA)
        await hears(talk, CALLER)
        await caller.hang_up()
        await talk.ended()


@told
async def test_the_specialist_asked_does_not_answer(hall: Office) -> None:
    async with hall.at_desk("anna") as annas, hall.specialist() as heads, hall.calls() as caller:
        await answered(annas)
        await hall.does("anna", Presence.TALKING)
        assert await hall.wish(Consult(hall.ids["anna"], "head")) == ""
        await (await heads.rings()).refuse(486)
        await hears(caller, ANNA)
        await hall.shows("anna", lambda one: one.call and not one.call.specialist)


@told
async def test_the_operator_is_gone_while_asking(hall: Office) -> None:
    async with hall.at_desk("anna") as annas, hall.specialist() as heads, hall.calls() as caller:
        talk, head = await consulting(hall, annas, heads)
        await talk.hang_up()
        await head.ended()
        await hall.waits(1)  # the caller, who keeps the place
        await is_served_again(hall, annas, caller)


@told
async def test_the_caller_is_gone_while_a_specialist_is_asked(hall: Office) -> None:
    async with hall.at_desk("anna") as annas, hall.specialist() as heads, hall.calls() as caller:
        talk, head = await consulting(hall, annas, heads)
        await caller.hang_up()
        await hears(talk, SPECIALIST)
        await head.hang_up()
        await talk.ended()


@told
async def test_hand_the_caller_over_after_asking(hall: Office) -> None:
    anna = hall.ids["anna"]
    async with hall.at_desk("anna") as annas, hall.specialist() as heads, hall.calls() as caller:
        talk, head = await consulting(hall, annas, heads)
        assert await hall.wish(EndConsult(anna, "transfer")) == ""
        await talk.ended()
        await hears(caller, SPECIALIST)
        await hears(head, CALLER)
        await hall.does("anna", Presence.WRAP_UP)
        await head.hang_up()
        await caller.ended()
    await agree(hall, hall.newest_call(), Kind.SPECIALIST_LEFT, head.trace["ended"])


@told
async def test_all_three_together(hall: Office) -> None:
    anna = hall.ids["anna"]
    async with hall.at_desk("anna") as annas, hall.specialist() as heads, hall.calls() as caller:
        talk, head = await consulting(hall, annas, heads)
        assert await hall.wish(EndConsult(anna, "conference")) == ""
        await hears(caller, ANNA, SPECIALIST)
        await hears(talk, CALLER, SPECIALIST)
        await hears(head, CALLER, ANNA)
        assert await hall.wish(EndConsult(anna, "back")) == ""
        await head.ended()
        await hears(caller, ANNA)
        await talk.hang_up()
        await caller.ended()  # nobody is left alone there


@told
async def test_the_operator_leaves_the_two_together(hall: Office) -> None:
    anna = hall.ids["anna"]
    async with hall.at_desk("anna") as annas, hall.specialist() as heads, hall.calls() as caller:
        talk, head = await consulting(hall, annas, heads)
        assert await hall.wish(EndConsult(anna, "conference")) == ""
        await hears(caller, ANNA, SPECIALIST)
        assert await hall.wish(EndConsult(anna, "transfer")) == ""
        await talk.ended()
        await hall.does("anna", Presence.WRAP_UP)
        await hears(caller, SPECIALIST)
        await head.hang_up()
        await caller.ended()


@told
async def test_supervision(hall: Office) -> None:
    anna, boris = hall.ids["anna"], hall.ids["boris"]
    async with hall.at_desk("boris", ready=False) as boriss, hall.at_desk("anna") as annas:
        async with hall.calls() as caller:
            talk = await answered(annas)
            await hears(caller, ANNA)
            for how, by_caller, by_anna in (
                ("listen", {ANNA}, {CALLER}),
                ("whisper", {ANNA}, {CALLER, BORIS}),
                ("join", {ANNA, BORIS}, {CALLER, BORIS}),
            ):
                assert await hall.wish(Supervise(boris, anna, how)) == ""
                spy = await answered(boriss)
                await hall.shows("anna", lambda one: one.call and one.call.supervised)
                await hears(spy, ANNA, CALLER)
                await hears(caller, *by_caller)
                await hears(talk, *by_anna)
                await spy.hang_up()
                await hall.shows("anna", lambda one: one.call and not one.call.supervised)
            assert await hall.wish(Supervise(boris, anna, "listen")) == ""
            spy = await answered(boriss)
            await hears(spy, ANNA, CALLER)
            await caller.hang_up()
            await spy.ended()
        events = [one.detail for one in await hall.tells(hall.newest_call(), Kind.SUPERVISED, 4)]
        assert [one["how"] for one in events] == ["listen", "whisper", "join", "listen"]
        assert {one["by"] for one in events} == {"boris"}


@told
async def test_alarm(hall: Office) -> None:
    assert await hall.wish(Alarm(hall.ids["anna"], True)) == ""
    await hall.shows("anna", lambda one: one.alarm)
    assert await hall.wish(Alarm(hall.ids["anna"], False)) == ""
    await hall.shows("anna", lambda one: not one.alarm)


@told
async def test_nothing_to_do(hall: Office) -> None:
    anna = hall.ids["anna"]
    for action in (Transfer(anna, "legal"), Consult(anna, "head"), EndConsult(anna, "back")):
        assert await hall.wish(action) == "no_call"
    assert await hall.wish(Ready(anna)) == "telephone_away"
    assert await hall.wish(Ready(99)) == "no_operator"


async def is_served_again(hall: Office, annas: Telephone, caller: Call) -> None:
    """The caller who went back to the queue comes to Anna, once her contact is closed."""
    await hall.closes("anna")
    again = await answered(annas)
    await hears(caller, ANNA)
    await again.hang_up()


async def agree_on_specialist(hall: Office, call: int, head: CallIn) -> None:
    await agree(hall, call, Kind.SPECIALIST_ANSWERED, head.trace["answered"])
    await agree(hall, call, Kind.SPECIALIST_LEFT, head.trace["ended"])
