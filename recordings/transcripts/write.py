"""One recording after another is written down, with its hints, until none waits.

Killed at any moment, a run loses the recording it was at; the next run begins that one anew.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from recordings import hints
from recordings.archive.archive import Archive, NoSound
from recordings.cipher import Unreadable
from recordings.hints import Stretch, Talk, Word
from recordings.hints.records import Heard
from recordings.sound import BadSound, decode
from recordings.sound.older import listened
from recordings.sound.raw import Samples
from recordings.store import StoreFailed
from recordings.transcripts.about import names_in, talks_in
from recordings.transcripts.ledger import Transcript, Waiting, note, waiting
from recordings.transcripts.stretches import Speaking
from recordings.transcripts.vosk_writer import VoskSide, VoskWriter

log = logging.getLogger(__name__)


class Stopped(Exception):
    """It is no time to go on."""


@dataclass
class Writing:
    """What writing down needs. `models`: language to the directory of its model."""

    archive: Archive
    models: Mapping[str, Path]
    may_go_on: Callable[[], bool]
    _open: tuple[str, VoskWriter] | None = field(default=None, init=False)

    def run(self) -> int:
        """All that wait; how many were written down."""
        done = 0
        try:
            assumed = str(self.archive.utility.languages[0])
            for segment in waiting(self.archive.engine, self.models, assumed):
                done += self._one(segment)
        except Stopped:
            log.info("it is no time to write recordings down any more")
        return done

    def _one(self, segment: Waiting) -> bool:
        """Whether it is written down now, by this process."""
        self._look()
        writer = self._writer(segment.language)
        try:
            words, stretches = self._listen(segment, writer)
        except (NoSound, StoreFailed, BadSound, Unreadable) as error:
            log.error("segment %d cannot be written down: %s", segment.id, error)
            return False
        heard = self._heard(segment, words, stretches, writer)
        model = self.models[segment.language].name
        made = Transcript(model, segment.language, words, hints.find(heard))
        return note(self.archive.engine, segment.id, made, self.archive.now())

    def _listen(self, segment: Waiting, writer: VoskWriter) -> tuple[list[Word], list[Stretch]]:
        """Raises NoSound, StoreFailed, BadSound, Unreadable, Stopped."""
        sides: list[VoskSide] = []
        speaking: list[Speaking] = []
        with self.archive.sound(segment.id) as sound:
            for block in _blocks(sound, segment):
                self._look()
                if not sides:
                    sides = [writer.side(number) for number in range(len(block))]
                    speaking = [Speaking(number) for number in range(len(block))]
                for side, voice, samples in zip(sides, speaking, block, strict=True):
                    side.hear(samples)
                    voice.hear(samples)
        words = [word for side in sides for word in side.finish()]
        return words, [stretch for voice in speaking for stretch in voice.finish()]

    def _heard(
        self, segment: Waiting, words: list[Word], stretches: list[Stretch], writer: VoskWriter
    ) -> Heard:
        talks: Sequence[Talk] = ()
        names: Sequence[str] = ()
        if segment.call and segment.began_at:  # of a file of before nobody knows who talked
            with self.archive.engine.connect() as db:
                talks = talks_in(db, segment.call, segment.began_at, segment.duration)
                names = names_in(db, segment.call)
        longest = self.archive.utility.audits.longest_hold * 1000
        return Heard(segment.language, words, stretches, talks, longest, writer.knows, names)

    def _writer(self, language: str) -> VoskWriter:
        """One model at a time: a large one takes much memory. Raises ValueError."""
        if self._open is None or self._open[0] != language:
            self._open = None
            self._open = (language, VoskWriter(self.models[language]))
        return self._open[1]

    def _look(self) -> None:
        if not self.may_go_on():
            raise Stopped


def _blocks(sound: BinaryIO, segment: Waiting) -> Iterator[tuple[Samples, ...]]:
    """Of a call both sides, the caller's first; of a file of before as many as it has."""
    return decode(sound) if segment.call else listened(sound, segment.form or "")
