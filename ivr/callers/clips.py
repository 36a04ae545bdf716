"""The clips that may be heard: their audio as it is sent, and their text where it is known.

Here: reading a directory of sounds, and finding clips by how they begin. Not here: the listening.
"""

import audioop
import wave
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from ivr.callers.failures import NoSuchClip
from ivr.callers.rtp import FRAME

INDEX = "index.tsv"
_ZERO = b"\xd5"  # digital silence in a-law
_SILENT = b"\xd5\x55"  # the two codes of a-law next to zero


def is_silent(alaw: bytes) -> bool:
    """Whether this is digital silence, which may be a clip's beginning or nothing at all."""
    return not alaw.strip(_SILENT)


class Clips(Mapping[str, bytes]):
    """Names of clips and their a-law bytes at 8 kHz, found by how they begin.

    The bytes are those that Asterisk plays of the clip's file; `ends` are those it leaves out at
    the end, which are heard where somebody else reads the file. A clip of silence alone cannot be
    told from nothing, so it is left out. Clips of the same audio are one clip, called by the first
    of their names.
    """

    def __init__(
        self,
        audio: Mapping[str, bytes],
        texts: Mapping[str, str] | None = None,
        ends: Mapping[str, bytes] | None = None,
    ) -> None:
        self._audio = {name: alaw for name, alaw in audio.items() if not is_silent(alaw)}
        self._left_out = audio.keys() - self._audio.keys()
        ends = ends or {}
        self._to_the_end = {name: self[name] + ends.get(name, b"") for name in self}
        self._texts = texts or {}
        self._first_of = self._same_audio()
        self._by_start = self._starts()

    def __getitem__(self, name: str) -> bytes:
        return self._audio[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._audio)

    def __len__(self) -> int:
        return len(self._audio)

    def text(self, name: str) -> str:
        """The clip's text where the index knows it, else its name."""
        return self._texts.get(name, name)

    def known_as(self, name: str) -> str | None:
        """The name a clip is heard under; None for silence. Raises NoSuchClip."""
        if name in self._left_out:
            return None
        if name not in self._audio:
            raise NoSuchClip(f"there is no clip {name!r}")
        return self._first_of[self._audio[name]]

    def length(self, name: str) -> int:
        """Samples of a clip, those included that Asterisk does not play."""
        return len(self._to_the_end[name])

    def reached(self, name: str, at: int, payload: bytes) -> int | None:
        """How much of a clip is heard when it goes on after `at` samples with this packet.

        None if it does not. The last packet is as short as the clip's end (Asterisk plays the
        file), or filled up with digital silence (a stream of clips, each begins with a packet).
        Silence behind what Asterisk plays is no part of a clip: the next may begin with it.
        """
        whole, played = self._to_the_end[name], len(self._audio[name])
        after = at + len(payload)
        if at >= played and is_silent(payload):
            return None
        if whole.startswith(payload, at):
            return len(whole) if after == played and len(payload) < FRAME else after
        for end in (len(whole), played):
            if at < end < after and payload == whole[at:end].ljust(len(payload), _ZERO):
                return len(whole)
        return None

    def starting(self, payload: bytes) -> list[str]:
        """Clips that may begin with this packet."""
        if len(payload) == FRAME:
            return self._by_start.get(payload, [])
        return [name for name in self._first_of.values() if self._audio[name].startswith(payload)]

    def going_on(self, payload: bytes, within: int) -> list[tuple[str, int]]:
        """Clips with this packet among their first `within` samples, and its place there."""
        places = range(0, within + 1, FRAME)
        names = self._first_of.values()
        return [(n, at) for n in names for at in places if self.reached(n, at, payload)]

    def _same_audio(self) -> dict[bytes, str]:
        first: dict[bytes, str] = {}
        for name, alaw in self._audio.items():
            first.setdefault(alaw, name)
        return first

    def _starts(self) -> dict[bytes, list[str]]:
        starts: defaultdict[bytes, list[str]] = defaultdict(list)
        for alaw, name in self._first_of.items():
            for start in {_packet(alaw), _packet(self._to_the_end[name])}:
                starts[start].append(name)
        return dict(starts)


def _packet(alaw: bytes) -> bytes:
    return alaw[:FRAME].ljust(FRAME, _ZERO)


def read_clips(directory: Path) -> Clips:
    """Every `NAME.wav` below a directory (8 kHz, 16 bit, mono) as clip NAME, texts from its index.

    A missing directory or index means no clips or no texts. Raises ValueError for another wav.
    """
    paths = sorted(directory.rglob("*.wav"))
    names = [path.relative_to(directory).with_suffix("").as_posix() for path in paths]
    files = [_alaw(path) for path in paths]
    audio = {name: played for name, (played, _) in zip(names, files, strict=True)}
    ends = {name: end for name, (_, end) in zip(names, files, strict=True)}
    return Clips(audio, _texts(directory / INDEX), ends)


def _alaw(path: Path) -> tuple[bytes, bytes]:
    """What Asterisk plays of a wav file, and the end, which it does not.

    It counts the bytes before the samples as if they were samples, and so leaves out as many at
    the end: 22 samples of a file with the usual header of 44 bytes.
    """
    with path.open("rb") as raw, wave.open(raw) as file:
        never_played = raw.tell() // 2
        if (file.getnchannels(), file.getsampwidth(), file.getframerate()) != (1, 2, 8000):
            raise ValueError(f"{path} is not 8 kHz, 16 bit, mono")
        alaw = audioop.lin2alaw(file.readframes(file.getnframes()), 2)
        played = max(0, len(alaw) - never_played)
        return alaw[:played], alaw[played:]


def _texts(index: Path) -> dict[str, str]:
    """Lines `name <tab> language <tab> text`; lines of another shape are passed over."""
    if not index.exists():
        return {}
    rows = (line.split("\t") for line in index.read_text(encoding="utf-8").splitlines())
    return {row[0]: row[2] for row in rows if len(row) == 3}
