"""Colours of clocks and the norms they run against (N1-N5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.utility import Norm, Norms
from models.rules.clocks import Clock, Colour, Stage, amber_after, colour_of, norm_of, within
from tests.events.story import at


@pytest.mark.parametrize(
    ("length", "colour"),
    [(0, "green"), (30_000, "green"), (30_001, "amber"), (40_000, "amber"), (40_001, "red")],
)
def test_one_figure_for_mean_and_limit_warns_at_three_quarters(length: int, colour: str) -> None:
    assert colour_of(length, Norm(40, 40)) == colour


@pytest.mark.parametrize(
    ("length", "colour"),
    [(300_000, "green"), (300_001, "amber"), (420_000, "amber"), (420_001, "red")],
)
def test_two_figures_warn_after_the_mean(length: int, colour: str) -> None:
    assert colour_of(length, Norm(300, 420)) == colour


def test_without_a_norm_there_is_no_colour() -> None:
    assert colour_of(10**9, None) is Colour.NONE


def test_the_norms_of_the_stages() -> None:
    norms, topic = Norms(), Norm(300, 1800)
    found = {clock: norm_of(clock, norms, topic) for clock in Clock}
    assert found == {
        Clock.WAITING: Norm(40, 40),
        Clock.SEARCH: Norm(45, 45),
        Clock.INFORMATION: topic,
        Clock.HOLD: None,
        Clock.CONNECTING: Norm(40, 40),
        Clock.SPECIALIST: Norm(300, 300),
        Clock.WRAP_UP: Norm(300, 300),
    }
    assert norm_of(Clock.INFORMATION, norms) is None


def test_a_clock_shows_what_was_carried_over_and_never_less() -> None:
    stage = Stage(Clock.WAITING, at(10), None, carried=2500)
    assert stage.length(at(11.0005)) == 3500
    assert stage.length(at(0)) == 2500


@given(st.integers(0, 10**7), st.integers(1, 3000), st.integers(0, 3000))
def test_red_is_beyond_the_limit_and_amber_before_it(length: int, mean: int, more: int) -> None:
    norm = Norm(mean, mean + more)
    assert (colour_of(length, norm) is Colour.RED) == (not within(length, norm))
    assert amber_after(norm) < norm.limit
