"""A sweep in a process of its own, which kills itself at a named point.

`python -m tests.recordings.retention.sweeping URL PLACE MONTHS DAY POINT COUNT`: when the point is
reached for the COUNTth time, the kernel ends the process at once (SIGKILL).
"""

import os
import sys
from datetime import date
from pathlib import Path

from models import anchor
from models.database import open_database
from recordings.retention import chain, destroy, sweep, words
from recordings.store.disk import DiskStore
from tests.recordings.dying import Point, die_at
from tests.recordings.retention.furnishing import archive_of

# Point: what is done there, and whether the process dies before it or after.
POINTS: dict[str, Point] = {
    "batch taken": (destroy, "_take", False),
    "proof written, nothing committed": (chain, "append", False),
    "committed, nothing noted": (anchor, "note", True),
    "noted, no file removed": (anchor, "note", False),
    "half of the files removed": (DiskStore, "remove", False),
    "files removed, not noted": (destroy, "_note_gone", True),
    "files removed and noted": (destroy, "_note_gone", False),
    "note half written": (os, "replace", True),
    "words deleted, nothing committed": (words, "_delete_words", False),
    "words of a batch forgotten": (sweep, "forget_some", False),
}


def main(url: str, place: str, day: str, point: str = "", count: str = "1") -> None:
    archive = archive_of(open_database(url), Path(place))
    if point:
        die_at(POINTS[point], int(count))
    archive.sweep(date.fromisoformat(day))


if __name__ == "__main__":
    main(*sys.argv[1:])
