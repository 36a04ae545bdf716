"""A simulated caller: means one account and its readings, speaks, is misheard, answers truthfully.

He goes by the names of the prompts alone, as a caller goes by their words. Asked what is
none of his matter (an address, a call back), he wants an operator.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from ivr.engine.channel import By, Grammar, Hangup, Heard
from ivr.engine.prompt import Prompt
from ivr.speech.evaluate.confusions import Corruption
from ivr.speech.evaluate.sayings import (
    NO,
    OPERATOR,
    READINGS,
    YES,
    account_in,
    one_by_one,
    reading_in,
    slowly,
)
from ivr.speech.evaluate.town import BEHIND, TODAY, WHEELS, Gauge, Household
from models.records import Metering
from models.rules.readings import Verdict, check_reading, usual_use

DIGIT_BY_DIGIT = {"say_digits"}
ON_THE_KEYS = {"use_keys", "nothing_heard_again"}
SKIP = "дальше"
USUAL_MULTIPLE = 3.0
KINDS = {"account": "digits", "reading": "reading", "yes_no": "yes_no", "menu": "menu"}
QUESTIONS = {
    "main_menu": "menu",
    "closed_menu": "menu",
    "ask_account": "account",
    "ask_account_or_address": "account",
    "ask_reading": "reading",
    "ask_reading_or_skip": "reading",
    "account_read_back": "yes_no",
    "read_back": "yes_no",
    "read_back_digits": "yes_no",
    "confirm_high_use": "yes_no",
}


@dataclass(frozen=True)
class Habits:
    """How often, of all answers, a caller does what makes things harder."""

    silent: float = 0.02
    corrects_himself: float = 0.02
    inattentive: float = 0.0  # says yes to a value read back without having listened


@dataclass
class SimulatedCaller:
    """A channel with a caller at its end; `hears` is the recogniser's error for each kind."""

    household: Household
    hears: Mapping[str, Corruption]
    chance: Random
    habits: Habits
    questions: int = 0
    keyed: int = 0  # answers given on the keys
    _places: list[str] = field(default_factory=list)

    def play(self, prompts: Sequence[Prompt]) -> None:
        """He listens."""

    def record(self) -> None:
        """Nothing is: there is no sound."""

    def listen(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> Heard:
        asked = next((one for one in reversed(prompts) if one.key in QUESTIONS), None)
        if asked is None:
            return Heard(OPERATOR, By.SPEECH)
        self.questions += 1
        kind = QUESTIONS[asked.key]
        told = {one.key for one in prompts}
        if kind == "menu" and self._places:
            raise Hangup  # his errand is done
        if self.chance.random() < self.habits.silent:
            return Heard("", By.SILENCE)
        if told & ON_THE_KEYS:
            self.keyed += 1
            return Heard(self._keys(kind, asked), By.KEYS)
        words = self._words(kind, asked, bool(told & DIGIT_BY_DIGIT)).split()
        heard = " ".join(self.hears[KINDS[kind]].of(words, self.chance))
        return Heard(heard, By.SPEECH) if heard else Heard("", By.SILENCE)

    def _words(self, kind: str, asked: Prompt, digit_by_digit: bool) -> str:
        if kind == "menu":
            return self.chance.choice(READINGS)
        if kind == "yes_no":
            return self.chance.choice(YES if self._agrees(asked) else NO)
        said = self._number(kind, asked, digit_by_digit)
        if self.chance.random() < self.habits.corrects_himself:
            other = self._number(kind, asked, digit_by_digit).split()
            other[-1] = self.chance.choice(("пять", "сорок", "восемь"))
            return " ".join([*other, "нет", said])
        return said

    def _number(self, kind: str, asked: Prompt, digit_by_digit: bool) -> str:
        if kind == "account":
            number = self.household.number
            return one_by_one(number) if digit_by_digit else account_in(number, self.chance)
        gauge = self._asked_for(asked)
        if gauge is None:
            return SKIP
        if digit_by_digit:
            return slowly(gauge.shows, WHEELS, BEHIND, self.chance)
        return reading_in(gauge.shows, WHEELS, BEHIND, self.chance)

    def _keys(self, kind: str, asked: Prompt) -> str:
        if kind == "menu":
            return "1"
        if kind == "yes_no":
            return "1" if self._agrees(asked) else "2"
        if kind == "account":
            return self.household.number
        gauge = self._asked_for(asked)
        return f"{gauge.shows:f}".replace(".", "*") if gauge else "#"

    def _agrees(self, asked: Prompt) -> bool:
        if asked.key == "confirm_high_use":
            return self._uses_much()
        if self.chance.random() < self.habits.inattentive:
            return True
        if asked.key == "account_read_back":
            return asked.values["number"] == self.household.number
        gauge = self._current()
        return gauge is not None and asked.values["value"] == gauge.shows

    def _uses_much(self) -> bool:
        """Whoever knows of no great use says no."""
        gauge = self._current()
        if gauge is None:
            return False
        known = Metering(gauge.history[-1], usual_use(gauge.meter, gauge.history))
        verdict = check_reading(gauge.meter, known, gauge.shows, TODAY, USUAL_MULTIPLE)
        return verdict is Verdict.UNUSUALLY_HIGH

    def _asked_for(self, asked: Prompt) -> Gauge | None:
        """His meters in their order, whatever they are called: he does not listen closely."""
        meter = asked.values["meter"]
        place = str(meter["place"] if isinstance(meter, Mapping) else meter)
        if place not in self._places:
            self._places.append(place)
        return self._current()

    def _current(self) -> Gauge | None:
        gauges = self.household.gauges
        return gauges[len(self._places) - 1] if 0 < len(self._places) <= len(gauges) else None
