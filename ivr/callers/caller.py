"""One call by a caller who hears what is played: the way tests, the demo and people call in.

    async with calling(("127.0.0.1", 5070), "1000", clips=clips) as call:
        await call.hears(["greeting", "menu"])
        await call.press("1")
        await call.hears(["reading"])
        await call.say(speech("сто двадцать три"))

Here: the verbs of a caller. Not here: SIP, RTP and how audio becomes clips.
"""

import asyncio
import audioop
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import takewhile

from ivr.callers.clips import Clips
from ivr.callers.dialling import Dialled
from ivr.callers.dialog import Dialog
from ivr.callers.ear import Ear, Heard
from ivr.callers.expected import SomethingElse, clips_up_to
from ivr.callers.failures import FarEndHungUp, NotHeard, TookTooLong
from ivr.callers.identity import Identity
from ivr.callers.moments import Trace
from ivr.callers.mouth import Mouth, Span, Utterance
from ivr.callers.recording import Received, as_wav
from ivr.callers.sip import open_line
from ivr.callers.voice import Voice

ANYBODY = Identity()
NO_CLIPS = Clips({})

_PAUSE = 0.1  # seconds without a packet after which a clip is over
_LAST_PACKETS = 0.05  # seconds in which audio may come after the far end's BYE
_LOUD = 150  # rms of 16 bit samples: above it is a sound
_TICK = 0.05  # seconds between looks at the clock while waiting


class Call:
    """An answered call; `calling` makes one."""

    def __init__(self, leg: Dialog, clips: Clips, background: bytes = b"") -> None:
        self.clips = clips
        self.mouth = Mouth(background)
        self._leg = leg
        self._loop = asyncio.get_running_loop()
        self._ear = Ear(clips)
        self.voice = Voice(self._hear, self.mouth)
        self._news = asyncio.Event()
        self._received: list[Received] = []
        self._utterances: list[Utterance] = []
        self._dealt_with = 0  # clips that `hears` is done with
        self._began = self._last_sound = self._last_packet = self._loop.time()
        self._sounds = 0
        leg.on_event = self._on_event

    # -- what a caller does

    async def press(self, keys: str, *, hold: float = 0.160, gap: float = 0.100) -> None:
        """Press keys one after another, `hold` seconds each and `gap` seconds apart.

        Raises FarEndHungUp, NoSuchKey.
        """
        for key in keys:
            if self._leg.ended.is_set():
                raise FarEndHungUp("the far end hung up before all keys were pressed")
            await self.voice.press(key, hold, gap)

    async def say(self, samples: bytes) -> None:
        """Say this (8 kHz, 16 bit, mono); returns when its last packet went out.

        Of what is said while a key is pressed nothing is sent, as on a telephone. Cancelled, or
        with the call over, the rest is never said. Raises FarEndHungUp, also where we hung up.
        """
        utterance = Utterance(samples)
        self._utterances.append(utterance)
        self.mouth.say(utterance)
        if self._leg.ended.is_set():
            self.mouth.shut()
        try:
            await utterance.over.wait()
        finally:
            utterance.break_off()
        if utterance.broken_off:
            raise FarEndHungUp(f"{self._who()} hung up before all was said")

    async def hold(self) -> None:
        """Put the far end on hold: nobody talks. Raises Declined, NoAnswer, FarEndHungUp."""
        await self._leg.hold(True)

    async def resume(self) -> None:
        """Talk again. Raises Declined, NoAnswer, FarEndHungUp."""
        await self._leg.hold(False)

    async def refer(self, to: str, timeout: float = 10.0) -> None:
        """Transfer the far end, blindly: it is to call `to`, as `sip:201@host`; then hang up.

        Raises Declined (the far end would not, or tried in vain), TookTooLong, FarEndHungUp.
        """
        await self._leg.refer(to, timeout)

    async def hang_up(self) -> None:
        """End the call; nothing happens where the far end did so before."""
        self.voice.hush()
        await self._leg.bye()

    # -- what a caller waits for

    async def hears(
        self, names: Sequence[str], timeout: float = 30.0, *, interrupted: Sequence[str] = ()
    ) -> None:
        """Wait until these clips were heard to their end, in this order and no others between.

        Clips cut short (somebody barged in) are passed over; silence is no clip. `interrupted` are
        the clips of a prompt broken into: as many of them as were said before may come first.
        Begins behind the clips of the last `hears`. Raises NotHeard at the first other clip, after
        `timeout` seconds, and when the far end hangs up first; NoSuchClip.
        """
        expected, before = self._known(names), self._known(interrupted)
        try:
            await self._until(lambda: self._has_heard(expected, before), timeout)
        except (TookTooLong, FarEndHungUp) as error:
            raise self._not_heard(str(error), expected) from None

    async def begins(self, timeout: float = 30.0) -> None:
        """Wait until a clip begins after the caller's last word or key, and the last `hears`.

        The next `hears` begins with this clip. Raises TookTooLong, FarEndHungUp.
        """
        did = max((span.ended for span in (*self.spoke, *self.pressed)), default=self._began)

        def before() -> int:
            news = self._ear.heard[self._dealt_with :]
            return sum(1 for _ in takewhile(lambda clip: clip.started <= did, news))

        await self._until(lambda: before() < len(self._ear.heard) - self._dealt_with, timeout)
        self._dealt_with += before()

    async def sound(self, timeout: float = 30.0) -> None:
        """Wait until a sound begins or goes on. Raises TookTooLong, FarEndHungUp."""
        before = self._sounds
        await self._until(lambda: self._sounds > before, timeout)

    async def silence(self, seconds: float, timeout: float = 60.0) -> None:
        """Wait until nothing was heard for `seconds`. Raises TookTooLong, FarEndHungUp."""
        await self._until(lambda: self._loop.time() - self._last_sound >= seconds, timeout)

    async def ended(self, timeout: float = 60.0) -> None:
        """Wait until the far end has hung up. Raises TookTooLong."""
        with suppress(FarEndHungUp):
            await self._until(lambda: False, timeout)

    # -- what a caller knows

    @property
    def trace(self) -> Trace:
        """When the call was dialled or came, was answered, first had sound, was held, ended."""
        return self._leg.trace

    @property
    def heard(self) -> list[Heard]:
        """The clips heard so far, but for one that may still go on."""
        heard = self._ear.heard
        pause = _LAST_PACKETS if self.is_over else _PAUSE
        going_on = self._ear.undecided and self._loop.time() - self._last_packet < pause
        return heard[:-1] if going_on else heard

    @property
    def spoke(self) -> list[Span]:
        """What `say` said so far: when the first and the last packet with speech in it were sent.

        Speech is what is louder than a hundredth of the loudest sample; pauses, and silence before
        and after it, are not.
        """
        return [utterance.sent for utterance in self._utterances if utterance.sent]

    @property
    def pressed(self) -> list[Span]:
        """The keys pressed so far: when the first and the last packet of each was sent."""
        return list(self.voice.pressed)

    @property
    def is_over(self) -> bool:
        return self._leg.ended.is_set()

    @property
    def ended_by_far_end(self) -> bool:
        return self._leg.ended_by_far_end

    @property
    def received(self) -> Sequence[Received]:
        """The a-law payloads, in order, with the loop's time at which each came."""
        return tuple(self._received)

    @property
    def lost(self) -> int:
        """Samples (1/8000 s) that were sent to us and never came."""
        return self.voice.lost

    @property
    def recording(self) -> bytes:
        """All that was received as a wav file, from the moment of the answer."""
        return as_wav(self._received, self._began)

    def said(self, clip: Heard) -> str:
        """A clip heard, as a line to read."""
        return self.clips.text(clip.name) + ("" if clip.whole else "  (cut short)")

    # -- how it comes to know

    def begin(self) -> None:
        """The far end has answered: talk to it."""
        self._began = self._last_sound = self._last_packet = self._loop.time()
        self._on_event()
        self.voice.start()

    def _on_event(self) -> None:
        self.voice.far = self._leg.audio
        self.voice.muted = not self._leg.may_talk
        if self._leg.ended.is_set():
            self.voice.hush()
        self._news.set()

    def _hear(self, payload: bytes, at: float, lost: int) -> None:
        if not self._received:
            self.trace.note("first audio")
        self._received.append(Received(payload, at))
        self._last_packet = at
        self._ear.hear(payload, at, lost)
        if audioop.rms(audioop.alaw2lin(payload, 2), 2) > _LOUD:
            self._last_sound = at
            self._sounds += 1
        self._news.set()

    def _who(self) -> str:
        return "the far end" if self.ended_by_far_end else "we"

    def _known(self, names: Sequence[str]) -> list[str]:
        """The names that the ear gives them; clips of silence are left out."""
        return [known for name in names if (known := self.clips.known_as(name))]

    def _has_heard(self, expected: list[str], interrupted: list[str]) -> bool:
        """Whether the clips expected were heard; NotHeard when something else was."""
        try:
            count = clips_up_to(expected, interrupted, self.heard[self._dealt_with :])
        except SomethingElse:
            raise self._not_heard("something else was heard", expected) from None
        self._dealt_with += count or 0
        return count is not None

    def _not_heard(self, why: str, expected: Sequence[str]) -> NotHeard:
        news = self._ear.heard[self._dealt_with :]
        wanted = [self.clips.text(name) for name in expected]
        return NotHeard(why, wanted, [self.said(clip) for clip in news])

    async def _until(self, happened: Callable[[], bool], timeout: float) -> None:
        """Wait for something. Raises TookTooLong, and FarEndHungUp when it can no longer happen."""
        deadline = self._loop.time() + timeout
        while not happened():
            now = self._loop.time()
            if self._leg.ended.is_set() and now - self._last_packet > _LAST_PACKETS:
                raise FarEndHungUp(f"{self._who()} hung up")
            if now >= deadline:
                raise TookTooLong(f"not within {timeout:g} s")
            self._news.clear()
            with suppress(TimeoutError):  # time itself is news
                async with asyncio.timeout(min(_TICK, deadline - now)):
                    await self._news.wait()


@asynccontextmanager
async def calling(
    far: tuple[str, int],
    extension: str,
    *,
    identity: Identity = ANYBODY,
    clips: Clips = NO_CLIPS,
    background: bytes = b"",
    answer_within: float = 20.0,
) -> AsyncIterator[Call]:
    """Call an extension at a SIP address; inside, the call is answered. Leaving hangs up.

    `background` (8 kHz, 16 bit, in a loop) is what is heard of the caller under speech and silence.

    Raises NoAnswer after `answer_within` seconds or when nothing listens there, Busy, Declined.
    """
    line = await open_line(far)
    call = Call(leg := Dialled(line, extension, identity), clips, background)
    await call.voice.listen(line.host)
    try:
        await leg.invite(call.voice.port, answer_within)
        call.begin()
        try:
            yield call
        finally:
            await call.hang_up()
    finally:
        line.close()
        call.voice.close()
