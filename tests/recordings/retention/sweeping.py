"""A sweep in a process of its own, which kills itself at a named point.

`python -m tests.recordings.retention.sweeping URL PLACE MONTHS DAY POINT COUNT`: when the point is
reached for the COUNTth time, the kernel ends the process at once (SIGKILL).
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from models.database import open_database
from recordings.retention import anchor, chain, destroy, words
from recordings.store.disk import DiskStore
from tests.recordings.retention.furnishing import archive_of

# Point: what is done there, and whether the process dies before it or after.
POINTS: dict[str, tuple[Any, str, bool]] = {
    "batch taken": (destroy, "_take", False),
    "proof written, nothing committed": (chain, "append", False),
    "committed, nothing noted": (anchor, "note", True),
    "noted, no file removed": (anchor, "note", False),
    "half of the files removed": (DiskStore, "remove", False),
    "files removed, not noted": (destroy, "_note_gone", True),
    "files removed and noted": (destroy, "_note_gone", False),
    "note half written": (os, "replace", True),
    "words deleted, nothing committed": (words, "_delete_words", False),
    "words of a batch forgotten": (words, "forget_some", False),
}


def dying(real: Callable[..., Any], count: int, before: bool) -> Callable[..., Any]:
    """The function, with its process's death at the COUNTth call."""
    left = count

    def run(*arguments: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        if before and not left:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*arguments, **named)
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return run


def main(url: str, place: str, day: str, point: str = "", count: str = "1") -> None:
    archive = archive_of(open_database(url), Path(place))
    if point:
        owner, name, before = POINTS[point]
        death = dying(getattr(owner, name), int(count), before)
        setattr(owner, name, death)
        if owner is words:  # the sweep knows some of them by its own names
            from recordings.retention import sweep

            if hasattr(sweep, name):
                setattr(sweep, name, death)
    archive.sweep(date.fromisoformat(day))


if __name__ == "__main__":
    main(*sys.argv[1:])
