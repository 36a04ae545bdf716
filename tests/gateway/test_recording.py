"""What is recorded of a talk: both sides, wherever it goes, and silence while it is paused."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy
from numpy.typing import NDArray
from sqlalchemy import Row, select

from ivr.callers.caller import Call
from ivr.callers.identity import Identity
from ivr.callers.listener import Listener
from models.events.kinds import Kind, Presence
from models.floor import Consult, EndConsult, PauseRecording, Ready, Transfer
from models.segments.kinds import State
from models.segments.tables import SegmentRow
from recordings.archive.archive import open_archive
from recordings.sound import RATE, decode
from tests.gateway.office import Office, answered, apart, told
from tests.gateway.talking import talking
from tests.gateway.tones import ANNA, BORIS, CALLER, SPECIALIST, hears, hears_no_longer, tone

MENU = "Чтобы передать показания"
LOUD = 200.0  # amplitude, of tones that have 4000
PIECE = 0.2  # seconds


@asynccontextmanager
async def announced(hall: Office) -> AsyncIterator[Call]:
    """A caller who has heard that it is recorded, and wants an operator."""
    who = Identity("79121234567")
    async with hall.hotline.call(who, tone(CALLER)) as caller:
        await Listener(caller).hears(MENU)
        await caller.press("0")
        yield caller


async def recorded(hall: Office) -> tuple[Row[tuple[SegmentRow]], list[set[int]], list[set[int]]]:
    """The newest segment once it is settled; the tones on each side of it, piece by piece."""
    newest = select(SegmentRow.__table__).order_by(SegmentRow.id.desc()).limit(1)
    for _ in range(400):
        with hall.engine.connect() as db:
            row = db.execute(newest).one()
        if row.state != State.EXPECTED:
            break
        await asyncio.sleep(0.05)
    with open_archive(hall.settings, hall.engine).sound(row.id) as sound:
        blocks = list(decode(sound))
    caller, heard = (numpy.concatenate(side) for side in zip(*blocks, strict=True))
    return row, _tones(caller), _tones(heard)


def _tones(samples: NDArray[numpy.int16]) -> list[set[int]]:
    size = int(PIECE * RATE)
    turns = {one: numpy.exp(-2j * numpy.pi * one * numpy.arange(size) / RATE) for one in
             (CALLER, ANNA, BORIS, SPECIALIST)}  # fmt: skip
    pieces = [samples[at : at + size] for at in range(0, len(samples) - size, size)]
    return [
        {one for one, turn in turns.items() if 2 * abs(numpy.mean(piece * turn)) > LOUD}
        for piece in pieces
    ]


def _between(pieces: list[set[int]], begin: float, end: float) -> list[set[int]]:
    return pieces[int(begin / PIECE) + 1 : int(end / PIECE) - 1]


@told
async def test_silence_while_it_is_paused_and_times_stay_true(hall: Office) -> None:
    anna = hall.ids["anna"]
    async with talking(hall, announced(hall)) as one:
        caller = one.caller
        await asyncio.sleep(1)  # of both, before it is muted
        assert await hall.wish(PauseRecording(anna, on=True)) == ""
        await hall.shows("anna", lambda one: one.call and one.call.unrecorded)
        await asyncio.sleep(2)
        await hears(caller, ANNA)  # it is the recording alone that is muted
        assert await hall.wish(PauseRecording(anna, on=False)) == ""
        await hall.shows("anna", lambda one: one.call and not one.call.unrecorded)
        await asyncio.sleep(2)
        await caller.hang_up()
        gone = time.time()
    segment, said, heard = await recorded(hall)
    assert segment.state == State.STORED
    assert abs(segment.began_at.timestamp() + segment.duration / 1000 - gone) < 0.3
    [paused] = await hall.tells(one.call, Kind.RECORDING_PAUSED)
    [resumed] = await hall.tells(one.call, Kind.RECORDING_RESUMED)
    begin = (paused.at - segment.began_at).total_seconds()
    end = (resumed.at - segment.began_at).total_seconds()
    assert end - begin > 2
    for side, who in ((said, CALLER), (heard, ANNA)):
        assert not any(_between(side, begin, end))
        assert all(who in piece for piece in _between(side, begin - 0.6, begin + 0.2))
        assert all(who in piece for piece in _between(side, end, end + 1.5))


@told
async def test_a_caller_who_holds_the_line_lacks_nothing(hall: Office) -> None:
    """No sound comes from the caller's telephone: silence is written, and times stay true."""
    async with talking(hall, announced(hall)) as one:
        await asyncio.sleep(1)
        await one.caller.hold()
        since = time.time()
        await asyncio.sleep(4)
        until = time.time()
        await one.caller.resume()
        await hears(one.caller, ANNA)
        await asyncio.sleep(1)
        await one.caller.hang_up()
        gone = time.time()
    segment, said, heard = await recorded(hall)
    began = segment.began_at.timestamp()
    assert segment.state == State.STORED and segment.lacks < 1000 * (until - since - 1)
    assert abs(began + segment.duration / 1000 - gone) < 0.3
    assert not any(_between(said, since - began, until - began))
    assert all(ANNA in piece for piece in _between(heard, since - began, until - began))
    assert CALLER in set().union(*said[int((until - began) / PIECE) :])


@told
async def test_who_was_brought_in_is_heard_on_it(hall: Office) -> None:
    """A consultation, then the specialist alone: one segment, and all the voices in their turn."""
    anna = hall.ids["anna"]
    async with hall.at_desk("anna") as telephone, hall.specialist() as heads:
        async with announced(hall) as caller:
            await answered(telephone)
            await hears(caller, ANNA)
            assert await hall.wish(Consult(anna, "head")) == ""
            await answered(heads)
            await hears_no_longer(caller, ANNA)
            assert await hall.wish(EndConsult(anna, "transfer")) == ""
            await hears(caller, SPECIALIST)
            await caller.hang_up()
        await hall.does("anna", Presence.WRAP_UP)
    segment, said, heard = await recorded(hall)
    assert segment.state == State.STORED
    [talk] = await hall.tells(segment.call_id, Kind.ANSWERED)
    talked = heard[int((talk.at - segment.began_at).total_seconds() / PIECE) + 1 :]
    order = [next(iter(one)) for one in talked if len(one) == 1]
    assert order == sorted(order)  # Anna's tone is the lower one
    assert {ANNA, SPECIALIST} <= set(order)
    assert sum(CALLER in piece for piece in said) > 0.9 * len(said) - 1


@told
async def test_another_operator_after_a_transfer(hall: Office) -> None:
    """Both sides of both talks are on one segment."""
    anna, boris = hall.ids["anna"], hall.ids["boris"]
    async with (
        hall.at_desk("anna") as annas,
        hall.at_desk("boris", ready=False) as boriss,
        announced(hall) as caller,
    ):
        await answered(annas)
        await hears(caller, ANNA)
        assert await hall.wish(Ready(boris)) == ""
        assert await hall.wish(Transfer(anna, "legal")) == ""
        await answered(boriss)
        await hears(caller, BORIS)
        await caller.hang_up()
    segment, said, heard = await recorded(hall)
    assert segment.state == State.STORED
    _, talk = await hall.tells(segment.call_id, Kind.ANSWERED, 2)
    second = (talk.at - segment.began_at).total_seconds()
    assert all(BORIS in piece for piece in _between(heard, second + 0.4, second + 1))
    assert all(CALLER in piece for piece in _between(said, second + 0.4, second + 1))
    assert {ANNA} in heard


@told
async def test_a_pause_that_nobody_ends_is_ended_with_the_operator(hall: Office) -> None:
    """The caller goes on to a queue in mid-pause: what is said there is recorded."""
    anna = hall.ids["anna"]
    async with talking(hall, announced(hall)) as one:
        assert await hall.wish(PauseRecording(anna, on=True)) == ""
        await hall.shows("anna", lambda one: one.call and one.call.unrecorded)
        assert await hall.wish(Transfer(anna, "legal")) == ""
        await hall.tells(one.call, Kind.RECORDING_RESUMED)
        await one.caller.hang_up()


@told
async def test_a_pause_ends_with_a_gateway_that_died(hall: Office) -> None:
    anna = hall.ids["anna"]
    async with talking(hall, announced(hall)) as one:
        assert await hall.wish(PauseRecording(anna, on=True)) == ""
        await hall.tells(one.call, Kind.RECORDING_PAUSED)
        hall.gateway.kill()
        await apart(hall.meet)
        await hall.tells(one.call, Kind.RECORDING_RESUMED)
        await one.caller.hang_up()
