"""`teplofon archive --once` in a process that kills itself at a named point.

`python -m tests.recordings.archive.dying POINT COUNT`, settings in the environment: when the point
is reached for the COUNTth time, the kernel ends the process at once (SIGKILL).
"""

import os
import sys
from pathlib import Path

from recordings.archive import settle
from recordings.archive.settle import Settle
from recordings.keeper import archive
from recordings.store.disk import DiskStore
from tests.recordings.dying import Point, die_at

# Point: what is done there, and whether the process dies before it or after.
POINTS: dict[str, Point] = {
    "found, nothing done": (Settle, "_keep", True),
    "encoded, in the clear": (settle, "encode", False),
    "encrypted, not stored": (settle, "encrypt", False),
    "half stored": (os, "replace", True),
    "stored, not noted": (DiskStore, "put", False),
    "noted, not committed": (settle, "note_kept", False),
    "committed, the sound still there": (Path, "unlink", True),
    "settled": (Settle, "settle", False),
}


def main(point: str, count: str) -> None:
    die_at(POINTS[point], int(count))
    archive(["--once"])


if __name__ == "__main__":
    main(*sys.argv[1:])
