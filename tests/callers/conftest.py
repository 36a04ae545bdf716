"""Clips spoken once for all these tests."""

from pathlib import Path

import pytest

from ivr.callers.clips import Clips, read_clips
from tests.callers.sounds import TEXTS, spoken, write_clips


@pytest.fixture(scope="session")
def samples() -> dict[str, bytes]:
    return {name: spoken(text) for name, text in TEXTS.items()} | {"pause": bytes(3200)}


@pytest.fixture(scope="session")
def sounds(samples: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("sounds")
    write_clips(directory, samples)
    return directory


@pytest.fixture(scope="session")
def clips(sounds: Path) -> Clips:
    return read_clips(sounds)
