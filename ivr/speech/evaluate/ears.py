"""What listens in an evaluation: the listening of a call, as fast as it computes."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from config.utility import Language
from ivr.engine.channel import Grammar
from ivr.speech.activity import FRAME
from ivr.speech.lines import Key
from ivr.speech.listening import Listening
from ivr.speech.pauses import pause_after
from ivr.speech.recogniser import SpeechModel, understood
from ivr.speech.turn import Turn
from ivr.speech.wire import SoFar


@dataclass(frozen=True)
class Answered:
    """What was taken for the answer to a question."""

    text: str
    finished_after: float  # seconds of audio from its beginning until the answer was taken
    seconds: float  # of processor time


class Ears(Protocol):
    """Listens to one utterance as a call would."""

    def answer(self, samples: bytes, grammar: Grammar[object], language: Language) -> Answered: ...


@dataclass(frozen=True)
class AsInACall:
    """A turn of the media server without its prompt, on a line of which only the audio is real."""

    model: SpeechModel

    def answer(self, samples: bytes, grammar: Grammar[object], language: Language) -> Answered:
        return asyncio.run(self._answer(samples, grammar, language))

    async def _answer(
        self, samples: bytes, grammar: Grammar[object], language: Language
    ) -> Answered:
        began = time.process_time()
        known, _ = understood(self.model, grammar.phrases(language))
        with ThreadPoolExecutor(1) as worker:
            listening = Listening(grammar.max_keys)
            turn = Turn(b"", self.model.recogniser(known), listening, worker)

            async def tell(news: SoFar) -> None:
                turn.listening.allow(news.said, pause_after(grammar, news.said, language))

            answer = await turn.run(Recorded(samples), tell)
        return Answered(answer.text, turn.now, time.process_time() - began)


class Recorded:
    """A caller of whom there is only a recording: behind its end there is silence."""

    ahead = 1.0
    needs_silence = False

    def __init__(self, samples: bytes) -> None:
        self._frames = _frames(samples)

    async def receive(self) -> bytes | Key:
        await asyncio.sleep(0)  # the turn's other tasks
        return next(self._frames, bytes(FRAME))

    async def play(self, samples: bytes) -> None:
        """Nobody hears it."""

    async def hush(self) -> None:
        """Nobody heard it."""

    async def close(self) -> None:
        """There is nobody to give back."""


def _frames(samples: bytes) -> Iterator[bytes]:
    for at in range(0, len(samples), FRAME):
        yield samples[at : at + FRAME].ljust(FRAME, b"\0")
