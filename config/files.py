"""Files that are there whole or not at all, whatever is killed or full meanwhile."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


def replace_whole(path: Path, content: bytes) -> None:
    """In place of what was there, for its owner only, safe on the disk. Raises OSError."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:  # of mode 0600
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def write_first(path: Path, content: str) -> None:
    """For its owner only; of two processes the first one's content stays. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent) as file:  # of mode 0600
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)
