"""What a real Chromium makes of a recording."""

import base64
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy
from numpy.typing import NDArray
from playwright.sync_api import Page, sync_playwright

from config.browser import find_or_unpack_chromium
from recordings.sound import RATE

# As the console will: from a blob; and decoded whole, to see what is in it.
PLAY = """async ([sound, type, rate]) => {
    const bytes = Uint8Array.from(atob(sound), letter => letter.charCodeAt(0));
    const audio = new Audio(URL.createObjectURL(new Blob([bytes], {type})));
    const decoded = await new AudioContext({sampleRate: rate}).decodeAudioData(bytes.buffer);
    await audio.play();
    const from = audio.currentTime;
    await new Promise(done => audio.addEventListener("timeupdate", () => {
        if (audio.currentTime > from + 0.3) done();
    }));
    const moved = audio.currentTime - from;
    audio.currentTime = audio.duration / 2;
    await new Promise(done => audio.addEventListener("seeked", done, {once: true}));
    const heard = side => {
        const samples = new Uint8Array(decoded.getChannelData(side).buffer);
        let text = "";
        for (let at = 0; at < samples.length; at += 8192)
            text += String.fromCharCode(...samples.subarray(at, at + 8192));
        return btoa(text);
    };
    const sides = [...Array(decoded.numberOfChannels).keys()].map(heard);
    return {moved, sought: audio.currentTime, length: decoded.duration, sides};
}"""


@dataclass(frozen=True)
class Played:
    """Times in seconds; of each side its samples at 8 kHz, between -1 and 1."""

    moved: float
    sought: float
    length: float
    sides: Sequence[NDArray[numpy.float32]]


def play(page: Page, path: Path, mime: str) -> Played:
    """Play a moment of a file, and jump to its middle."""
    sound = base64.b64encode(path.read_bytes()).decode()
    found = page.evaluate(PLAY, [sound, mime, RATE])
    sides = [numpy.frombuffer(base64.b64decode(side), "<f4") for side in found.pop("sides")]
    return Played(**found, sides=sides)


@contextmanager
def browser_page(cache: Path) -> Iterator[Page]:
    """An empty page that may play without being clicked. Raises NotAvailable."""
    program = find_or_unpack_chromium(cache)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            chromium_sandbox=os.geteuid() != 0,
            args=["--autoplay-policy=no-user-gesture-required"],
        )
        yield browser.new_page()
        browser.close()
