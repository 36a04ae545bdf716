"""Customers are called back (C9): a real Asterisk, a customer's telephone and an operator's."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from config.asterisk import process
from config.settings import Settings, address
from config.utility import Utility, read_utility
from ivr.callers.listener import Listener
from ivr.callers.telephone import CallIn, Telephone, registered
from models.contacts.callbacks import open_callbacks
from models.events.kinds import Kind, Presence
from models.outbound.tables import OutboundAttemptRow
from models.rules.routing import priority
from models.tables import CallbackRow, CallRow
from tests.gateway.furnishing import telephone
from tests.gateway.office import Office, answered, apart, office, told, until
from tests.gateway.tones import ANNA, CALLER, hears, tone

NUMBERS = tuple(f"+7912000000{n}" for n in range(7))
SAID = "Вы просили вам перезвонить."
RECORDED, READY = "Разговор записывается", "Чтобы поговорить с оператором"
CONNECTING, AGAIN = "Соединяем вас с оператором", "Мы перезвоним вам ещё раз"


@pytest.fixture(scope="module")
def opened() -> Iterator[Office]:
    with office(
        utility="tests/gateway/queues.toml",
        outbound="asterisk",
        outbound_prefixes="+7912",
        outbound_number="+73412000000",
        outbound_channel="PJSIP/{number}",
    ) as one:
        _add_customers(one.settings)
        yield one


def _add_customers(settings: Settings) -> None:
    """Telephones of theirs, in the provider's stead."""
    local = Path(settings.asterisk_dir) / "etc" / "local" / "pjsip.conf"
    with local.open("a") as file:
        file.writelines(telephone(number, "teplofon-incoming") for number in NUMBERS)
    process.console(settings, "module reload res_pjsip.so")


@dataclass
class Promise:
    """What was promised to the customer of this number."""

    hall: Office
    number: str
    id: int = 0

    def __post_init__(self) -> None:
        now = datetime.now(UTC)
        place = priority(
            read_utility(self.hall.settings.utility), now - timedelta(minutes=5), "", False
        )
        call = {
            "key": f"promise {self.number} {now}", "utility": "queues", "caller": self.number,
            "dialled": "", "began_at": now, "ended_at": now, "outcome": "Goodbye", "holder": "",
            "language": "ru",
        }  # fmt: skip
        row = {
            "number": self.number, "reason": "asked", "asked_at": now,
            "due_at": now + timedelta(hours=1), "queue": "individuals", "priority": place,
        }  # fmt: skip
        with self.hall.engine.begin() as db:
            made = db.execute(insert(CallRow).returning(CallRow.id), call).scalar_one()
            asked = insert(CallbackRow).returning(CallbackRow.id)
            self.id = db.execute(asked, row | {"call_id": made}).scalar_one()

    def telephone(self) -> AbstractAsyncContextManager[Telephone]:
        """The customer's."""
        far = address(self.hall.settings.sip_bind)
        clips = self.hall.hotline.clips
        number = self.number
        return registered(far, number, number, clips=clips, background=tone(CALLER))

    @property
    def row(self) -> Any:
        with self.hall.engine.connect() as db:
            asked = select(CallbackRow.__table__).where(CallbackRow.id == self.id)
            return db.execute(asked).one()

    @property
    def attempts(self) -> list[Any]:
        with self.hall.engine.connect() as db:
            of = OutboundAttemptRow.callback_id == self.id
            return list(db.execute(select(OutboundAttemptRow.__table__).where(of)))

    async def ends(self, outcome: str, patience: int = 40) -> Any:
        """The only attempt, once it has ended so."""
        for _ in range(patience):
            if self.attempts and self.attempts[0].ended_at:
                break
            await asyncio.sleep(0.25)
        (one,) = self.attempts
        assert one.outcome == outcome
        return one

    def is_kept(self) -> None:
        """The place is, and it is tried again later."""
        row = self.row
        assert (row.done_at, row.queue, row.claimed_until) == (None, "individuals", None)
        assert row.again_at > datetime.now(UTC) + timedelta(minutes=5)


def _profile(hall: Office) -> Utility:
    return read_utility(hall.settings.utility)


async def hears_who_calls(customer: CallIn) -> None:
    """And says by a key that somebody is there."""
    listener = Listener(customer)
    for words in (SAID, RECORDED, READY):
        await listener.hears(words)
    await customer.press("1")
    await listener.hears(CONNECTING)


@told
async def test_a_promise_is_kept(hall: Office) -> None:
    """Called by us, announced, connected, heard on both sides; then it is done."""
    promise = Promise(hall, NUMBERS[0])
    async with promise.telephone() as customers, hall.at_desk("anna") as annas:
        customer = await customers.rings(20)
        assert customer.caller.user == "+73412000000"
        with hall.engine.connect() as db:
            (shown,) = open_callbacks(db, datetime.now(UTC))
        assert shown.called
        await customer.answer()
        await hears_who_calls(customer)
        talk = await answered(annas)
        assert talk.caller.user == NUMBERS[0]
        await hears(customer, ANNA)
        await hears(talk, CALLER)
        call = promise.attempts[0].call_id
        assert hall.kinds(call)[:4] == [Kind.ARRIVED, Kind.ANNOUNCED, Kind.QUEUED, Kind.RANG]
        await talk.hang_up()
        await customer.ended()
        await hall.does("anna", Presence.WRAP_UP)
        await hall.closes("anna")
        one = await promise.ends("talked")
    assert promise.row.done_at == one.ended_at
    assert hall.contacts(call) == [(hall.ids["anna"], True)]


@told
async def test_busy_then_another_hangs_up_while_a_third_is_not_there(hall: Office) -> None:
    """One for each operator: the second is called when the first has refused."""
    busy, nobody = Promise(hall, NUMBERS[1]), Promise(hall, NUMBERS[2])
    async with (
        busy.telephone() as first,
        nobody.telephone() as third,
        hall.at_desk("anna") as annas,
        hall.at_desk("boris") as boriss,
    ):
        refused, ringing = await asyncio.gather(first.rings(20), third.rings(20))
        gone = Promise(hall, NUMBERS[3])
        async with gone.telephone() as second:
            await asyncio.sleep(3)
            assert gone.attempts == []
            await refused.refuse(486)
            await busy.ends("busy")
            customer = await second.rings(20)
            await customer.answer()
            await hears_who_calls(customer)
            await until(lambda: annas.calls or boriss.calls)
            await customer.hang_up()
            await gone.ends("answered")
        await ringing.ended(60)
        await nobody.ends("no_answer")
        for login in ("anna", "boris"):
            await hall.does(login, Presence.READY)
    for one in (busy, nobody, gone):
        one.is_kept()


@told
async def test_the_gateway_dies_as_the_customers_telephone_rings(hall: Office) -> None:
    """The call goes on without it, and the promise is kept."""
    promise = Promise(hall, NUMBERS[4])
    async with promise.telephone() as customers, hall.at_desk("anna") as annas:
        customer = await customers.rings(20)
        hall.gateway.kill()
        await customer.answer()
        await hears_who_calls(customer)
        talk = await answered(annas)
        await hears(customer, ANNA)
        await apart(hall.meet)
        await hall.does("anna", Presence.TALKING)
        assert len(promise.attempts) == 1
        await talk.hang_up()
        await customer.ended()
        await hall.does("anna", Presence.WRAP_UP)
        await promise.ends("talked")
    assert promise.row.done_at


@told
async def test_a_machine_that_answers_rings_no_operator(hall: Office) -> None:
    """It says and presses nothing: it is told that we shall call again, and the place is kept."""
    promise = Promise(hall, NUMBERS[5])
    async with promise.telephone() as customers, hall.at_desk("anna") as annas:
        machine = await customers.rings(20)
        await machine.answer()
        await Listener(machine).hears(AGAIN, timeout=60)
        await machine.ended()
        await promise.ends("answered")
        assert not annas.calls
    promise.is_kept()


@told
async def test_asterisk_dies_as_the_customer_hears_who_calls(hall: Office) -> None:
    """The attempt has ended as soon as the gateway sees that the call is gone."""
    promise = Promise(hall, NUMBERS[6])
    asterisk = hall.hotline.station.asterisk
    async with promise.telephone() as customers, hall.at_desk("anna"):
        customer = await customers.rings(20)
        await customer.answer()
        await Listener(customer).hears(SAID)
        await asyncio.sleep(2)  # Asterisk writes its registrations down each second
        await apart(hall.crash)
        await apart(asterisk.start)
        await promise.ends("answered", patience=100)
        customer.vanish()
    promise.is_kept()
