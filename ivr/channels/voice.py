"""A caller who may press or say: questions go through the media server, else to the keypad."""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import cast

from asterisk.agi import AGIResultHangup

from config.utility import Language
from ivr.channels.agi import Agi
from ivr.channels.asterisk import AsteriskChannel, Sounds, leaving
from ivr.engine.channel import By, Grammar, Heard, longer_answers
from ivr.engine.prompt import Prompt
from ivr.speech.client import MediaClient, MediaGone, Question
from ivr.speech.pauses import pause_after
from ivr.speech.wire import Ask

log = logging.getLogger(__name__)

# For the bench of speech: moments of the monotonic clock, no words.
TIMES = "asked %.4f last heard %.4f taken %.4f recognising %.4f returned %.4f"

Vocabulary = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Speech:
    """What a server of calls needs so that its callers may speak."""

    media: MediaClient
    carrier: Callable[[str], str]  # for an Asterisk's version; see ivr/speech/carriers.py
    hears: Collection[Language]
    sounds: Sounds  # in the wording for who may press or say
    vocabulary: Vocabulary  # the phrases of a name such as `@streets`


class VoiceChannel:
    """One call on an Asterisk whose audio the media server can have."""

    def __init__(self, agi: Agi, keypad: AsteriskChannel, speech: Speech) -> None:
        self._agi = agi
        self._keypad = keypad
        self._speech = speech
        self._carrier = speech.carrier(agi.env.get("version", ""))

    def play(self, prompts: Sequence[Prompt]) -> None:
        """Say it all, not to be interrupted. Raises Hangup."""
        self._keypad.play(prompts)

    def record(self) -> None:
        """Keep what is said from now on (P1). Raises Hangup."""
        self._keypad.record()

    def listen(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> Heard:
        """Say the prompts until the caller speaks or presses, then hear the answer.

        Without a media server, or in a language it does not hear, by keypad alone. Raises Hangup.
        """
        language = cast(Language, prompts[0].language)  # options may be in others
        if language not in self._speech.hears:
            return self._keypad.listen(prompts, grammar)
        self._keypad.show_life()
        try:
            return self._ask(prompts, grammar, language)
        except MediaGone as gone:
            log.warning("no speech at this question: %s", gone)
            return self._keypad.listen(prompts, grammar)

    def _ask(
        self, prompts: Sequence[Prompt], grammar: Grammar[object], language: Language
    ) -> Heard:
        names = [name for prompt in prompts for name in self._speech.sounds(prompt)]
        phrases = self._phrases(grammar, language)
        ask = Ask(names, language, phrases, grammar.max_keys, longer_answers(grammar))
        with self._speech.media.asking(ask) as question:
            return self._heard(question, lambda said: pause_after(grammar, said, language))

    def _phrases(self, grammar: Grammar[object], language: Language) -> list[str]:
        phrases: list[str] = []
        for phrase in grammar.phrases(language):
            named = phrase.startswith("@")
            phrases += self._speech.vocabulary(phrase) if named else [phrase]
        return phrases

    def _heard(self, question: Question, pause_after: Callable[[str], float]) -> Heard:
        """Have Asterisk bring the audio, and wait for both sides to be done with it."""
        asked = monotonic()
        with leaving():
            self._agi.send_command(f"EXEC {self._carrier}".format(turn=question.turn))
        try:
            answer = question.answer(pause_after)
        finally:
            self._audio_returned()
        log.debug(TIMES, asked, answer.last_heard, answer.taken, answer.recognising, monotonic())
        return Heard(answer.text, By(answer.by))

    def _audio_returned(self) -> None:
        """Asterisk is done with the media server. -1 is a hang-up, or nobody to connect to."""
        with leaving():
            try:
                self._agi.get_result()
            except AGIResultHangup:
                self._agi.command("CHANNEL STATUS")
