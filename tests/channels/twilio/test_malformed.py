"""Requests that make no sense: each is answered or refused, none is a fault of ours.

Signed, so that the signature is not what refuses them; what is not signed is in `test_signature`.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from config.utility import Queue, Twilio
from ivr.channels.twilio.recordings import Recordings
from models.tables import CallRow
from tests.channels.twilio.switchboard import BEGIN, SID, Switchboard, action
from tests.phones.fake_twilio import ACCOUNT, TOKEN, URL

FIGURES = ["", "²", "-1", "1e9", "9" * 5000]
NONSENSE = {
    "CallSid": ["", "CA1", SID.lower(), f"{SID}\n", "x" * 50_000],
    "ParentCallSid": ["", "\0"],
    "CallStatus": ["", "gone", "x" * 50_000],
    "Direction": ["outbound-api", "sideways"],
    "From": ["", "\0", "+" + "9" * 5000, "sip:\U0001f4a5"],
    "Digits": ["²", "\0", "1" * 50_000, "\U0001f4a5", "%31"],
    "SpeechResult": ["\0", "\ufffd", "сто " * 2000, "\U0001f4a5", "9" * 5000],
    "Timestamp": [
        "yesterday",
        "Mon, 01 Jan 99999999999999999999 00:00:00 +0000",
        "Mon, 01 Jan 2026 00:00:00 +9999999999999",
        "Mon, 01 Jan 0001 00:00:00 +2359",
        "Mon, 01 Jan 2026 00:00:00",
    ],
    "DialCallDuration": FIGURES,
    "QueueTime": FIGURES,
    "RecordingUrl": ["", "file:///etc/passwd", "\0", "https://api.twilio.com/"],
    "ErrorCode": ["\r\nX: y"],
}
PATHS = [
    "/call/hotline",
    "/call/hotline/0/2",
    "/call/hotline/0/99999999999999999999",
    "/call/hotline/99999999999999999999/0",
    "/call/hotline/0/answered",
    "/call/hotline/99999999999999999999/answered",
    "/call/hotline/0/after",
    "/call/hotline/ended",
    "/call/hotline/recorded",
    "/call/no-such-route/recorded",
    "/back/0",
    "/back/0/status",
    "/hold",
    "/fallback",
]


@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_nonsense_in_any_field(switchboard: Switchboard, path: str, tmp_path: Path) -> None:
    switchboard.with_profile(twilio=Twilio(recordings=True), queues={"heat": Queue(name={})})
    kept = Recordings(tmp_path / "spool", tmp_path / "notes", ACCOUNT, TOKEN)
    switchboard.hotline = replace(switchboard.hotline, recordings=kept)
    switchboard.keyed("1")
    usual = {"RecordingStatus": "completed", "ParentCallSid": SID, "DialCallStatus": "completed"}

    for name, values in NONSENSE.items():
        for value in values:
            answer = switchboard.line.post(URL + path, **usual | {name: value})
            assert answer.status_code in (200, 204, 403), (name, value[:40])

    assert switchboard.count(CallRow) == 1
    assert not (tmp_path / "notes").exists()


@pytest.mark.parametrize("words", NONSENSE["SpeechResult"], ids=range(5))
def test_words_that_are_none(switchboard: Switchboard, words: str) -> None:
    """They are stored as any answer that was not understood, and it is asked for again."""
    address = action(switchboard.keyed("1"))
    stored = switchboard.count()

    assert action(switchboard.ask(address, SpeechResult=words)).endswith("/0/3")
    assert switchboard.count() == stored + 1
    assert action(switchboard.ask(f"{BEGIN}/0/3", Digits="10000016")).endswith("/0/4")


def test_a_request_that_is_too_long(switchboard: Switchboard) -> None:
    """It is not read to its end, so nobody can say who sent it."""
    answer = switchboard.line.post(BEGIN, SpeechResult="x" * 70_000)

    assert answer.status_code == 413
    assert switchboard.count(CallRow) == 0


def test_a_body_of_another_kind(switchboard: Switchboard) -> None:
    client = switchboard.line.client
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain", ""):
        answer = client.post("/call/hotline", data=b"\xff\0{", content_type=kind)
        assert answer.status_code == 403
    assert switchboard.count(CallRow) == 0
