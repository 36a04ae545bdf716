"""What a caller may ask for at any question: an operator, or the question once more."""

from collections.abc import Sequence
from enum import Enum, auto

from config.utility import Language
from ivr.engine.channel import By, Heard
from ivr.grammars.spoken.languages import LEXICONS
from ivr.grammars.spoken.meanings import meaning_of_all, meaning_within
from ivr.grammars.spoken.words import words_of

OPERATOR_KEY = "0"  # where it is no answer
REPEAT_KEY = "*"


class Command(Enum):
    """Asked of the hotline itself."""

    OPERATOR = auto()
    REPEAT = auto()


KEYS = {OPERATOR_KEY: Command.OPERATOR, REPEAT_KEY: Command.REPEAT}


def command_in(heard: Heard, language: Language, of_one_key: bool) -> Command | None:
    """The command in what was no answer, if there is one.

    Among other words a command still counts: a wrong one costs a question at most. "Ноль" is the
    operator's key only where an answer is `of_one_key`; elsewhere it may be a number cut short.
    """
    if heard.by is not By.SPEECH:
        return KEYS.get(heard.text)
    lexicon, words = LEXICONS[language], words_of(heard.text)
    keyed = meaning_of_all(words, lexicon.keys, lexicon.hesitations)
    if of_one_key and keyed in KEYS:
        return KEYS[keyed]
    said = {
        **dict.fromkeys(lexicon.operator, Command.OPERATOR),
        **dict.fromkeys(lexicon.repeat, Command.REPEAT),
    }
    return meaning_within(words, said, lexicon.negations)


def command_phrases(language: Language) -> Sequence[str]:
    """What a recogniser must listen for at every question."""
    return LEXICONS[language].commands
