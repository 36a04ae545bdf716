"""When an answer is over. The rules only: no audio, no clock, no connection."""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.engine.channel import LONGER_PAUSE, By
from ivr.speech.recogniser import UNKNOWN

FIRST = 7.0  # seconds after the prompt in which an answer must begin
NO_WORDS = 12.0  # seconds after the prompt: a noise without end is no answer
KEYS = 3.0  # seconds between keys
NEXT_KEY = 1.5  # seconds after a key among words: another one may be on its way
UNDECIDED = 1.5  # seconds of silence that end an answer of which nothing is known yet
SETTLE = 0.3  # seconds of silence after which the words up to it are final
CHANGELESS = 1.2  # seconds more, where noise hides the silence: nothing was understood in them
SENTENCE = 0.4  # seconds of speech that were meant for an answer
LONGEST = 30.0  # seconds of one answer
KEYPAD = frozenset("0123456789*#ABCD")
FALSE_ALARM = 1.0  # seconds of silence after a noise that stopped the prompt


@dataclass(frozen=True)
class Line:
    """The state of a caller's line at a moment of its own time, all in seconds."""

    now: float
    quiet: float  # since the last speech
    speaking: bool
    spoken: float = 0.0  # speech in the latest stretch of it, understood or not


class Listening:
    """One answer, as it comes in: keys, words, or both."""

    def __init__(self, max_keys: int, longer: Mapping[str, int] | None = None) -> None:
        self.interrupted = False  # the caller has stopped the prompt
        self.last_heard = 0.0
        self._max_keys = max_keys
        self._longer = longer or {}
        self._parts: list[str] = []  # words that are final, and keys
        self._keys = 0
        self._open = ""  # words that may change
        self._pauses: dict[str, float] = {}
        self._waits_since: float | None = None  # the prompt is over, or was stopped
        self._began: float | None = None
        self._changed = 0.0

    @property
    def said(self) -> str:
        """Words and keys up to now."""
        return " ".join(part for part in (*self._parts, self._open) if part)

    @property
    def by_keys(self) -> bool:
        return self._keys > 0 and self._keys == len(self._parts) and not self._open

    def prompt_ended(self, now: float) -> None:
        if self._waits_since is None:
            self._waits_since = now

    def interrupt(self, now: float) -> None:
        """Speech or a key: the prompt is stopped."""
        self.interrupted = self._waits_since is None or self.interrupted
        self.prompt_ended(now)

    def prompt_restarts(self) -> None:
        """It was stopped by a noise, and is played again."""
        self.interrupted = False
        self._waits_since = self._began = None
        self._parts.clear()

    def press(self, key: str, now: float) -> None:
        self.interrupt(now)
        self._settle()
        self._parts.append(key)
        self._keys += 1
        self._heard(now)

    def hear(self, words: str, now: float) -> bool:
        """The words since the last `settle`; whether they are news."""
        if words == self._open:
            return False
        self._open = words
        self._heard(now)
        return True

    def settle(self, words: str, now: float) -> bool:
        """The words since the last time, now final; whether they are news."""
        news = self.hear(words, now)
        self._settle()
        return news

    def allow(self, said: str, seconds: float) -> None:
        """The pause that ends this answer, if it is still all that was said."""
        self._pauses[said] = seconds

    def must_settle(self, line: Line) -> bool:
        """Whether the recogniser should make up its mind now."""
        changeless = line.now - self._changed >= CHANGELESS
        return line.quiet >= SETTLE or (bool(self._open) and changeless)

    def false_alarm(self, line: Line) -> bool:
        """Whether the prompt was stopped by a noise that is over."""
        only_noise = not self._open and not self.said.replace(UNKNOWN, "").strip()
        return self.interrupted and only_noise and line.quiet >= FALSE_ALARM

    def answer(self, line: Line) -> tuple[str, By] | None:
        """The answer, once it is over."""
        if self.by_keys:
            return self._keyed(line)
        if self._parts or self._open:
            return self._spoken(line)
        if self._not_a_word(line):
            return UNKNOWN, By.SPEECH
        return ("", By.SILENCE) if self._nothing_comes(line) else None

    def _keyed(self, line: Line) -> tuple[str, By] | None:
        keys = "".join(self._parts)
        most = self._longer.get(keys[0], self._max_keys)
        complete = keys.endswith("#") or len(keys) >= most
        pause = LONGER_PAUSE if keys[0] in self._longer else KEYS
        if not complete and (line.now - self._changed < pause or line.speaking):
            return None
        return keys.removesuffix("#") or "#", By.KEYS

    def _spoken(self, line: Line) -> tuple[str, By] | None:
        said = self.said
        if self._parts and self._parts[-1] == "#":
            return said.removesuffix("#").strip(), By.SPEECH
        pause = self._pauses.get(said, UNDECIDED)
        if self._parts and self._parts[-1] in KEYPAD:
            pause = max(pause, NEXT_KEY)
        changeless = line.now - self._changed
        over = min(line.quiet, changeless + SETTLE) >= pause or changeless >= pause + CHANGELESS
        too_long = line.now - (self._began or line.now) >= LONGEST
        return (said, By.SPEECH) if too_long or (over and not self._open) else None

    def _not_a_word(self, line: Line) -> bool:
        """Something was said, after the prompt, of which nothing was recognised."""
        waits = self._waits_since is not None
        return waits and line.spoken >= SENTENCE and line.quiet >= UNDECIDED

    def _nothing_comes(self, line: Line) -> bool:
        if self._waits_since is None:
            return False
        waited = line.now - self._waits_since
        return waited >= NO_WORDS or (waited >= FIRST and not line.speaking)

    def _settle(self) -> None:
        if self._open:
            self._parts.append(self._open)
            self._open = ""

    def _heard(self, now: float) -> None:
        self._began = now if self._began is None else self._began
        self._changed = self.last_heard = now
