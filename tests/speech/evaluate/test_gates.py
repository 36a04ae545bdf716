"""The gates, by simulated calls with the errors measured in 5 dB noise, through the real dialogue.

`measured.json` is what `teplofon speech evaluate --human --synthetic --noise 5 --json` found: the
confusions of two of its conditions.
"""

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine

from config.utility import read_utility
from ivr.desk import Arrival, Desk
from ivr.dialogues.hotline import hotline
from ivr.engine.outcomes import Goodbye, HungUp
from ivr.speech.evaluate.callers import Habits, SimulatedCaller
from ivr.speech.evaluate.confusions import Confusions, Corruption
from ivr.speech.evaluate.gates import BEGAN, CAREFUL, Gate, Simulation, Tally, corruptions, enough
from ivr.speech.evaluate.report import read_measured
from ivr.speech.evaluate.town import HOUSEHOLDS, Gauge, Household, Town
from tests.office import stored

MEASURED = read_measured(Path(__file__).parent / "measured.json")
NOISY, QUIET = MEASURED["pink noise 5 dB"], MEASURED["quiet"]
SOME = 600  # readings
EVERY = frozenset(Gate)


def tally(*without: Gate, habits: Habits = CAREFUL) -> Tally:
    return Simulation(NOISY, read_utility("demo"), habits, frozenset(without)).run(SOME)


@pytest.fixture(scope="module")
def without_read_back() -> Tally:
    return tally(Gate.READ_BACK)


def test_with_all_gates_no_wrong_reading_is_written() -> None:
    found = tally()
    assert found.wrong == 0, found.examples
    assert found.right > 0.9 * found.readings
    assert found.right + found.operator <= found.readings


def test_without_the_read_back_wrong_readings_are_written(without_read_back: Tally) -> None:
    assert without_read_back.wrong_value > 5


def test_callers_who_say_yes_without_listening_write_wrong_readings() -> None:
    assert tally(habits=Habits(inattentive=1)).wrong > 5


@pytest.mark.parametrize("gate", sorted(EVERY - {Gate.READ_BACK, Gate.CHECK_DIGIT}))
def test_each_gate_is_really_open_when_it_is_taken_away(
    gate: Gate, without_read_back: Tally
) -> None:
    """Where nothing is read back, every other gate that is missing lets more through or differs."""
    found = tally(Gate.READ_BACK, gate)
    assert found != without_read_back


def test_plausibility_keeps_wrong_readings_out(without_read_back: Tally) -> None:
    assert tally(Gate.READ_BACK, Gate.PLAUSIBILITY).wrong > without_read_back.wrong


def test_without_any_gate_the_worst_is_written(without_read_back: Tally) -> None:
    found = tally(*Gate)
    assert found.wrong > 4 * without_read_back.wrong
    assert found.wrong_account > 10


def test_a_simulation_is_the_same_each_time() -> None:
    assert tally(Gate.READ_BACK) == tally(Gate.READ_BACK)


def test_the_upper_bound_follows_the_rule_of_three() -> None:
    assert Tally(readings=10_000).upper_bound == pytest.approx(0.0003)
    assert 0.0005 < Tally(readings=10_000, wrong_value=5).upper_bound < 0.0015


def test_a_few_words_are_not_enough_to_simulate() -> None:
    assert enough(NOISY) and enough(QUIET)
    assert not enough({"somebody": {"digits": Confusions()}})


def test_a_kind_of_question_a_voice_has_not_answered_is_taken_from_all() -> None:
    assert "yes_no" not in QUIET["human"]
    assert {"digits", "reading", "yes_no", "menu"} <= corruptions(QUIET, "human").keys()


@pytest.mark.parametrize("checked", [True, False])
def test_numbers_without_gaps_have_a_household_each(checked: bool) -> None:
    town = Town(checked)
    for place in (0, 1, HOUSEHOLDS - 1):
        number = town.number(place)
        found = town.household(number)
        assert found is not None
        assert found.number == number and len(number) == 8
    assert town.household(town.number(HOUSEHOLDS)) is None


def test_a_wrong_check_digit_is_nobody() -> None:
    number = Town().number(5)
    assert Town().household(number[:-1] + str((int(number[-1]) + 1) % 10)) is None


def well_heard() -> dict[str, Corruption]:
    """Hardly an error in a million words."""
    heard = Confusions({"да": {"да": 10**9}}, gaps=10**9, repeated=10**9)
    return dict.fromkeys(("digits", "reading", "yes_no", "menu"), Corruption(heard))


def test_the_caller_is_served_by_the_real_office(office: Engine) -> None:
    """His calls go through the desk and the database as well as through the simulation's ledger."""
    somebody = Town().household(Town().number(0))
    assert somebody is not None
    one = somebody.gauges[0]
    mine = Household("10000016", (Gauge(one.meter, one.history, Decimal("123.5")),))
    habits = Habits(silent=0, corrects_himself=0)
    desk = Desk(office, read_utility("demo"), "demo", lambda: BEGAN)
    caller = SimulatedCaller(mine, well_heard(), Random(3), habits)
    _, call = desk.open_call(Arrival("simulated", "", "100"), caller)
    assert call.run(hotline) in (Goodbye(), HungUp())
    assert [line for line in stored(office) if "A-000427" in line] == [
        "= reading of A-000427: 123.5 (by voice)"
    ]
