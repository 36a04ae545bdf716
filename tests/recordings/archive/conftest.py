"""An archive on each of the databases."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.recordings.archive.furnishing import Keeping, keeping


@pytest.fixture
def keeper(office: Engine, tmp_path: Path) -> Keeping:
    return keeping(office, tmp_path)
