"""When an answer is over: the rules alone, on a clock of the test's own."""

from dataclasses import dataclass, field

import pytest

from ivr.engine.channel import By
from ivr.speech.listening import Line, Listening

TICK = 0.02


@dataclass
class Caller:
    """Plays a line of audio to the rules: speech, keys and silence along one clock."""

    max_keys: int = 9
    now: float = 100.0
    quiet: float = 0.0
    longer: dict[str, int] = field(default_factory=dict)
    listening: Listening = field(init=False)

    def __post_init__(self) -> None:
        self.listening = Listening(self.max_keys, self.longer)

    def waits(self, seconds: float, speaking: bool = False) -> tuple[str, By] | None:
        """Time goes by; the answer, as soon as there is one."""
        until = self.now + seconds
        while self.now < until:
            self.now += TICK
            self.quiet = 0.0 if speaking else self.quiet + TICK
            if found := self.listening.answer(self.line(speaking)):
                return found
        return None

    def line(self, speaking: bool = False) -> Line:
        return Line(self.now, self.quiet, speaking)

    def says(self, words: str, pause: float) -> None:
        """Words, half a second of speech, after which such a pause ends the answer."""
        assert self.waits(0.5, speaking=True) is None
        self.listening.interrupt(self.now)
        self.listening.settle(words, self.now)
        self.listening.allow(self.listening.said, pause)

    def presses(self, key: str) -> None:
        self.listening.press(key, self.now)


@pytest.fixture
def caller() -> Caller:
    caller = Caller()
    caller.listening.prompt_ended(caller.now)
    return caller


def test_silence_is_an_answer_after_seven_seconds(caller: Caller) -> None:
    assert caller.waits(6.9) is None
    assert caller.waits(0.2) == ("", By.SILENCE)


def test_silence_counts_from_the_end_of_the_prompt() -> None:
    caller = Caller()
    assert caller.waits(60) is None
    caller.listening.prompt_ended(caller.now)
    assert caller.waits(6.9) is None


def test_an_answer_begun_late_is_heard_out(caller: Caller) -> None:
    assert caller.waits(6.5) is None
    assert caller.waits(2, speaking=True) is None
    caller.says("сто", 0.8)
    assert caller.waits(1) == ("сто", By.SPEECH)


def test_noise_without_end_is_no_answer(caller: Caller) -> None:
    assert caller.waits(11.9, speaking=True) is None
    assert caller.waits(0.2, speaking=True) == ("", By.SILENCE)


def test_a_short_pause_ends_what_is_complete(caller: Caller) -> None:
    caller.says("да", 0.35)
    assert caller.waits(0.3) is None
    assert caller.waits(0.1) == ("да", By.SPEECH)


def test_a_pause_in_the_middle_cuts_nobody_off(caller: Caller) -> None:
    caller.says("один два три", 1.5)
    assert caller.waits(1.4) is None
    caller.says("четыре", 0.35)
    assert caller.waits(0.4) == ("один два три четыре", By.SPEECH)


def test_the_pause_is_that_of_all_that_was_said(caller: Caller) -> None:
    """What was allowed for the words before them does not end the words after."""
    caller.says("сорок", 0.35)
    caller.waits(0.2)
    caller.listening.settle("два", caller.now)
    assert caller.waits(1.0) is None
    assert caller.waits(0.6) == ("сорок два", By.SPEECH)


def test_words_that_may_change_end_nothing(caller: Caller) -> None:
    caller.waits(0.5, speaking=True)
    caller.listening.hear("двадцать", caller.now)
    caller.listening.allow("двадцать", 0.35)
    assert caller.waits(0.5) is None
    assert caller.listening.must_settle(caller.line())
    caller.listening.settle("двадцать три", caller.now)
    caller.listening.allow("двадцать три", 0.35)
    assert caller.waits(0.4) == ("двадцать три", By.SPEECH)


def test_words_in_noise_end_when_no_more_come(caller: Caller) -> None:
    caller.listening.hear("да", caller.now)
    caller.waits(1.1, speaking=True)
    assert not caller.listening.must_settle(caller.line(speaking=True))
    caller.waits(0.2, speaking=True)
    assert caller.listening.must_settle(caller.line(speaking=True))
    caller.listening.settle("да", caller.now)
    caller.listening.allow("да", 0.35)
    assert caller.waits(1.0, speaking=True) == ("да", By.SPEECH)


def test_nobody_speaks_for_ever(caller: Caller) -> None:
    caller.listening.hear("один", caller.now)
    found = None
    for _ in range(40):
        caller.listening.hear(caller.listening.said + " один", caller.now)
        found = found or caller.waits(1.0, speaking=True)
    assert found and found[1] is By.SPEECH and 128 < caller.now < 142


def test_keys_end_with_hash(caller: Caller) -> None:
    for key in "123#":
        assert caller.waits(0.5) is None
        caller.presses(key)
    assert caller.waits(0.1) == ("123", By.KEYS)


def test_a_lone_hash_is_an_answer(caller: Caller) -> None:
    caller.presses("#")
    assert caller.waits(0.1) == ("#", By.KEYS)


def test_the_last_of_the_keys_ends_them() -> None:
    caller = Caller(max_keys=3)
    for key in "123":
        caller.presses(key)
    assert caller.waits(0.1) == ("123", By.KEYS)


def test_keys_end_after_three_seconds(caller: Caller) -> None:
    caller.presses("1")
    assert caller.waits(2.9) is None
    caller.presses("2")
    assert caller.waits(2.9) is None
    assert caller.waits(0.2) == ("12", By.KEYS)


def test_a_key_that_may_be_the_first_of_several_waits_for_them() -> None:
    caller = Caller(max_keys=1, longer={"1": 3})
    caller.presses("1")
    assert caller.waits(1.9) is None
    caller.presses("2")
    assert caller.waits(1.9) is None
    caller.presses("1")
    assert caller.waits(0.1) == ("121", By.KEYS)


def test_or_is_the_answer_after_two_seconds() -> None:
    caller = Caller(max_keys=1, longer={"1": 3})
    caller.presses("1")
    assert caller.waits(1.9) is None
    assert caller.waits(0.2) == ("1", By.KEYS)


def test_another_key_is_one_at_once() -> None:
    caller = Caller(max_keys=1, longer={"1": 3})
    caller.presses("2")
    assert caller.waits(0.1) == ("2", By.KEYS)


def test_words_and_keys_are_one_answer(caller: Caller) -> None:
    caller.says("один два три", 1.5)
    for key in "45678#":
        caller.waits(0.5)
        caller.presses(key)
    assert caller.waits(0.1) == ("один два три 4 5 6 7 8", By.SPEECH)


def test_words_behind_keys_are_one_answer(caller: Caller) -> None:
    caller.presses("1")
    caller.presses("2")
    caller.says("три", 0.35)
    assert caller.waits(0.4) == ("1 2 три", By.SPEECH)


def test_a_noise_that_stopped_the_prompt_was_a_false_alarm() -> None:
    caller = Caller()
    caller.waits(0.3, speaking=True)
    caller.listening.interrupt(caller.now)
    caller.waits(0.9)
    assert not caller.listening.false_alarm(caller.line())
    caller.waits(0.2)
    assert caller.listening.false_alarm(caller.line())


def test_so_was_a_cough_that_is_no_word() -> None:
    caller = Caller()
    caller.says("[unk]", 1.5)
    caller.waits(1.1)
    assert caller.listening.false_alarm(caller.line())
    caller.listening.prompt_restarts()
    assert caller.listening.said == "" and not caller.listening.false_alarm(caller.line())


def test_words_are_no_false_alarm() -> None:
    caller = Caller()
    caller.says("да [unk]", 1.5)
    caller.waits(1.1)
    assert not caller.listening.false_alarm(caller.line())


@pytest.mark.parametrize(("spoken", "answer"), [(0.3, None), (0.5, ("[unk]", By.SPEECH))])
def test_what_is_said_and_not_understood(
    caller: Caller, spoken: float, answer: tuple[str, By] | None
) -> None:
    """A whole sentence is asked again at once; a click is not."""
    for quiet, expected in ((1.4, None), (1.6, answer)):
        caller.now += 0.1
        line = Line(caller.now, quiet, False, spoken)
        assert caller.listening.answer(line) == expected


def test_while_the_prompt_plays_it_may_be_nothing() -> None:
    line = Line(100.0, 1.6, False, 0.5)
    assert Caller().listening.answer(line) is None
