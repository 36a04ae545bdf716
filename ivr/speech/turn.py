"""One question: its prompt is played and the answer heard."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from uuid import uuid4

from ivr.engine.channel import By
from ivr.speech.activity import FRAME, FRAME_SECONDS, Activity
from ivr.speech.lines import CallerLine, Key, LineGone
from ivr.speech.listening import SETTLE, Line, Listening
from ivr.speech.prompt import Playing
from ivr.speech.recogniser import UNKNOWN, Recogniser
from ivr.speech.wire import Answer, SoFar

log = logging.getLogger(__name__)

CHUNK = 10 * FRAME  # bytes that the recogniser takes at once: 200 ms
TAIL = round(SETTLE * 50) * FRAME  # bytes of the pause that are heard again with what follows it
LATE = 0.5  # seconds for which audio is thought late; a silence would cut a word in two
NO_AUDIO = 0.06  # seconds at a time by which the line's clock goes on without it then
RESTARTS = 1  # of a prompt that a noise has stopped

Tell = Callable[[SoFar], Awaitable[None]]


class Turn:
    """Runs in the loop; what computes is sent to `workers`.

    Its time is the line's own: a loop that comes late shortens nobody's answer.
    """

    def __init__(
        self, samples: bytes, recogniser: Recogniser, listening: Listening, workers: Executor
    ) -> None:
        self.id = str(uuid4())
        self.line: asyncio.Future[CallerLine] = asyncio.get_running_loop().create_future()
        self.listening = listening
        self._samples = samples
        self._recogniser = recogniser
        self._workers = workers
        self._loop = asyncio.get_running_loop()
        self._activity = Activity()
        self._speaking = False
        self._tail = b""  # the last of what was heard
        self._unheard = b""  # for the recogniser, which takes CHUNK at once
        self._unsettled = False  # whether something was said since the recogniser settled
        self.now = 0.0  # seconds of the line: of its audio, and of the gaps in it
        self._patience = LATE
        self._last_heard = 0.0  # of the loop's clock
        self._recognising = 0.0
        self._restarts = 0

    async def run(self, line: CallerLine, tell: Tell) -> Answer:
        """Play and listen until there is an answer; silence is one. Raises LineGone."""
        self._last_heard = self._loop.time()
        try:
            async with asyncio.TaskGroup() as tasks:
                self._play(tasks, line)
                answer = await self._listen(tasks, line, tell)
                self._player.cancel()
        except* LineGone:
            raise LineGone from None
        return answer

    async def _listen(self, tasks: asyncio.TaskGroup, line: CallerLine, tell: Tell) -> Answer:
        while (answer := self.listening.answer(self._state())) is None:
            await self._take(line, tell)
            if self.listening.false_alarm(self._state()) and self._restarts < RESTARTS:
                self._restart(tasks, line)
        return self._answer(*answer)

    def _play(self, tasks: asyncio.TaskGroup, line: CallerLine) -> None:
        self._playing = Playing(line, self._samples)
        self._player = tasks.create_task(self._playing.run())

    def _restart(self, tasks: asyncio.TaskGroup, line: CallerLine) -> None:
        self._restarts += 1
        self._player.cancel()
        self.listening.prompt_restarts()
        self._activity.forget()
        self._play(tasks, line)

    async def _take(self, line: CallerLine, tell: Tell) -> None:
        """What comes next from the caller, if anything comes soon."""
        try:
            async with asyncio.timeout(self._patience):
                came = await line.receive()
            self._patience = LATE
        except TimeoutError:
            self._miss(self._patience)
            self._patience = NO_AUDIO
            came = b""
        if self._playing.over.is_set():
            self.listening.prompt_ended(self.now)
        if isinstance(came, Key):
            await self._press(came.key, tell)
        else:
            await self._hear(came, tell)

    async def _press(self, key: str, tell: Tell) -> None:
        await self._playing.hush()
        await self._settle(tell)
        self._last_heard = self._loop.time()
        self.listening.press(key, self.now)
        if not self.listening.by_keys:
            await tell(SoFar(self.listening.said))

    async def _hear(self, samples: bytes, tell: Tell) -> None:
        for at in range(0, len(samples) - FRAME + 1, FRAME):
            await self._notice(samples[at : at + FRAME])
        self._unheard += samples
        self._tail = (self._tail + samples)[-TAIL:]
        if len(self._unheard) >= CHUNK:
            await self._recognise(tell)
        if self._unsettled and self.listening.must_settle(self._state()):
            await self._settle(tell)

    async def _notice(self, frame: bytes) -> None:
        """Whether the caller speaks; the first to notice is the prompt, which stops."""
        self.now += FRAME_SECONDS
        self._speaking = self._activity.hear(frame)
        if self._activity.quiet == 0:
            self._last_heard = self._loop.time()
            self._unsettled = True
        if self._speaking:
            await self._interrupted()

    def _miss(self, seconds: float) -> None:
        """During a key, and on some lines during silence, no audio comes."""
        self.now += seconds
        self._speaking = False
        self._activity.miss(seconds)

    async def _interrupted(self) -> None:
        await self._playing.hush()
        self.listening.interrupt(self.now)

    async def _recognise(self, tell: Tell) -> None:
        """Words may be noticed where the loudness did not show that somebody speaks."""
        chunk, self._unheard = self._unheard, b""
        words = await self._work(lambda: self._recogniser.hear(chunk))
        self._unsettled = self._unsettled or bool(words)
        if self.listening.hear(words, self.now):
            if words.replace(UNKNOWN, "").strip():
                await self._interrupted()
            await tell(SoFar(self.listening.said))

    async def _settle(self, tell: Tell) -> None:
        """Have the recogniser make up its mind about what was said up to here.

        It begins anew with the pause: without it, a first short word is often lost in noise.
        """
        if not self._unsettled:
            return
        chunk, self._unsettled = self._unheard, False
        self._unheard = self._tail if self._activity.quiet >= SETTLE else b""
        words = await self._work(lambda: self._finish(chunk))
        if self.listening.settle(words, self.now):
            await tell(SoFar(self.listening.said))

    def _finish(self, last: bytes) -> str:
        self._recogniser.hear(last)
        return self._recogniser.finish()

    async def _work(self, job: Callable[[], str]) -> str:
        began = self._loop.time()
        done = await self._loop.run_in_executor(self._workers, job)
        self._recognising = self._loop.time() - began
        return done

    def _state(self) -> Line:
        return Line(self.now, self._activity.quiet, self._speaking, self._activity.spoken)

    def _answer(self, text: str, by: By) -> Answer:
        return Answer(text, by, self._last_heard, self._loop.time(), self._recognising)
