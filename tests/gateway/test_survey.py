"""After the talk, of who stays on the line: a real Asterisk, operator and caller (P6)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from ivr.callers.caller import Call
from ivr.callers.listener import Listener
from ivr.callers.telephone import CallIn, Telephone
from models.events.kinds import Kind, Presence
from models.floor import EndConsult, Transfer
from models.surveys.tables import SurveyAnswerRow, SurveyRow
from models.tables import CallbackRow
from tests.gateway.office import Office, answered, office, told, until
from tests.gateway.talking import consulting, talking
from tests.gateway.tones import ANNA, SPECIALIST, hears, hears_no_longer

QUEUES = Path("tests/gateway/queues.toml")
SURVEY = '[survey]\nquestions = ["quality", "speed"]\n\n[topics.readings]'
HEAD, CONFIRM, OVER = "Чтобы вам перезвонил начальник", "Перезвонить на номер", "Спасибо за звонок"
QUALITY, SPEED = "Насколько вам помогли?", "Как быстро вам ответили?"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The hotline of the other stories, which asks two questions."""
    profile = tmp_path_factory.mktemp("profile") / "surveyed.toml"
    profile.write_text(QUEUES.read_text().replace("[topics.readings]", SURVEY))
    with office(utility=str(profile)) as one:
        yield one


def grades(hall: Office, call: int) -> dict[str, int]:
    query = select(SurveyAnswerRow.criterion, SurveyAnswerRow.grade)
    with hall.engine.connect() as db:
        rows = db.execute(query.where(SurveyAnswerRow.call_id == call))
        return {row.criterion: row.grade for row in rows}


def asked(hall: Office, call: int) -> list[int | None]:
    with hall.engine.connect() as db:
        query = select(SurveyRow.operator_id).where(SurveyRow.call_id == call)
        return list(db.scalars(query))


@dataclass(frozen=True)
class Three:
    """The caller, Anna's side of the talk, the specialist's, and Anna's telephone."""

    hall: Office
    caller: Call
    talk: CallIn
    head: CallIn
    annas: Telephone

    async def wishes(self, how: str) -> None:
        """What Anna makes of the consultation."""
        assert await self.hall.wish(EndConsult(self.hall.ids["anna"], how)) == ""


@asynccontextmanager
async def with_specialist(hall: Office) -> AsyncIterator[Three]:
    """Anna asks the specialist while the caller waits."""
    async with hall.at_desk("anna") as annas, hall.specialist() as heads, hall.calls() as caller:
        talk, head = await consulting(hall, annas, heads)
        yield Three(hall, caller, talk, head, annas)


async def is_asked_once(hall: Office, caller: Call) -> None:
    """Both questions, about Anna; nothing of the call is lost or there twice."""
    listener, call = Listener(caller), hall.newest_call()
    await presses(caller, listener, QUALITY, "5")
    await presses(caller, listener, SPEED, "4")
    await listener.hears(OVER)
    await caller.ended()
    assert grades(hall, call) == {"quality": 5, "speed": 4}
    assert asked(hall, call) == [hall.ids["anna"]]
    await hall.tells(call, Kind.HUNG_UP)
    assert hall.kinds(call).count(Kind.HUNG_UP) == 1


async def presses(caller: Call, listener: Listener, after: str, key: str) -> None:
    await listener.hears(after)
    await caller.press(key, hold=0.08, gap=0.05)


@told
async def test_the_operator_hangs_up_and_the_caller_is_asked(hall: Office) -> None:
    """The operator wraps up meanwhile, and may take the next call."""
    anna = hall.ids["anna"]
    async with talking(hall) as one:
        caller, call, listener = one.caller, one.call, Listener(one.caller)
        await one.annas.hang_up()
        await hall.does("anna", Presence.WRAP_UP)
        await presses(caller, listener, QUALITY, "1")
        await hall.closes("anna")
        await hall.does("anna", Presence.READY)
        await presses(caller, listener, SPEED, "5")
        await presses(caller, listener, HEAD, "1")
        await presses(caller, listener, CONFIRM, "1")
        await listener.hears(OVER)
        await caller.ended()
    assert grades(hall, call) == {"quality": 1, "speed": 5}
    assert asked(hall, call) == [anna]
    with hall.engine.connect() as db:
        query = select(CallbackRow.reason).where(CallbackRow.call_id == call)
        assert db.scalars(query).all() == ["survey"]
    kinds = hall.kinds(call)
    assert kinds.index(Kind.OPERATOR_LEFT) < kinds.index(Kind.HUNG_UP)
    assert kinds.count(Kind.OPERATOR_LEFT) == kinds.count(Kind.HUNG_UP) == 1


@told
async def test_who_hangs_up_in_the_survey_has_answered_so_far(hall: Office) -> None:
    async with talking(hall) as one:
        caller, call = one.caller, one.call
        await one.annas.hang_up()
        listener = Listener(caller)
        await presses(caller, listener, QUALITY, "5")
        await listener.hears(SPEED)
        await caller.hang_up()
        await hall.tells(call, Kind.HUNG_UP)
    assert grades(hall, call) == {"quality": 5}


@told
async def test_more_to_talk_about(hall: Office) -> None:
    """Back to the queue; nobody is asked twice."""
    async with talking(hall) as one:
        caller, call = one.caller, one.call
        await one.annas.hang_up()
        await presses(caller, Listener(caller), QUALITY, "0")
        await hall.does("anna", Presence.WRAP_UP)
        await hall.closes("anna")
        again = await answered(one.telephone)
        await hears(caller, ANNA)
        await again.hang_up()
        await caller.ended()
    assert (len(asked(hall, call)), grades(hall, call)) == (1, {})


@told
async def test_after_a_consultation(hall: Office) -> None:
    """The operator asked a specialist, came back, and hung up."""
    async with with_specialist(hall) as one:
        await one.wishes("back")
        await hears(one.caller, ANNA)
        await one.talk.hang_up()
        await is_asked_once(hall, one.caller)


@told
async def test_after_a_caller_was_handed_over(hall: Office) -> None:
    """The specialist's part belongs to the talk of the operator who brought him."""
    async with with_specialist(hall) as one:
        await one.wishes("transfer")
        await one.talk.ended()
        await hears(one.caller, SPECIALIST)
        await one.head.hang_up()
        await is_asked_once(hall, one.caller)


@told
async def test_after_a_conference(hall: Office) -> None:
    """When both have gone, whoever of them was the first."""
    for operator_first in (True, False):
        async with with_specialist(hall) as one:
            await one.wishes("conference")
            await hears(one.caller, ANNA, SPECIALIST)
            first, second = (one.talk, one.head) if operator_first else (one.head, one.talk)
            await first.hang_up()
            await hears_no_longer(one.caller, ANNA if operator_first else SPECIALIST)
            await second.hang_up()
            await is_asked_once(hall, one.caller)


@told
async def test_after_a_transfer_to_a_specialist(hall: Office) -> None:
    async with hall.at_desk("anna") as annas, hall.specialist() as heads, hall.calls() as caller:
        await answered(annas)
        await hears(caller, ANNA)
        assert await hall.wish(Transfer(hall.ids["anna"], "head")) == ""
        head = await answered(heads)
        await hears(caller, SPECIALIST)
        await head.hang_up()
        await is_asked_once(hall, caller)


@told
async def test_who_hangs_up_with_the_specialist_is_not_asked(hall: Office) -> None:
    """While the specialist is asked, together with both, or handed over."""
    heard = {"": (), "conference": (ANNA, SPECIALIST), "transfer": (SPECIALIST,)}
    for how, tones in heard.items():
        async with with_specialist(hall) as one:
            if how:
                await one.wishes(how)
                await hears(one.caller, *tones)
            call = hall.newest_call()
            await one.caller.hang_up()
            await hall.tells(call, Kind.HUNG_UP)
        assert asked(hall, call) == []
        assert hall.kinds(call).count(Kind.HUNG_UP) == 1


@told
async def test_who_hangs_up_in_the_survey_after_a_conference(hall: Office) -> None:
    async with with_specialist(hall) as one:
        await one.wishes("conference")
        await hears(one.caller, ANNA, SPECIALIST)
        await one.head.hang_up()
        await one.talk.hang_up()
        listener = Listener(one.caller)
        await presses(one.caller, listener, QUALITY, "4")
        await listener.hears(SPEED)
        await one.caller.hang_up()
        call = hall.newest_call()
        await hall.tells(call, Kind.HUNG_UP)
    assert grades(hall, call) == {"quality": 4}
    assert asked(hall, call) == [hall.ids["anna"]]


@told
async def test_a_page_that_is_left_after_a_consultation(hall: Office) -> None:
    """That is no hanging up: the caller is kept for the same telephone, and asked after that."""
    async with with_specialist(hall) as one:
        await one.wishes("back")
        await hears(one.caller, ANNA)
        await one.talk.leave()
        again = await answered(one.annas)
        await hears(one.caller, ANNA)
        assert asked(hall, hall.newest_call()) == []
        await again.hang_up()
        await is_asked_once(hall, one.caller)


@told
async def test_who_hangs_up_first_is_not_asked(hall: Office) -> None:
    async with talking(hall) as one:
        caller, call = one.caller, one.call
        await caller.hang_up()
        await one.annas.ended()
    assert asked(hall, call) == []


@told
async def test_without_servers_the_caller_is_let_go(hall: Office) -> None:
    """A survey is not worth an apology and another operator."""
    async with talking(hall) as one:
        caller, call = one.caller, one.call
        servers = [one for one in hall.hotline.station.servers if one.words[0] == "serve"]
        assert servers
        for server in servers:
            server.kill()
        await one.annas.hang_up()
        await caller.ended()
        for server in servers:
            server.start()
        await asyncio.gather(*(asyncio.to_thread(server.wait) for server in servers))
        await until(lambda: Kind.HUNG_UP in hall.kinds(call))
    assert asked(hall, call) == []
