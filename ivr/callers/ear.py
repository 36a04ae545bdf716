"""The ear: turns the audio received back into the clips that were played, exactly and at once.

What it relies on, all of it seen on a real Asterisk 22 over a-law: each clip begins with a packet,
its last packet is as short as the clip's end or filled up with silence, and the bytes are those of
`audioop.lin2alaw`.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ivr.callers.clips import Clips, is_silent

UNKNOWN = "(unknown sound)"
_PAUSE = 0.5  # seconds between two unknown sounds


@dataclass(frozen=True)
class Heard:
    """A clip that was heard.

    `started` and `ended` are when its first and last packet came, in the clock `Ear.hear` was
    given; of a clip cut short, the last that was not silent. `lost` counts samples that never
    came; `others` names clips that begin in the same way, where this one was cut short too soon
    to tell.
    """

    name: str
    whole: bool
    started: float
    ended: float
    lost: int = 0
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sound:
    """One packet's audio, when it came, and how many samples are missing before it."""

    payload: bytes
    at: float
    lost: int = 0


@dataclass
class _Guess:
    """A clip being heard: the sounds so far, and who it may be with how much of it was heard."""

    reached: dict[str, int]
    sounds: list[_Sound] = field(default_factory=list)
    finished: str = ""  # the clip that may have ended, and after how many sounds
    finished_after: int = 0
    lost: int = 0


class Ear:
    """Hears packet by packet; `heard` tells the clips so far, the one being heard included."""

    def __init__(self, clips: Clips) -> None:
        self.clips = clips
        self._settled: list[Heard] = []
        self._guess: _Guess | None = None

    @property
    def heard(self) -> list[Heard]:
        """Clips in the order heard; the last may still change while `undecided`."""
        guess = self._guess if self.undecided else None
        return [*self._settled, self._judge(guess)] if guess else list(self._settled)

    @property
    def undecided(self) -> bool:
        """Whether the last clip heard may still go on."""
        return self._guess is not None and not _all_silent(self._guess.sounds)

    def hear(self, payload: bytes, at: float, lost: int = 0) -> None:
        """Take the a-law bytes of the next packet, which came at `at`; `lost` samples before it."""
        waiting = deque([_Sound(payload, at, lost)])
        while waiting:
            waiting.extendleft(reversed(self._take(waiting.popleft())))

    def _take(self, sound: _Sound) -> list[_Sound]:
        """Hear one sound; returns those to be heard again because a guess came to nothing."""
        guess = self._guess or self._begin(sound)
        reached = self._follow(guess, sound)
        if not reached:
            return self._give_up(guess, sound)
        guess.reached = reached
        guess.lost += sound.lost if guess.sounds else 0
        guess.sounds.append(sound)
        self._guess = guess
        self._notice_end(guess)
        return []

    def _begin(self, sound: _Sound) -> _Guess:
        """The clips that may begin here, or whose beginning is among what was lost."""
        if not sound.lost:
            return _Guess(dict.fromkeys(self.clips.starting(sound.payload), 0))
        reached = dict(self.clips.going_on(sound.payload, sound.lost))
        return _Guess(reached, lost=min(reached.values(), default=0))

    def _follow(self, guess: _Guess, sound: _Sound) -> dict[str, int]:
        """The clips that go on with this sound, and how much of each is then heard."""
        skipped = sound.lost if guess.sounds else 0
        return {
            name: reached
            for name, at in guess.reached.items()
            if (reached := self.clips.reached(name, at + skipped, sound.payload))
        }

    def _left(self, guess: _Guess, name: str) -> int:
        """Samples without which the clip is not whole."""
        return max(0, len(self.clips[name]) - guess.reached[name])

    def _unheard(self, guess: _Guess, name: str) -> int:
        """Samples that may still come, those included that Asterisk does not play of a file."""
        return self.clips.length(name) - guess.reached[name]

    def _notice_end(self, guess: _Guess) -> None:
        """Remember a clip that may be over, and settle it where nothing else is possible."""
        over = [name for name in guess.reached if not self._left(guess, name)]
        if over:
            guess.finished = min(over, key=lambda name: self._unheard(guess, name))
            guess.finished_after = len(guess.sounds)
        if not any(self._unheard(guess, name) for name in guess.reached):
            self._settle(guess)

    def _give_up(self, guess: _Guess, sound: _Sound) -> list[_Sound]:
        """No clip goes on with this sound: settle what was heard, and hear the rest afresh."""
        if not guess.sounds:
            self._note_unknown(sound)
            return []
        self._guess = None
        if sound.lost and (name := self._ended_unheard(guess, sound.lost)):
            return [self._settle_unheard(guess, name, sound)]
        rest = [*guess.sounds[guess.finished_after :], sound]
        if guess.finished and (_all_silent(rest[:-1]) or self.clips.starting(rest[0].payload)):
            del guess.sounds[guess.finished_after :]
            self._settle(guess)
            return rest
        if _all_silent(guess.sounds):
            return [*guess.sounds[1:], sound]
        silence = self._silence_at_the_end(guess)
        self._settle(guess)
        return [*silence, sound]

    def _silence_at_the_end(self, guess: _Guess) -> list[_Sound]:
        """Taken off a clip that was cut: it may as well be how the next clip begins."""
        silence: deque[_Sound] = deque()
        while is_silent(guess.sounds[-1].payload):
            silence.appendleft(guess.sounds.pop())
        return list(silence)

    def _ended_unheard(self, guess: _Guess, lost: int) -> str:
        """The clip whose end lies within what was lost, or an empty string."""
        return next((name for name in guess.reached if self._left(guess, name) <= lost), "")

    def _settle_unheard(self, guess: _Guess, name: str, sound: _Sound) -> _Sound:
        """A clip's end was lost; returns the next sound with what is missing of its own clip."""
        missing = self._left(guess, name)
        self._settled.append(_heard(name, guess.sounds, guess.lost + missing))
        return replace(sound, lost=sound.lost - missing)

    def _settle(self, guess: _Guess) -> None:
        self._guess = None
        self._settled.append(self._judge(guess))

    def _judge(self, guess: _Guess) -> Heard:
        if guess.finished_after == len(guess.sounds):
            return _heard(guess.finished, guess.sounds, guess.lost)
        first, *others = guess.reached
        loud = [sound for sound in guess.sounds if not is_silent(sound.payload)]
        cut = _heard(first, [guess.sounds[0], loud[-1]], guess.lost)
        return replace(cut, whole=False, others=tuple(others))

    def _note_unknown(self, sound: _Sound) -> None:
        """A sound of no clip: silence is nothing, the rest joins the unknown sound before it."""
        if is_silent(sound.payload):
            return
        last = self._settled[-1] if self._settled else None
        if last and last.name == UNKNOWN and sound.at - last.ended < _PAUSE:
            self._settled[-1] = replace(last, ended=sound.at)
        else:
            self._settled.append(Heard(UNKNOWN, False, sound.at, sound.at))


def _heard(name: str, sounds: list[_Sound], lost: int) -> Heard:
    return Heard(name, True, sounds[0].at, sounds[-1].at, lost)


def _all_silent(sounds: Iterable[_Sound]) -> bool:
    return all(is_silent(sound.payload) for sound in sounds)
