"""How a question is put: the attributes of `<Gather>`, from the grammar of its answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from config.utility import Language
from ivr.channels.twilio.languages import HEARD
from ivr.engine.channel import LONGER_PAUSE, By, Grammar, Heard, Suspended, longer_answers

PATIENCE = 6  # seconds of silence that are no answer
BETWEEN = 3  # seconds from one key to the next, where `#` is heard as a key
PAUSE = 2  # seconds that end a spoken answer, where Twilio may not end it by its own judgement
MOST_HINTS, LONGEST_HINT = 500, 100  # phrases of one <Gather>, characters of a phrase
HINTS = 4000  # characters of them all: an answer may have 64 KB in bytes

Attributes = Mapping[str, str | int]
Vocabulary = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Questions:
    """How questions are put in one utility."""

    hears: frozenset[Language]  # in which callers may speak
    vocabulary: Vocabulary  # the phrases of a name such as `@streets`
    _named: dict[str, Sequence[str]] = field(default_factory=dict)

    def attributes(self, asked: Suspended) -> Sequence[Attributes]:
        """Of a `<Gather>`, and of those that follow without a word if nothing was said or pressed.

        Several, where the pause between keys must be shorter than the wait for the first.
        """
        language = cast(Language, asked.prompts[0].language)  # options may be in others
        keys, between = _keys(asked.grammar, language)
        spoken = self._speech(asked.grammar, language) if language in self.hears else {}
        return [keys | {"timeout": between} | spoken] * max(1, PATIENCE // between)

    def _speech(self, grammar: Grammar[object], language: Language) -> dict[str, str | int]:
        """With a model Twilio takes no `auto`, and Google's for Kazakh takes no hints."""
        by = HEARD[language]
        asked: dict[str, str | int] = {
            "input": "dtmf speech",
            "language": by.tag,
            "profanity_filter": "false",
        }
        if by.model:
            return asked | {"speech_model": by.model, "speech_timeout": PAUSE}
        hints = self._hints(grammar.phrases(language))
        return asked | {"hints": hints, "speech_timeout": "auto"}

    def _hints(self, phrases: Sequence[str]) -> str:
        said = dict.fromkeys(one for phrase in phrases for one in self._phrases(phrase))
        hints, room = [], HINTS
        for phrase in [one for one in said if len(one) <= LONGEST_HINT][:MOST_HINTS]:
            room -= len(phrase) + 2
            if room >= 0:
                hints.append(phrase)
        return ", ".join(hints)

    def _phrases(self, phrase: str) -> Sequence[str]:
        if not phrase.startswith("@"):
            return [phrase]
        if phrase not in self._named:  # once: the same question is put with the same bytes
            self._named[phrase] = self.vocabulary(phrase)
        return self._named[phrase]


def _keys(grammar: Grammar[object], language: Language) -> tuple[dict[str, str | int], int]:
    """How keys are taken, and the seconds after which an entry is over.

    `#` ends an entry, but Twilio takes it for nothing where no digit precedes it: where it can be
    pressed alone it is a key like others, and the pause ends the entry.
    """
    most = max([grammar.max_keys, *longer_answers(grammar).values()])
    if most > grammar.max_keys:
        return {"num_digits": most, "finish_on_key": ""}, int(LONGER_PAUSE)
    if most == 1:
        return {"num_digits": 1, "finish_on_key": ""}, PATIENCE
    if grammar.parse(Heard("#", By.KEYS), language) is not None:
        return {"num_digits": most + 1, "finish_on_key": ""}, BETWEEN
    return {"num_digits": most, "finish_on_key": "#"}, PATIENCE
