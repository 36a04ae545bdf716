"""`teplofon archive --once` in a process that kills itself at a named point.

`python -m tests.recordings.archive.dying POINT COUNT`, settings in the environment: when the point
is reached for the COUNTth time, the kernel ends the process at once (SIGKILL).
"""

import os
import sys
from pathlib import Path
from typing import Any

from recordings.archive import settle
from recordings.archive.settle import Settle
from recordings.keeper import archive
from recordings.store.disk import DiskStore
from tests.recordings.retention.sweeping import dying

# Point: what is done there, and whether the process dies before it or after.
POINTS: dict[str, tuple[Any, str, bool]] = {
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
    owner, name, before = POINTS[point]
    setattr(owner, name, dying(getattr(owner, name), int(count), before))
    archive(["--once"])


if __name__ == "__main__":
    main(*sys.argv[1:])
