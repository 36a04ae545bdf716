"""Whether a model has the words that the questions of the hotline listen for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from config.utility import Language, Utility
from ivr.dialogues.callback import LONGEST, SHORTEST
from ivr.dialogues.hotline import MENU
from ivr.engine.channel import Grammar
from ivr.grammars.choices import YesNo
from ivr.grammars.numbers import Digits, Register
from ivr.grammars.spoken.languages import LEXICONS
from ivr.speech.recogniser import SpeechModel, understood

WHEELS, DECIMALS = 5, 3  # of the commonest register


@dataclass(frozen=True)
class Checked:
    """One question: how many phrases a caller may say, and those that the model cannot hear."""

    question: str
    phrases: int
    lacking: Sequence[str]
    usable: bool  # numbers can be said, and yes and no


def questions(utility: Utility) -> Mapping[str, Grammar[object]]:
    """What callers are asked, each kind once."""
    digits = utility.accounts.digits
    return {
        "yes or no": YesNo(),
        "menu": MENU,
        "account number": Digits(digits, digits),
        "telephone number": Digits(SHORTEST, LONGEST),
        "reading": Register(WHEELS, DECIMALS, may_skip=True),
    }


def check(model: SpeechModel, utility: Utility, language: Language) -> Iterator[Checked]:
    """Each question, as the model would hear its answers."""
    lexicon = LEXICONS[language]
    numbers = set(lexicon.dictated)
    for question, grammar in questions(utility).items():
        phrases = grammar.phrases(language)
        known, lacking = understood(model, phrases)
        yield Checked(question, len(phrases), lacking, bool(known) and not numbers & set(lacking))
