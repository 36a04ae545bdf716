"""What a customer hears whom we call, and where that one goes (C9, C1)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
import pytest
from sqlalchemy import Engine, select, update

from ivr.desk import Arrival
from ivr.desk import Desk as Reception
from ivr.dialogues.called_back import called_back
from ivr.engine.channel import By, Grammar, Hangup, Heard
from ivr.engine.outcomes import Fault, Goodbye, HungUp, Outcome, Transfer, Wait
from ivr.engine.prompt import Prompt
from models.events.kinds import Presence
from models.outbound.attempts import begin, in_turn
from models.outbound.kinds import Attempt
from models.queues.tables import WaitingRow
from models.rules.outbound import LONGEST_WAIT
from models.segments.tables import SegmentRow
from models.tables import CallRow
from tests.outbound.promised import LIMITS, NUMBER, Desk

ASKED = "ru called_back_ready"
INTRODUCED = ["ru greeting", "ru called_back", "ru recording_notice", "(recorded)", ASKED]
CONNECTED = [*INTRODUCED, "ru connecting"]
YES, SILENCE = Heard("1", By.KEYS), Heard("", By.SILENCE)


@dataclass
class Customer:
    """Who listens, and answers so; then always the last of it."""

    heard: list[str] = field(default_factory=list)
    is_gone: bool = False
    answers: list[Heard] = field(default_factory=lambda: [YES])

    def play(self, prompts: Sequence[Prompt]) -> None:
        if self.is_gone:
            raise Hangup
        self.heard += [f"{one.language} {one.key}" for one in prompts]

    def listen(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> Heard:
        self.play(prompts)
        return self.answers.pop(0) if self.answers[1:] else self.answers[0]

    def record(self) -> None:
        self.heard.append("(recorded)")


@pytest.fixture
def desk(office: Engine) -> Desk:
    return Desk(office)


def called(desk: Desk, callback: int, carrier: str = "asterisk") -> Attempt:
    with in_turn(desk.engine) as db:
        found = begin(db, desk.utility, LIMITS, callback, carrier, desk.now)
    assert isinstance(found, Attempt)
    return found


def held(desk: Desk, key: str, customer: Customer, part: int = 0, nobody: bool = False) -> Outcome:
    reception = Reception(desk.engine, desk.utility, "demo", lambda: desk.now)
    _, call = reception.open_call(Arrival(key, NUMBER, "", part, "", nobody), customer)
    return call.run(called_back)


def test_who_calls_then_the_notice_then_the_kept_place(desk: Desk) -> None:
    callback, _ = desk.promise(waited=600), desk.operator()
    kept = desk.row(callback).priority
    one, customer = called(desk, callback), Customer()
    assert held(desk, one.key, customer) == Wait("individuals", kept, 90)
    assert customer.heard == CONNECTED
    call = desk.attempts()[0].call_id
    with desk.engine.connect() as db:
        assert db.execute(select(SegmentRow.call_id)).scalar_one() == call
        waits = db.execute(select(WaitingRow.__table__)).one()
    assert (waits.call_id, waits.priority, waits.left_at) == (call, kept, None)


def test_after_a_server_has_died_it_is_said_again_and_the_place_is_the_same(desk: Desk) -> None:
    callback, _ = desk.promise(), desk.operator()
    one, again = called(desk, callback), Customer()
    first = held(desk, one.key, Customer())
    assert held(desk, one.key, again) == first
    assert again.heard == ["ru connecting"]
    assert len(desk.attempts()) == 1


def test_in_the_language_of_the_promise(desk: Desk) -> None:
    desk.utility = msgspec.structs.replace(desk.utility, languages=("ru", "lv"))
    callback, _ = desk.promise(), desk.operator()
    promised = CallRow.id == desk.row(callback).call_id
    with desk.engine.begin() as db:
        db.execute(update(CallRow).where(promised).values(language="lv"))
    one, customer = called(desk, callback), Customer()
    held(desk, one.key, customer)
    assert customer.heard[1] == "lv called_back"


def test_who_asked_without_waiting_has_the_place_of_that_moment(desk: Desk) -> None:
    callback, _ = desk.promise(waited=None), desk.operator()
    place = desk.place(0)
    desk.later(minutes=20)
    one = called(desk, callback)
    assert held(desk, one.key, Customer()) == Wait("individuals", place, 90)


def test_waiting_in_vain_ends_and_is_not_introduced_again(desk: Desk) -> None:
    callback, anna = desk.promise(), desk.operator()
    one, later = called(desk, callback), Customer()
    held(desk, one.key, Customer())
    desk.does(anna, Presence.TALKING)
    desk.later(seconds=90)
    assert isinstance(held(desk, one.key, later, part=1), Wait)
    assert later.heard == []
    desk.later(seconds=LONGEST_WAIT - 90)
    assert held(desk, one.key, later, part=2) == Goodbye()
    assert later.heard == ["ru called_back_later"]
    with desk.engine.connect() as db:
        assert db.execute(select(WaitingRow.left_at)).scalar_one() == desk.now


def test_where_nobody_is_the_customer_is_told_so(desk: Desk) -> None:
    callback, anna = desk.promise(), desk.operator()
    one, customer = called(desk, callback), Customer()
    desk.does(anna, Presence.OFFLINE)
    assert held(desk, one.key, customer) == Goodbye()
    assert customer.heard == [*CONNECTED, "ru called_back_later"]


def test_the_queue_sends_away_whom_nobody_can_answer(desk: Desk) -> None:
    callback, _ = desk.promise(), desk.operator()
    one = called(desk, callback)
    held(desk, one.key, Customer())
    assert held(desk, one.key, Customer(), part=1, nobody=True) == Goodbye()


def test_who_hangs_up_before_the_notice_is_not_recorded(desk: Desk) -> None:
    one, customer = called(desk, desk.promise()), Customer(is_gone=True)
    assert held(desk, one.key, customer) == HungUp()
    assert customer.heard == []
    with desk.engine.connect() as db:
        assert db.execute(select(SegmentRow.call_id)).first() is None


def test_where_operators_are_not_ours_to_know_the_telephone_system_finds_one(desk: Desk) -> None:
    one, customer = called(desk, desk.promise(), "twilio"), Customer()
    assert held(desk, one.key, customer) == Transfer("called_back")
    assert customer.heard == CONNECTED


def said(words: str) -> Heard:
    return Heard(words, By.SPEECH)


@pytest.mark.parametrize(
    "greeting",
    [
        [SILENCE],
        [said("здравствуйте оставьте сообщение после сигнала"), SILENCE],
        [said("вас приветствует голосовая почта оператора"), said("да мы позже"), SILENCE],
        [said("нет"), SILENCE],
    ],
)
def test_an_answering_machine_comes_to_no_operator(desk: Desk, greeting: list[Heard]) -> None:
    """It is asked three times, hears that we shall call again, and never was in the queue."""
    callback, _ = desk.promise(), desk.operator()
    one, machine = called(desk, callback), Customer(answers=greeting)
    assert held(desk, one.key, machine) == Goodbye()
    assert machine.heard == [*INTRODUCED, ASKED, ASKED, "ru called_back_unheard"]
    with desk.engine.connect() as db:
        assert db.execute(select(WaitingRow.call_id)).first() is None


@pytest.mark.parametrize(
    "answers",
    [
        [said("да")],
        [said("алло"), SILENCE, YES],
        [Heard("0", By.KEYS)],
        [Heard("5", By.KEYS)],  # whichever key
    ],
)
def test_a_person_is_connected(desk: Desk, answers: list[Heard]) -> None:
    callback, _ = desk.promise(), desk.operator()
    assert isinstance(held(desk, called(desk, callback).key, Customer(answers=answers)), Wait)


def test_a_call_that_we_did_not_make_goes_to_an_operator(desk: Desk) -> None:
    assert held(desk, "somebody-else", Customer()) == Fault()
