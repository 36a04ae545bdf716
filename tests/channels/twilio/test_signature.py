"""Whom we believe: requests signed by Twilio for our account, as we are known to the public."""

import logging

import pytest
from flask import Flask, request
from twilio.request_validator import RequestValidator

from ivr.channels.twilio.signature import HEADER, Signatures
from models.tables import CallRow
from tests.channels.twilio.switchboard import BEGIN, CALLER, SID, Switchboard, action
from tests.phones.fake_twilio import ACCOUNT, FALLBACK, TOKEN, URL, Line, inside

OTHER_ACCOUNT = "AC" + "9" * 32


@pytest.mark.parametrize(
    ("host", "caller", "signature"),
    [
        ("example.com", "+14158675310", "L/OH5YylLD5NRKLltdqwSvS0BnU="),
        ("mycompany.com", "+12349013030", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="),
        ("mycompany.com", "+14158675309", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    ],
)
def test_the_documented_examples(host: str, caller: str, signature: str) -> None:
    """Security, "Validating Signatures from Twilio", in three versions of the page and of the
    libraries' guides: the full URL with its query, then each POST parameter's name and value in the
    order of the names, HMAC-SHA1 with the account's token, which is 12345."""
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": caller,
        "Digits": "1234",
        "From": caller,
        "To": "+18005551212",
    }
    ours = Signatures(f"https://{host}", ACCOUNT, "12345")

    def wrong(**changed: str) -> str:
        address = "/myapp.php?foo=1&bar=2"
        sent = {"method": "POST", "data": form | changed, "headers": {HEADER: signature}}
        with Flask(__name__).test_request_context(address, **sent):
            return ours.wrong_with(request)

    assert wrong() == "it is of another account"  # the example names none, and is signed well
    assert wrong(Digits="1235") == "its signature is wrong"


def test_signed_for_the_public_address_behind_a_proxy(switchboard: Switchboard) -> None:
    """Security: the URL is the one Twilio was given; a proxy that ends TLS changes scheme and host.

    Our own side sees http://localhost/call/... here, and Twilio signed https://calls.example/...
    """
    assert switchboard.line.post(BEGIN).status_code == 200


def test_a_query_is_part_of_what_is_signed(switchboard: Switchboard) -> None:
    """Security: everything from the scheme to the end of the query string."""
    line = switchboard.line

    assert line.post(f"{BEGIN}?site=1").status_code == 200
    signed = RequestValidator(TOKEN).compute_signature(BEGIN, {})
    refused = line.client.get(f"{inside(URL + '/fallback')}?x=1", headers={HEADER: signed})
    assert refused.status_code == 403


@pytest.mark.parametrize("token", ["", "another secret"])
@pytest.mark.parametrize(
    "path",
    [
        "/call/hotline",
        "/call/hotline/0/1",
        "/call/hotline/0/after",
        "/call/hotline/ended",
        "/call/hotline/recorded",
        "/call/hotline/0/answered",
        "/back/" + "0" * 32,
        "/back/" + "0" * 32 + "/status",
        "/hold",
        "/fallback",
        "/no/such/address",
    ],
)
def test_every_route_is_refused_to_strangers(
    switchboard: Switchboard, path: str, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    line = switchboard.line
    form = {"CallSid": SID, "AccountSid": ACCOUNT, "From": CALLER, "Digits": "10000016"}
    headers = {}
    if token:
        headers[HEADER] = RequestValidator(token).compute_signature(URL + path, form)
    with caplog.at_level(logging.INFO):
        answer = line.client.post(path, data=form, headers=headers)

    assert (answer.status_code, answer.data) == (403, b"")
    assert switchboard.count(CallRow) == 0
    assert "request refused" in caplog.text
    assert not any(secret in caplog.text for secret in (CALLER, "10000016"))


def test_sounds_are_refused_to_strangers(switchboard: Switchboard) -> None:
    """Twilio signs what it fetches for <Play> as well: its own protected assets are played so."""
    switchboard.keyed()
    (sound, *_) = (switchboard.directory / "public").iterdir()

    with switchboard.line.get(f"{URL}/sound/{sound.name}") as fetched:
        assert fetched.status_code == 200
    assert switchboard.line.client.get(f"/sound/{sound.name}").status_code == 403


def test_what_was_signed_may_not_be_changed(switchboard: Switchboard) -> None:
    """Security: every parameter of the body is covered."""
    address = action(switchboard.keyed("1"))
    form = {"CallSid": SID, "AccountSid": ACCOUNT, "Digits": "10000016"}
    signed = RequestValidator(TOKEN).compute_signature(address, form)

    forged = form | {"Digits": "10000024"}
    client = switchboard.line.client
    assert client.post(inside(address), data=forged, headers={HEADER: signed}).status_code == 403
    assert switchboard.count() == 2  # the recording notice and the first answer


def test_another_account_of_twilios(switchboard: Switchboard) -> None:
    """Its requests are signed with its own secret; one with ours and its id is no request."""
    assert switchboard.line.post(BEGIN, AccountSid=OTHER_ACCOUNT).status_code == 403
    assert switchboard.count(CallRow) == 0


def test_replayed_after_the_call(switchboard: Switchboard) -> None:
    """A copy of what Twilio once sent: nothing is stored by it, and later it is refused."""
    switchboard.keyed("2")
    switchboard.line.post(f"{BEGIN}/ended", CallStatus="completed")
    before = switchboard.count()

    assert switchboard.line.post(BEGIN).status_code == 200  # Twilio itself may be late
    switchboard.pass_time(minutes=61)
    assert switchboard.line.post(BEGIN).status_code == 403
    assert switchboard.line.post(f"{BEGIN}/0/1", Digits="1").status_code == 403
    assert (switchboard.count(), switchboard.count(CallRow)) == (before, 1)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/call/hotline/0/1", {"Digits": "1"}),
        ("/call/hotline/1/0", {}),
        ("/call/hotline", {"CallStatus": "completed"}),
        ("/call/no-such-route", {}),
        ("/call/hotline", {"CallSid": "nonsense"}),
    ],
)
def test_what_cannot_begin_a_call(
    switchboard: Switchboard, path: str, form: dict[str, str]
) -> None:
    assert switchboard.line.post(URL + path, **form).status_code == 403
    assert switchboard.count(CallRow) == 0


def test_the_end_of_a_call_we_do_not_know(switchboard: Switchboard) -> None:
    told = switchboard.line.post(f"{BEGIN}/ended", CallStatus="completed")

    assert (told.status_code, switchboard.count(CallRow)) == (204, 0)


def test_a_wrong_token_of_ours_is_seen(switchboard: Switchboard) -> None:
    """Whoever changed the secret at Twilio and not here gets no caller through, and sees why."""
    stale = Line(switchboard.line.client, SID, CALLER, token="the old secret")

    assert stale.post(BEGIN).status_code == 403
    assert FALLBACK in switchboard.ask(f"{URL}/fallback").itertext()
