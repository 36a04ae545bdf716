"""The question an utterance answers, as a column of a table of utterances names it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from config.utility import Language
from ivr.dialogues.hotline import MENU
from ivr.engine.channel import By, Finished, Grammar, Heard
from ivr.grammars.choices import YesNo
from ivr.grammars.commands import command_in
from ivr.grammars.numbers import Digits, Register
from ivr.grammars.spoken.words import words_of

USUAL_REGISTER = "reading:5.3"
NAMES = "yes_no, menu, account:8, digits:8, reading:5.3, address or free"

# Forms that sound alike on a telephone, and no answer depends on which of them was written.
STRESSED_STEMS = (
    "перв", "четверт", "пят", "девят", "десят", "двадцат", "тридцат", "пятидесят", "шестидесят",
    "семидесят", "восьмидесят",
)  # fmt: skip
ALIKE = {"нуль": "ноль", "показания": "показание", "начисления": "начисление", "третье": "третья"}
ALIKE |= {f"{stem}ое": f"{stem}ая" for stem in STRESSED_STEMS}


def plain_words(text: str) -> list[str]:
    """Words as they are compared: е for ё, forms that sound alike as one, [unk] as `unk`."""
    return [ALIKE.get(word, word) for word in words_of(text)]


@dataclass(frozen=True)
class Free:
    """No question of the hotline: the value is the words, out of a vocabulary."""

    vocabulary: tuple[str, ...]
    max_keys: int = 0

    def parse(self, heard: Heard, language: Language) -> str | None:
        return " ".join(word for word in plain_words(heard.text) if word != "unk") or None

    def phrases(self, language: Language) -> Sequence[str]:
        return self.vocabulary

    def finished(self, said: str, language: Language) -> Finished:
        return Finished.MAYBE


def grammar_named(name: str, vocabulary: Sequence[str]) -> Grammar[object]:
    """The grammar of a question. Raises ValueError with one sentence for an unknown name."""
    if name in ("free", "address"):
        return Free(tuple(vocabulary))
    if name in ("yes_no", "menu"):
        return YesNo() if name == "yes_no" else MENU
    if matched := re.fullmatch(r"(account|digits):([1-9][0-9]?)", name):
        return Digits(int(matched[2]), int(matched[2]))
    if matched := re.fullmatch(r"reading:([1-9])\.([0-9])", name):
        return Register(int(matched[1]), int(matched[2]))
    raise ValueError(f"there is no question {name!r}, only {NAMES}")


def question_for(transcript: str, language: Language) -> str:
    """Where a table names no question: the first that the words are an answer to.

    Single digits only are an account number of that length, else yes or no, a reading, or free.
    """
    words = words_of(transcript)
    count = len(words)
    spoken = Heard(transcript, By.SPEECH)
    if count > 1 and Digits(count, count).parse(spoken, language):
        return f"digits:{count}"
    for name in ("yes_no", USUAL_REGISTER):
        if grammar_named(name, ()).parse(spoken, language) is not None:
            return name
    return "free"


def meaning(text: str, grammar: Grammar[object], language: Language) -> object:
    """What a call makes of the words: a value, a command, or None: asked again."""
    heard = Heard(text, By.SPEECH)
    value = grammar.parse(heard, language)
    if value is not None or isinstance(grammar, Free):
        return value
    return command_in(heard, language, of_one_key=grammar.max_keys == 1)
