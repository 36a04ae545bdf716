"""Errors are counted as they were made, and made as they were counted."""

from random import Random

import pytest

from ivr.speech.evaluate.confusions import Confusions, Corruption


def counted(*pairs: tuple[str, str]) -> Confusions:
    found = Confusions()
    for said, heard in pairs:
        found.add(said.split(), heard.split())
    return found


def test_each_kind_of_error_is_counted() -> None:
    found = counted(("один два три", "один три"), ("пять", "шесть"), ("да", "да нет"))
    assert found.heard["два"] == {"": 1}
    assert found.heard["пять"] == {"шесть": 1}
    assert found.inserted == {"нет": 1}
    assert (found.words, found.errors) == (5, 2)


def test_nothing_said_and_nothing_heard_are_counted() -> None:
    assert counted(("", "два два")).inserted == {"два": 2}
    assert counted(("два", "")).heard == {"два": {"": 1}}


def test_the_second_of_two_equal_words_is_counted_apart() -> None:
    found = counted(("ноль ноль один", "ноль один"), ("ноль ноль", "ноль ноль"))
    assert (found.repeated, found.repeated_dropped) == (2, 1)


def test_counts_are_joined() -> None:
    both = counted(("да", "да")).joined(counted(("да", "нет"), ("нет нет", "нет")))
    assert both.heard["да"] == {"да": 1, "нет": 1}
    assert (both.repeated, both.gaps, both.words) == (1, 7, 4)


def times(corruption: Corruption, said: str, heard: str, of: int = 20_000) -> float:
    chance = Random(7)
    return sum(" ".join(corruption.of(said.split(), chance)) == heard for _ in range(of)) / of


def test_errors_come_as_often_as_they_were_seen() -> None:
    seen = [("пять", "пять")] * 900 + [("пять", "шесть")] * 100 + [("два", "два")] * 1000
    corruption = Corruption(counted(*seen))
    assert times(corruption, "пять", "шесть") == pytest.approx(0.1, abs=0.01)
    assert times(corruption, "два", "два") == pytest.approx(1, abs=0.01)


def test_repeated_digits_are_dropped_as_often_as_they_were_seen_to_be() -> None:
    seen = [("семь семь", "семь семь")] * 800 + [("семь семь", "семь")] * 200
    assert times(Corruption(counted(*seen)), "семь семь", "семь") > 0.15
    assert times(Corruption(counted(*seen[:800])), "семь семь", "семь") < 0.01


def test_what_never_failed_fails_all_the_same_and_less_with_more_evidence() -> None:
    def faultless(words: int) -> float:
        corruption = Corruption(counted(*[("три", "три")] * words, *[("два", "два")] * words))
        return 1 - times(corruption, "три", "три")

    little, much = faultless(20), faultless(2000)
    assert little > 10 * much > 0
