"""A kept recording in a real Chromium, as the console will play it."""

from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest
from playwright.sync_api import Page

from config.debian import NotAvailable
from config.settings import read_settings
from recordings.sound import RATE, encode
from recordings.sound.raw import Samples
from tests.recordings.sound.calls import CALLER, HEARD, share, talk, write_raw
from tests.recordings.sound.playing import browser_page, play

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SECONDS = 6


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    try:
        with browser_page(read_settings().cache) as page:
            yield page
    except NotAvailable as reason:
        pytest.skip(f"no Chromium can be had here: {reason}")


def in_turns() -> Samples:
    """First the caller alone, then what he hears alone."""
    sound = talk(SECONDS * RATE)
    sound[SECONDS * RATE // 2 :, 0] = 0
    sound[: SECONDS * RATE // 2, 1] = 0
    return sound


def test_it_plays_in_full_length_and_each_side_on_its_own(page: Page, tmp_path: Path) -> None:
    encode(write_raw(tmp_path / "raw", in_turns()), tmp_path / "kept")
    played = play(page, tmp_path / "kept", "audio/ogg")
    assert played.moved > 0
    assert abs(played.sought - SECONDS / 2) < 0.1
    assert abs(played.length - SECONDS) < 0.01
    caller, heard = played.sides
    half, moment = len(caller) // 2, RATE // 10  # where one note ends, it fades
    assert share(caller[: half - moment], CALLER) > 0.99
    assert share(heard[half + moment :], HEARD) > 0.99
    assert numpy.abs(caller[half + moment :]).max() < 0.01
    assert numpy.abs(heard[: half - moment]).max() < 0.01
