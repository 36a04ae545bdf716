"""What keeps a wrong reading from being written: simulated calls with all gates, and without some.

The dialogue, the engine, the grammars and the rules are those of real calls; the caller, his
household and what is misheard are simulated. A gate is taken away from outside: what it would have
refused is answered in the caller's place, or the office knows less.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from random import Random

import msgspec

from config.utility import AccountNumbers, Utility
from ivr.dialogues.hotline import hotline
from ivr.engine.call import Call
from ivr.engine.channel import By, Channel, Grammar, Heard
from ivr.engine.journal import Journal
from ivr.engine.outcomes import Fault, Transfer
from ivr.engine.prompt import Prompt
from ivr.speech.evaluate.callers import Habits, SimulatedCaller
from ivr.speech.evaluate.confusions import Confusions, Corruption
from ivr.speech.evaluate.ledger import Ledger, Page
from ivr.speech.evaluate.naive import fitted, guessed
from ivr.speech.evaluate.town import HOUSEHOLDS, TODAY, Household, Town, household

Measured = Mapping[str, Mapping[str, Confusions]]  # of a condition: voice -> kind -> counts
BEGAN = datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=UTC)
READ_BACKS = ("read_back", "read_back_digits", "read_back_heat", "account_read_back")
NEEDED = {"digits", "reading", "yes_no"}
FEWEST = 50  # words said of each kind, for rates to mean anything
CAREFUL = Habits()


class Gate(StrEnum):
    """One thing that a wrong reading has to pass."""

    ONE_VALUE = "words with one value only"
    LENGTH = "length of numbers and registers"
    CHECK_DIGIT = "check digit"
    EXISTENCE = "existence of the account"
    PLAUSIBILITY = "plausibility"
    READ_BACK = "read-back"


@dataclass
class Tally:
    """What became of readings that callers meant to give."""

    readings: int = 0
    right: int = 0
    wrong_value: int = 0  # of the caller's own meter
    wrong_account: int = 0
    operator: int = 0
    keyed: int = 0  # right, with an answer on the keys in that call
    questions: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        return self.wrong_value + self.wrong_account

    @property
    def upper_bound(self) -> float:
        """Of the share of wrong readings, with 95 % confidence (Wilson; none: rule of three)."""
        if not self.wrong:
            return 3 / max(1, self.readings)
        z, n = 1.645, self.readings
        share = self.wrong / n
        middle = share + z * z / 2 / n
        spread: float = z * ((share * (1 - share) + z * z / 4 / n) / n) ** 0.5
        return (middle + spread) / (1 + z * z / n)


@dataclass
class Without:
    """A channel on which some gates are open."""

    channel: Channel
    gates: frozenset[Gate]

    def play(self, prompts: Sequence[Prompt]) -> None:
        self.channel.play(prompts)

    def record(self) -> None:
        """Nothing is: there is no sound."""

    def listen(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> Heard:
        asked = {one.key for one in prompts}
        if Gate.READ_BACK in self.gates and asked & {*READ_BACKS}:
            return Heard("1", By.KEYS)
        heard = self.channel.listen(prompts, grammar)
        if heard.by is not By.SPEECH or grammar.parse(heard, "ru") is not None:
            return heard
        if Gate.LENGTH in self.gates:
            heard = fitted(heard, grammar)
        if Gate.ONE_VALUE in self.gates and heard.by is By.SPEECH:
            heard = guessed(heard, grammar)
            if Gate.LENGTH in self.gates:
                heard = fitted(heard, grammar)
        return heard


@dataclass(frozen=True)
class Simulation:
    """Calls of one condition. `measured` must be `enough`."""

    measured: Measured
    utility: Utility
    habits: Habits = CAREFUL
    without: frozenset[Gate] = frozenset()
    seed: int = 1

    def run(self, readings: int) -> Tally:
        """Calls until so many readings were meant to be given."""
        town = Town(checked=Gate.CHECK_DIGIT not in self.without)
        rule = AccountNumbers(8, "luhn" if town.checked else "")
        utility = msgspec.structs.replace(self.utility, accounts=rule, operators=True)
        voices = [corruptions(self.measured, voice) for voice in sorted(self.measured)]
        tally = Tally()
        call = 0
        while tally.readings < readings:
            call += 1
            chance = Random(f"{self.seed} {call}")
            place = chance.randrange(HOUSEHOLDS)
            caller = SimulatedCaller(
                household(town.number(place), place), chance.choice(voices), chance, self.habits
            )
            self._hold(caller, town, utility, tally)
        return tally

    def _hold(self, caller: SimulatedCaller, town: Town, utility: Utility, tally: Tally) -> None:
        ledger = Ledger(town, Gate.EXISTENCE in self.without, Gate.PLAUSIBILITY not in self.without)
        channel = Without(caller, self.without) if self.without else caller
        call = Call(channel, lambda: Page(ledger), Journal(), utility, BEGAN)
        outcome = call.run(hotline)
        if isinstance(outcome, Fault):
            raise RuntimeError("a simulated call failed; the log says why")
        _count(tally, caller, ledger, isinstance(outcome, Transfer))


def _count(tally: Tally, caller: SimulatedCaller, ledger: Ledger, transferred: bool) -> None:
    meant = caller.household
    shown = {gauge.meter.place: gauge.shows for gauge in meant.gauges}
    tally.readings += len(shown)
    tally.questions += caller.questions
    right = 0
    for number, place, value in ledger.saved:
        if number != meant.number:
            tally.wrong_account += 1
        elif shown.get(place) != value:
            tally.wrong_value += 1
        else:
            right += 1
            continue
        tally.examples.append(_example(meant, number, place, f"{value}"))
    tally.right += right
    tally.keyed += right if caller.keyed else 0
    tally.operator += len(shown) - len(ledger.saved) if transferred else 0


def _example(meant: Household, number: str, place: str, value: str) -> str:
    shows = {gauge.meter.place: str(gauge.shows) for gauge in meant.gauges}
    return f"{meant.number} {shows} written as {number} {place} {value}"


def enough(measured: Measured) -> bool:
    """Whether a condition's measurements are worth a simulation: words of each kind of answer."""
    words = dict.fromkeys(NEEDED, 0)
    for kinds in measured.values():
        for kind in NEEDED & kinds.keys():
            words[kind] += kinds[kind].words
    return min(words.values()) >= FEWEST


def corruptions(measured: Measured, voice: str) -> dict[str, Corruption]:
    """What is misheard of a voice; a kind of question it did not answer, as of all voices."""
    together: dict[str, Confusions] = {}
    for kinds in measured.values():
        for kind, counted in kinds.items():
            together[kind] = together[kind].joined(counted) if kind in together else counted
    together.setdefault("menu", together["yes_no"])
    return {kind: Corruption(measured[voice].get(kind) or all_) for kind, all_ in together.items()}
