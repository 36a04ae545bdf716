"""Twilio's REST interface, on a socket of its own: takes calls that we place, and says what it has.

What is documented of POST /2010-04-01/Accounts/{AccountSid}/Calls.json, and no more.
"""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

from tests.phones.fake_twilio import ACCOUNT, TOKEN

PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
SID = "CA" + "b" * 32
KNOWN = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


class RestApi(HTTPServer):
    """Notes what it is asked for; `error` (status, code) is what it answers instead."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.placed: list[dict[str, list[str]]] = []
        self.error: tuple[int, int] | None = None
        self.hangs_up = False  # takes the request, and answers nothing

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Asked(BaseHTTPRequestHandler):
    server: RestApi

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.server.hangs_up:
            self.server.placed.append(parse_qs(form))
        elif self.headers["Authorization"] != f"Basic {KNOWN}":
            self._answer(401, {"code": 20003, "message": "Authenticate", "status": 401})
        elif self.path != PATH:
            self._answer(404, {"code": 20404, "message": "not found", "status": 404})
        elif self.server.error:
            status, code = self.server.error
            told = {"code": code, "message": f"about {form}", "status": status}
            self._answer(status, told)
        else:
            self.server.placed.append(parse_qs(form))
            self._answer(201, {"sid": SID, "account_sid": ACCOUNT, "status": "queued"})

    def _answer(self, status: int, body: dict[str, object]) -> None:
        self.send_response(status)
        content = json.dumps(body).encode()
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def rest_api() -> Iterator[RestApi]:
    """Serving."""
    with RestApi() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
