"""Recordings made at Twilio are brought home, and destroyed there."""

import io
import threading
import wave
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from ivr.channels.twilio.recordings import NotBrought, Recordings
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
        allowed = self.headers["Authorization"] is not None
        self.send_response(200 if allowed else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def wav(channels: int, rate: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((channels, 2, rate, 0, "NONE", ""))
        writer.writeframes(SAMPLES)
    return file.getvalue()


@pytest.fixture
def api() -> Iterator[Api]:
    with Api() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_brought_to_where_the_archive_looks(api: Api, tmp_path: Path) -> None:
    """Recording status callbacks: RecordingUrl names it; with `.wav?RequestedChannels=2` both sides
    are had, and a DELETE removes it."""
    Recordings(tmp_path / "spool", ACCOUNT, TOKEN, api.url).bring(KEY, api.url + PATH)

    assert (tmp_path / "spool" / f"{KEY}.whole").read_bytes() == SAMPLES
    assert api.asked == [f"GET {PATH}.wav?RequestedChannels=2", f"DELETE {PATH}"]


@pytest.mark.parametrize("sound", [b"nonsense", b"", wav(1, 8000), wav(2, 16000)])
def test_what_cannot_be_used_stays_there(api: Api, tmp_path: Path, sound: bytes) -> None:
    api.sound = sound
    with pytest.raises(NotBrought):
        Recordings(tmp_path, ACCOUNT, TOKEN, api.url).bring(KEY, api.url + PATH)

    assert list(tmp_path.iterdir()) == []
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
def test_nothing_else_is_asked(api: Api, tmp_path: Path, address: str) -> None:
    """Our secret goes to Twilio alone."""
    with pytest.raises(NotBrought):
        Recordings(tmp_path, ACCOUNT, TOKEN, api.url).bring(KEY, address.format(api=api.url))

    assert api.asked == []
