"""One line of time through all the pieces of a call's recording, and what happened on it."""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.events.kinds import Kind
from models.events.log import Event
from operator_console.customers.transcript import Line
from recordings.listening.pieces import Piece, Utterance, Word

MS = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Placed:
    """A piece of sound, milliseconds after the beginning of the first."""

    piece: Piece
    at: int
    length: int


@dataclass(frozen=True)
class Said:
    """What one side said at a moment: a text, or words each with its own moment."""

    at: int
    who: str  # menu, keys, speech, silence; caller and hotline where it was recognised
    text: str = ""
    words: Sequence[Word] = ()


class Timeline:
    """The sound there is of a call. Moments of clocks become milliseconds from its beginning."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.placed = list(_placed(pieces))
        first = self.placed[0].piece.began_at if self.placed else None
        self.began_at: datetime | None = first
        last = self.placed[-1] if self.placed else None
        self.length = last.at + last.length if last else 0

    def place(self, at: datetime) -> int:
        """Where that moment is; what is outside is at the nearer end."""
        if self.began_at is None:
            return 0
        return max(0, min(self.length, round((at - self.began_at) / MS)))

    def pauses(self, events: Sequence[Event]) -> list[tuple[int, int]]:
        """Where silence was recorded instead of what was said (C1)."""
        found, since = [], None
        for event in events:
            if event.kind is Kind.RECORDING_PAUSED and since is None:
                since = self.place(event.at)
            elif event.kind is Kind.RECORDING_RESUMED and since is not None:
                found.append((since, self.place(event.at)))
                since = None
        return found if since is None else [*found, (since, self.length)]

    def said(self, lines: Sequence[Line], utterances: Sequence[Utterance]) -> list[Said]:
        """The menu's record and what was recognised, in the order of time."""
        starts = {one.piece.id: one.at for one in self.placed}
        menu = [Said(self.place(line.at), line.who, line.text) for line in lines]
        spoken = [_moved(one, starts[one.segment]) for one in utterances if one.segment in starts]
        return sorted([*menu, *spoken], key=lambda one: one.at)

    def for_the_player(self, addresses: Sequence[str], pauses: Any, marks: Sequence[int]) -> str:
        """All that the page's script needs, in JSON."""
        pieces = [
            {
                "number": one.piece.number,
                "at": one.at,
                "length": one.length,
                "peaks": base64.b64encode(one.piece.peaks or b"").decode(),
                "link": address,
            }
            for one, address in zip(self.placed, addresses, strict=True)
        ]
        known = {"length": self.length, "pieces": pieces, "pauses": pauses, "marks": marks}
        return json.dumps(known)


def _placed(pieces: Sequence[Piece]) -> Iterator[Placed]:
    """They never overlap, whatever rounding says."""
    there = [one for one in pieces if one.is_there]
    ends = 0
    for one in there:
        assert one.began_at and one.duration and there[0].began_at
        at = max(ends, round((one.began_at - there[0].began_at) / MS))
        yield Placed(one, at, one.duration)
        ends = at + one.duration


def _moved(one: Utterance, start: int) -> Said:
    words = [Word(word.text, start + word.began) for word in one.words]
    return Said(words[0].began, one.side, words=words)
