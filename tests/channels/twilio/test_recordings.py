"""Recordings made at Twilio are brought home, and destroyed there."""

import io
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from ivr.channels.twilio.recordings import SPACING, NotBrought, Recordings
from tests.phones.fake_twilio import ACCOUNT, TOKEN

PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/RE{'0' * 32}"
SAMPLES = bytes(range(256)) * 64
KEY = "twilio-hotline-CA" + "1" * 32


class Api(HTTPServer):
    """Twilio's REST interface, for one recording; asks for the account and its secret."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.asked: list[str] = []
        self.sound = wav(2, 8000)
        self.fails: list[str] = []  # methods whose next requests it answers with 503
        self.has_it = True
        self.is_open = False  # asks for no secret
        self.moved = ""  # where the sound is instead
        self.authorized: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Asked(BaseHTTPRequestHandler):
    server: Api

    def do_GET(self) -> None:
        self._answer(self.server.sound)

    def do_DELETE(self) -> None:
        self._answer(b"")

    def _answer(self, body: bytes) -> None:
        self.server.asked.append(f"{self.command} {self.path}")
        self.server.authorized.append(self.headers["Authorization"])
        if self.command == "GET" and self.server.moved:
            self.send_response(307)
            self.send_header("Location", self.server.moved + self.path)
            self.end_headers()
            return
        self.send_response(self._status())
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _status(self) -> int:
        if self.headers["Authorization"] is None and not self.server.is_open:
            return 401
        if self.command in self.server.fails:
            self.server.fails.remove(self.command)
            return 503
        there = self.server.has_it
        self.server.has_it = there and self.command != "DELETE"
        return 200 if there else 404

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def wav(channels: int, rate: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((channels, 2, rate, 0, "NONE", ""))
        writer.writeframes(SAMPLES)
    return file.getvalue()


@contextmanager
def serving() -> Iterator[Api]:
    with Api() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def api() -> Iterator[Api]:
    with serving() as server:
        yield server


GET, DELETE = f"GET {PATH}.wav?RequestedChannels=2", f"DELETE {PATH}"


class Clock:
    """The time of the spacing, which a test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.time()
        monkeypatch.setattr("ivr.channels.twilio.recordings.time.time", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def recordings(home: Path, api: Api) -> Recordings:
    """As after a restart: nothing is known but what lies in the directories."""
    return Recordings(home / "spool", home / "notes", ACCOUNT, TOKEN, api.url)


def brought(home: Path) -> bool:
    sound = home / "spool" / f"{KEY}.whole"
    return sound.exists() and sound.read_bytes() == SAMPLES


def notes(home: Path) -> int:
    return len(list((home / "notes").iterdir()))


def test_brought_to_where_the_archive_looks(api: Api, home: Path) -> None:
    """Recording status callbacks: RecordingUrl names it; with `.wav?RequestedChannels=2` both sides
    are had, and a DELETE removes it."""
    ours = recordings(home, api)
    ours.want(KEY, api.url + PATH)
    ours.look()

    assert brought(home)
    assert api.asked == [GET, DELETE]
    assert notes(home) == 0


def test_told_twice(api: Api, home: Path) -> None:
    ours = recordings(home, api)
    for _ in range(2):
        ours.want(KEY, api.url + PATH)
    ours.look()
    ours.look()

    assert api.asked == [GET, DELETE]


def test_asked_again_after_a_fault_with_growing_spacing(api: Api, home: Path, clock: Clock) -> None:
    """Also by another process, after a restart: what is wanted is on the disk."""
    api.fails = ["GET"] * 3
    recordings(home, api).want(KEY, api.url + PATH)
    for pause in SPACING[:3]:
        recordings(home, api).look()
        recordings(home, api).look()  # it is not yet time
        clock.now += pause - 1
        recordings(home, api).look()
        clock.now += 1
    assert api.asked == [GET] * 3

    recordings(home, api).look()

    assert brought(home)
    assert api.asked == [GET] * 4 + [DELETE]


def test_only_the_end_there_was_open(api: Api, home: Path, clock: Clock) -> None:
    """What is here is not fetched once more: the archive may have taken it already."""
    api.fails = ["DELETE"]
    ours = recordings(home, api)
    ours.want(KEY, api.url + PATH)
    ours.look()
    (home / "spool" / f"{KEY}.whole").unlink()
    clock.now += SPACING[0]
    recordings(home, api).look()

    assert api.asked == [GET, DELETE, DELETE]
    assert (notes(home), brought(home)) == (0, False)


def test_destroyed_there_without_our_knowing(api: Api, home: Path, clock: Clock) -> None:
    """Killed after Twilio has destroyed its own: it has nothing more (404), and all is well."""
    api.fails = ["DELETE"]
    recordings(home, api).want(KEY, api.url + PATH)
    recordings(home, api).look()
    api.has_it = False
    clock.now += SPACING[0]
    recordings(home, api).look()

    assert (notes(home), brought(home)) == (0, True)


def test_what_never_was_there_is_given_up(api: Api, home: Path, clock: Clock) -> None:
    api.has_it = False
    recordings(home, api).want(KEY, api.url + PATH)
    for _ in range(10):
        recordings(home, api).look()
        clock.now += SPACING[-1]

    assert notes(home) == 0
    assert api.asked == [GET] * (len(SPACING) + 1)


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\0" * 64,
        b'{"address": "\xff"}',
        b'{"address": 7}',
        b'{"address": "{api}/Accounts"}',
        b'{"address": "file:///etc/passwd"}',
    ],
)
def test_a_damaged_note_is_set_aside(
    api: Api, home: Path, note: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """It is said once, what is in it is not, and it is in nobody's way."""
    ours = recordings(home, api)
    ours.want(KEY, api.url + PATH)
    damaged = home / "notes" / "a-first-one.json"
    damaged.write_bytes(note.replace(b"{api}", api.url.encode()))
    ours.look()
    ours.look()

    assert brought(home)
    assert api.asked == [GET, DELETE]
    assert [one.name for one in (home / "notes").iterdir()] == ["a-first-one.unreadable"]
    (told,) = [one for one in caplog.messages if "set aside" in one]
    assert "a-first-one" in told and "passwd" not in told


def test_a_note_that_cannot_be_read(api: Api, home: Path) -> None:
    """It stays where it is, and the rest go on."""
    ours = recordings(home, api)
    ours.want(KEY, api.url + PATH)
    (home / "notes" / "a-first-one.json").mkdir()  # root may read every file, but no directory
    ours.look()

    assert brought(home)
    assert notes(home) == 1


def test_our_secret_goes_no_further(api: Api, home: Path) -> None:
    """Should Twilio send us on to where it keeps the sound."""
    with serving() as other:
        other.is_open, api.moved = True, other.url
        ours = recordings(home, api)
        ours.want(KEY, api.url + PATH)
        ours.look()

        assert other.asked == [GET]
        assert other.authorized == [None]
    assert brought(home)


@pytest.mark.parametrize("sound", [b"nonsense", b"", wav(1, 8000), wav(2, 16000)])
def test_what_cannot_be_used_stays_there(api: Api, home: Path, sound: bytes) -> None:
    api.sound = sound
    recordings(home, api).want(KEY, api.url + PATH)
    recordings(home, api).look()

    assert not (home / "spool").exists()
    assert notes(home) == 1
    assert len(api.asked) == 1


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://elsewhere.example" + PATH,
        "{api}.example" + PATH,
        "{api}/secret",
        "{api}" + PATH + "?x",
    ],
)
def test_nothing_else_is_asked(api: Api, home: Path, address: str) -> None:
    """Our secret goes to Twilio alone."""
    ours = recordings(home, api)
    with pytest.raises(NotBrought):
        ours.want(KEY, address.format(api=api.url))
    ours.look()

    assert api.asked == []
