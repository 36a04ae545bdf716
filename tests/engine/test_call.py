"""What goes wrong in a call, on purpose."""

import itertools
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, func, select

from config.utility import read_utility
from ivr.channels.simulator import ScriptedCaller
from ivr.desk import Arrival, Desk
from ivr.dialogues.hotline import hotline
from ivr.engine.call import Call
from ivr.engine.channel import NeedsOperator, Overtaken, Suspended
from ivr.engine.journal import to_plain
from ivr.engine.outcomes import EMERGENCY, Fault, Goodbye, HungUp, Outcome, Transfer
from ivr.grammars.choices import YesNo
from ivr.grammars.numbers import Digits
from ivr.routes import Dialogue
from models.sql_office import SqlOffice
from models.tables import CallRow, JournalRow, ReadingRow
from tests.office import stored
from tests.phones.forgetful import OneAnswer
from tests.phones.simulated import CATALOGUE

MOMENT = datetime(2026, 6, 16, 6, tzinfo=UTC)
READING = ["1", "10000016", "123*5#", "1", "(silence)"]


@pytest.fixture
def desk(office: Engine) -> Desk:
    return Desk(office, read_utility("demo"), "demo", lambda: MOMENT)


def hold(desk: Desk, script: list[str], dialogue: Dialogue = hotline) -> tuple[Outcome, list[str]]:
    """The whole call in one go."""
    caller = ScriptedCaller(iter(script), CATALOGUE.wording)
    _, call = desk.open_call(Arrival("call-of-a-test", "79121234567", "100"), caller)
    return call.run(dialogue), caller.transcript


def hold_in_turns(desk: Desk, script: list[str], dialogue: Dialogue) -> Outcome | None:
    """A new call object for each answer, as after a crash at every question."""
    outcome = None
    for line in [None, *script]:
        _, call = desk.open_call(Arrival("call-of-a-test", "", ""), OneAnswer(line))
        try:
            outcome = call.run(dialogue)
        except Suspended:
            outcome = None
    return outcome


def test_a_dialogue_that_asks_chance_ends_at_an_operator(desk: Desk) -> None:
    coin = itertools.count()

    def careless(call: Call) -> Outcome:
        if next(coin) % 2 == 0:
            call.ask("read_back", YesNo(), meter={"service": "heat"}, value=1)
        call.ask("ask_account", Digits(8, 8), length=8)
        return Goodbye()

    assert hold_in_turns(desk, ["1", "10000016"], careless) == Fault()


def test_a_release_in_mid_call_ends_at_an_operator(desk: Desk) -> None:
    def old(call: Call) -> Outcome:
        call.ask("ask_account", Digits(8, 8), length=8)
        call.ask("ask_account", Digits(8, 8), length=8)
        return Goodbye()

    def new(call: Call) -> Outcome:
        call.ask("confirm_high_use", YesNo())
        return Goodbye()

    assert hold_in_turns(desk, ["10000016"], old) is None
    assert hold_in_turns(desk, [], new) == Fault()


def test_a_turn_is_stored_whole_or_not_at_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    save = SqlOffice.save_reading

    def power_cut(self: SqlOffice, *args: object) -> None:
        save(self, *args)  # type: ignore[arg-type]
        raise OSError("disk full")

    monkeypatch.setattr(SqlOffice, "save_reading", power_cut)
    outcome, transcript = hold(desk, READING)
    assert outcome == Fault()
    assert stored(desk.engine) == []
    assert "Показания приняты" not in transcript[-1]
    with desk.engine.connect() as connection:
        last = connection.scalars(select(JournalRow.entry).order_by(JournalRow.position)).all()[-1]
        assert (last["kind"], last["key"]) == ("end", "Fault")


def test_the_caller_hears_of_a_reading_only_when_it_is_stored(desk: Desk) -> None:
    """Whenever the prompt is heard, another connection to the database sees the reading."""
    seen: list[tuple[str, list[str]]] = []

    class Witness(ScriptedCaller):
        def play(self, prompts):  # type: ignore[no-untyped-def]
            seen.extend((prompt.key, stored(desk.engine)) for prompt in prompts)

    caller = Witness(iter(READING), CATALOGUE.wording)
    desk.open_call(Arrival("call-of-a-test", "", ""), caller)[1].run(hotline)
    [at_that_moment] = [was for key, was in seen if key == "reading_saved"]
    assert at_that_moment == ["= reading of A-000427: 123.5"]


def test_a_fault_is_final(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next server does not try again what has failed, nor ask anything more."""
    with monkeypatch.context() as broken:
        broken.setattr(SqlOffice, "metering", lambda *_: 1 / 0)
        assert hold(desk, READING)[0] == Fault()
    outcome, transcript = hold(desk, [])
    assert (outcome, transcript) == (Fault(), [])


def test_the_last_words_are_said_again_by_the_next_server(desk: Desk) -> None:
    """The first one died after it had stored the end, perhaps before all was heard."""
    assert hold(desk, READING)[0] == Goodbye()
    assert hold(desk, []) == (Goodbye(), ["> Спасибо за звонок. До свидания."])


def test_a_call_that_was_hung_up_stays_so(desk: Desk) -> None:
    assert hold(desk, ["(hangs up)"])[0] == HungUp()
    assert hold(desk, []) == (HungUp(), [])


def test_a_database_that_is_gone_keeps_nobody_from_an_operator(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone(*_: object) -> None:
        raise OSError("no route to host")

    def script() -> Iterator[str]:
        yield from READING[:3]
        monkeypatch.setattr(type(desk.engine), "connect", gone)
        yield "1"

    caller = ScriptedCaller(script(), CATALOGUE.wording)
    _, call = desk.open_call(Arrival("call-of-a-test", "79121234567", ""), caller)
    assert call.run(hotline) == Fault()
    monkeypatch.undo()
    assert stored(desk.engine) == []
    assert "79121234567" not in caplog.text


def test_who_takes_a_call_over_shuts_out_who_held_it(desk: Desk) -> None:
    """A server thought dead wakes up: nothing that it still hears is written."""
    arrival = Arrival("call-of-a-test", "", "")

    def script() -> Iterator[str]:
        yield from READING[:3]
        desk.open_call(arrival, OneAnswer(None))  # the second server takes the call
        yield "1"

    _, call = desk.open_call(arrival, ScriptedCaller(script(), CATALOGUE.wording))
    with pytest.raises(Overtaken):
        call.run(hotline)
    assert stored(desk.engine) == []
    with desk.engine.connect() as connection:
        assert connection.scalar(select(CallRow.ended_at)) is None


def test_every_answer_survives_the_death_of_the_server(desk: Desk) -> None:
    """Resumed after each answer, the dialogue does each step once."""
    outcome = hold_in_turns(desk, READING, hotline)
    assert outcome == Goodbye()
    with desk.engine.connect() as connection:
        readings = connection.scalar(
            select(func.count()).select_from(ReadingRow).where(ReadingRow.source == "keypad")
        )
        assert readings == 1


@pytest.mark.parametrize("value", [object(), iter(()), lambda: 1])
def test_what_a_journal_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        to_plain(value)


def test_keys_are_not_offered_where_they_can_answer_nothing(desk: Desk) -> None:
    def asks(call: Call) -> Outcome:
        call.ask("confirm_high_use", YesNo(), keyed=False)
        return Goodbye()

    _, transcript = hold(desk, ['"[unk]"', "(silence)", '"[unk]"'], asks)
    assert "> Мы не поняли ответ." in transcript
    assert "> Мы не получили ответа." in transcript
    assert not [line for line in transcript if "клавиш" in line]


@pytest.mark.parametrize("keyed", [True, False])
def test_danger_is_not_for_a_dialogue_to_handle(desk: Desk, keyed: bool) -> None:
    """C12: not even for one that catches whatever needs an operator."""

    def stubborn(call: Call) -> Outcome:
        with suppress(NeedsOperator):
            call.ask("ask_account", Digits(8, 8), keyed=keyed, length=8)
        return Goodbye()

    outcome, transcript = hold(desk, ['"один два прорвало"'], stubborn)
    assert outcome == Transfer(EMERGENCY)
    assert transcript[-1] == "> Соединяем вас с аварийной службой. Оставайтесь на линии."


SPOKEN = '"один два три четыре пять шесть семь восемь"'
DIGIT_BY_DIGIT = "> Скажите, пожалуйста, по одной цифре."
ON_THE_KEYS = "> Наберите, пожалуйста, ответ на клавишах телефона."


@pytest.mark.parametrize(
    ("script", "hints"),
    [
        (["12345678", "12345678"], []),
        (["12345678", SPOKEN], [ON_THE_KEYS]),
        ([SPOKEN, "12345678"], [DIGIT_BY_DIGIT]),
        ([SPOKEN, SPOKEN], [DIGIT_BY_DIGIT, ON_THE_KEYS]),
    ],
)
def test_only_who_speaks_is_told_how(desk: Desk, script: list[str], hints: list[str]) -> None:
    """M3: after answers that cannot be right."""

    def asks(call: Call) -> Outcome:
        for failed in (1, 2, 3):
            call.ask("ask_account", Digits(8, 8), length=8)
            call.ask_more_clearly(failed)
        return Goodbye()

    _, transcript = hold(desk, [*script, SPOKEN], asks)
    assert [line for line in transcript if line in (DIGIT_BY_DIGIT, ON_THE_KEYS)] == hints


def test_needing_an_operator_outside_the_hotline_is_a_transfer(desk: Desk) -> None:
    def asks(call: Call) -> Outcome:
        call.ask("confirm_high_use", YesNo())
        return Goodbye()

    outcome, transcript = hold(desk, ["0"], asks)
    assert outcome == Transfer("asked")
    assert transcript[-1].startswith("> Соединяем вас с оператором.")
