"""Yes or no, and one of a short menu."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from config.utility import Language
from ivr.engine.channel import By, Finished, Grammar, Heard
from ivr.grammars.commands import KEYS, command_phrases
from ivr.grammars.spoken.languages import LANGUAGE_NAMES, LEXICONS
from ivr.grammars.spoken.meanings import meaning_of_all, meaning_within
from ivr.grammars.spoken.words import words_of

YES, NO = "1", "2"
OPERATOR_FREE = "D"  # pressed in a caller's stead; no telephone that callers have has this key


@dataclass(frozen=True)
class YesNo:
    """1 for yes, 2 for no; or what people say, if all of it says the same."""

    max_keys: int = 1

    def parse(self, heard: Heard, language: Language) -> bool | None:
        if heard.by is not By.SPEECH:
            return {YES: True, NO: False}.get(heard.text)
        hesitations = LEXICONS[language].hesitations
        return meaning_of_all(words_of(heard.text), self._meanings(language), hesitations)

    def phrases(self, language: Language) -> Sequence[str]:
        return [*LEXICONS[language].agreement, *command_phrases(language)]

    def finished(self, said: str, language: Language) -> Finished:
        return when_understood(self, said, language)

    def _meanings(self, language: Language) -> dict[str, bool]:
        lexicon = LEXICONS[language]
        keys = {word: key == YES for word, key in lexicon.keys.items() if key in (YES, NO)}
        return keys | dict.fromkeys(lexicon.yes, True) | dict.fromkeys(lexicon.no, False)


@dataclass(frozen=True)
class Somebody(YesNo):
    """Whether a person is there. A machine says nothing, or much: of all words only yes counts.

    Whoever presses a key is one, whichever key it is; those that are no answer are asked again.
    """

    def parse(self, heard: Heard, language: Language) -> bool | None:
        agreed = super().parse(heard, language)
        return agreed if heard.by is By.KEYS else agreed is True

    def finished(self, said: str, language: Language) -> Finished:
        return when_understood(YesNo(), said, language)


@dataclass(frozen=True)
class OneOf:
    """A place in a menu of `count` (at most 9) entries, from 0; keyed from 1.

    It is said by its number, and by key words if the entries have `names`: those of a lexicon's
    `entries`, or languages.
    """

    count: int
    names: tuple[str, ...] = ()
    max_keys: int = 1

    def parse(self, heard: Heard, language: Language) -> int | None:
        if heard.by is not By.SPEECH:
            keys = [str(key) for key in range(1, self.count + 1)]
            return keys.index(heard.text) if heard.text in keys else None
        lexicon, words = LEXICONS[language], words_of(heard.text)
        named, numbered = self._named(language), self._numbered(language)
        alone = meaning_of_all(words, {**numbered, **named}, lexicon.hesitations)
        if alone is not None:
            return alone
        within = meaning_within(words, named, lexicon.negations)
        agreed = meaning_within(words, {**numbered, **named}, lexicon.negations)
        return within if within == agreed else None

    def phrases(self, language: Language) -> Sequence[str]:
        both = {**self._numbered(language), **self._named(language)}
        seldom = {one for lexicon in LEXICONS.values() for one in lexicon.seldom}
        return [*(one for one in both if one not in seldom), *command_phrases(language)]

    def finished(self, said: str, language: Language) -> Finished:
        return when_understood(self, said, language)

    def _numbered(self, language: Language) -> dict[str, int]:
        """Languages are chosen in any of them: who wants Kazakh says "екі"."""
        spoken = {language, *(one for one in LEXICONS if one in self.names)}
        return {
            word: int(key) - 1
            for one in LEXICONS
            if one in spoken
            for word, key in LEXICONS[one].keys.items()
            if 1 <= int(key) <= self.count
        }

    def _named(self, language: Language) -> dict[str, int]:
        words: Mapping[str, Sequence[str]] = {**LANGUAGE_NAMES, **LEXICONS[language].entries}
        return {word: place for place, name in enumerate(self.names) for word in words[name]}


T = TypeVar("T")


@dataclass(frozen=True)
class SilenceMeans(Generic[T]):
    """Another grammar, where saying nothing is an answer too."""

    other: Grammar[T]
    answer: T

    @property
    def max_keys(self) -> int:
        return self.other.max_keys

    def parse(self, heard: Heard, language: Language) -> T | None:
        return self.answer if heard.by is By.SILENCE else self.other.parse(heard, language)

    def phrases(self, language: Language) -> Sequence[str]:
        return self.other.phrases(language)

    def finished(self, said: str, language: Language) -> Finished:
        return self.other.finished(said, language)


@dataclass(frozen=True)
class WhileWaiting(SilenceMeans[T]):
    """Asked of who waits for an operator: that one is free now is an answer, too."""

    def parse(self, heard: Heard, language: Language) -> T | None:
        is_free = heard == Heard(OPERATOR_FREE, By.KEYS)
        return self.answer if is_free else super().parse(heard, language)


@dataclass(frozen=True)
class OrExtension(Generic[T]):
    """Another grammar of one key, where a caller who knows an extension may key it instead (C6).

    What the other takes for an answer or a command is one at once, if no extension begins so. Any
    other key begins a number, which is heard to its end though nobody may have it.
    """

    other: Grammar[T]
    extensions: tuple[str, ...]
    max_keys: int = 1

    @property
    def longer(self) -> Mapping[str, int]:
        most = {key: max(map(len, self._meant(key)), default=1) for key in "0123456789"}
        return {key: keys for key, keys in most.items() if keys > self.max_keys}

    def _meant(self, key: str) -> Sequence[str]:
        """The extensions that somebody may mean who begins with this key."""
        known = [number for number in self.extensions if number.startswith(key)]
        alone = key in KEYS or self.other.parse(Heard(key, By.KEYS), "ru") is not None
        return known if known or alone else self.extensions

    def parse(self, heard: Heard, language: Language) -> T | str | None:
        """An extension is a `str`."""
        answer = self.other.parse(heard, language)
        keyed = heard.by is By.KEYS and heard.text in self.extensions
        return heard.text if answer is None and keyed else answer

    def phrases(self, language: Language) -> Sequence[str]:
        return self.other.phrases(language)

    def finished(self, said: str, language: Language) -> Finished:
        return self.other.finished(said, language)


def when_understood(grammar: Grammar[object], said: str, language: Language) -> Finished:
    """Of a choice: once it is made, nothing follows."""
    made = grammar.parse(Heard(said, By.SPEECH), language) is not None
    return Finished.YES if made else Finished.NO
