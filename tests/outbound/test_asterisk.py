"""What Asterisk tells of a call to a customer, in its words and in whatever order (C9)."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from agi_scripts.gateway import outbound
from agi_scripts.gateway.ami import Ami, Message
from agi_scripts.gateway.happenings import take
from agi_scripts.gateway.members import Members
from agi_scripts.gateway.records import Records
from agi_scripts.gateway.state import State
from agi_scripts.gateway.watch import Watch
from config.settings import Settings
from ivr.outbound.carrier import CarrierRefused
from models.outbound.attempts import begin, in_turn
from models.outbound.kinds import Attempt
from tests.outbound.promised import LIMITS, NOON, Desk

REFUSED = {"Event": "OriginateResponse", "Response": "Failure", "Reason": "0"}
IN_VAIN = REFUSED | {"Reason": "3"}
BUSY = {"Event": "DialEnd", "DestUniqueid": "1.0", "DialStatus": "BUSY"}


@pytest.fixture
def desk(office: Engine) -> Desk:
    return Desk(office)


@pytest.fixture
def ami(tmp_path: Path) -> Ami:
    """Not connected."""
    return Ami(Settings(home=tmp_path), lambda _: None, lambda _: None)


@pytest.fixture
def watch(desk: Desk, ami: Ami) -> Watch:
    state = State()
    return Watch(state, Records(desk.engine, desk.utility, "demo"), ami, Members(state, ami))


def called(desk: Desk) -> Attempt:
    callback = desk.promise()
    with in_turn(desk.engine) as db:
        found = begin(db, desk.utility, LIMITS, callback, "asterisk", desk.now)
    assert isinstance(found, Attempt)
    return found


def tell(desk: Desk, watch: Watch, one: Attempt, *messages: Message) -> None:
    name, stamp = f"outbound-{one.id}", str(desk.now.timestamp())
    for message in messages:
        of = {"DestAccountCode" if message["Event"] == "DialEnd" else "ActionID": name}
        take(watch, {**of, "Timestamp": stamp, **message})


def outcome(desk: Desk) -> str | None:
    (row,) = desk.attempts()
    return row.outcome  # type: ignore[no-any-return]


@pytest.mark.parametrize("order", [(BUSY, REFUSED), (REFUSED, BUSY)])
def test_busy_whichever_of_two_events_comes_first(
    desk: Desk, watch: Watch, order: tuple[Message, Message]
) -> None:
    tell(desk, watch, called(desk), *order)
    outbound.end_not_reached(watch, desk.now + timedelta(seconds=3))
    assert outcome(desk) == "busy"


def test_nobody_took_the_call(desk: Desk, watch: Watch) -> None:
    tell(desk, watch, called(desk), IN_VAIN)
    assert outcome(desk) == "no_answer"


def test_no_telephone_has_rung_and_nobody_says_why(desk: Desk, watch: Watch) -> None:
    tell(desk, watch, called(desk), REFUSED)
    outbound.end_not_reached(watch, desk.now + timedelta(seconds=1))
    assert outcome(desk) is None
    outbound.end_not_reached(watch, desk.now + timedelta(seconds=3))
    assert outcome(desk) == "failed"
    assert watch.state.not_reached == {}


def test_an_answer_leaves_the_attempt_open(desk: Desk, watch: Watch) -> None:
    tell(desk, watch, called(desk), BUSY | {"DialStatus": "ANSWER"})
    tell(desk, watch, Attempt(1, 1, "", "", NOON), REFUSED | {"Response": "Success"})
    outbound.end_not_reached(watch, desk.now + timedelta(seconds=3))
    assert outcome(desk) is None


def test_an_operators_telephone_that_does_not_answer_is_not_the_customers(
    desk: Desk, watch: Watch
) -> None:
    """It may have inherited the account of the call."""
    tell(desk, watch, called(desk), BUSY | {"Uniqueid": "2.0", "DialStatus": "NOANSWER"})
    assert outcome(desk) is None


def test_without_a_link_nothing_is_placed(desk: Desk, ami: Ami) -> None:
    carrier = outbound.AsteriskCarrier(Settings(), ami)
    with pytest.raises(CarrierRefused, match="no link"):
        carrier.place(called(desk))


@pytest.mark.parametrize("number", ["+7912&PJSIP/+1900", "+7912/n", "121", "+79127654321\n"])
def test_what_is_no_number_is_not_given_to_asterisk(ami: Ami, number: str) -> None:
    carrier = outbound.AsteriskCarrier(Settings(), ami)
    with pytest.raises(CarrierRefused, match="may be given") as refused:
        carrier.place(Attempt(1, 1, number, "", NOON))
    assert number not in str(refused.value)
