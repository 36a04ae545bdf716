"""A new SQLite database with the newest schema, without migrating anew for each test."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from models.database import upgrade


def blank(path: Path) -> str:
    """Make the file; its URL."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_template(), path)
    return f"sqlite:///{path}"


@cache
def _template() -> Path:
    directory = Path(tempfile.mkdtemp(prefix="blank-"))
    atexit.register(shutil.rmtree, directory)
    path = directory / "blank.db"
    upgrade(f"sqlite:///{path}")
    return path
