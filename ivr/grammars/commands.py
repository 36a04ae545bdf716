"""What a caller may say at any question: danger, an operator, the question once more."""

from collections.abc import Sequence
from enum import Enum, auto

from config.utility import Language
from ivr.engine.channel import By, Heard
from ivr.grammars.spoken.languages import LEXICONS
from ivr.grammars.spoken.meanings import meaning_of_all, meaning_within, meanings_in
from ivr.grammars.spoken.words import words_of

OPERATOR_KEY = "0"  # where it is no answer
REPEAT_KEY = "*"


class Command(Enum):
    """Asked of the hotline itself."""

    EMERGENCY = auto()  # only said, and it goes before any answer (C12)
    OPERATOR = auto()
    REPEAT = auto()


# Of all languages at once: who is in danger does not choose one first.
DANGER = {
    phrase: danger
    for lexicon in LEXICONS.values()
    for danger, phrases in ((True, lexicon.emergency), (False, lexicon.no_emergency))
    for phrase in phrases
}
KEYS = {OPERATOR_KEY: Command.OPERATOR, REPEAT_KEY: Command.REPEAT}


def command_in(heard: Heard, language: Language, of_one_key: bool) -> Command | None:
    """The command in what was heard, if there is one; all but an emergency only if no answer is.

    Among other words a command still counts: a wrong one costs a question at most. "Ноль" is the
    operator's key only where an answer is `of_one_key`; elsewhere it may be a number cut short.
    """
    if heard.by is not By.SPEECH:
        return KEYS.get(heard.text)
    lexicon, words = LEXICONS[language], words_of(heard.text)
    if in_danger(words):
        return Command.EMERGENCY
    keyed = meaning_of_all(words, lexicon.keys, lexicon.hesitations)
    if of_one_key and keyed in KEYS:
        return KEYS[keyed]
    said = {
        **dict.fromkeys(lexicon.operator, Command.OPERATOR),
        **dict.fromkeys(lexicon.repeat, Command.REPEAT),
    }
    return meaning_within(words, said, lexicon.negations)


def in_danger(words: Sequence[str]) -> bool:
    """Whether a word of danger is among these, in any language; "не авария" is none."""
    return True in meanings_in(words, DANGER)


def command_phrases(language: Language) -> Sequence[str]:
    """What a recogniser must listen for at every question."""
    return LEXICONS[language].commands
