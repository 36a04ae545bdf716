"""The two gateways over HTTP: who is believed, and what they answer."""

import logging
from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from twilio.request_validator import RequestValidator

from config.settings import Settings, WrongSetting
from config.utility import Utility
from ivr.channels.sms.app import check, create_app
from ivr.channels.sms.commands import options
from tests.sms.town import outcomes

URL, ACCOUNT, SECRET, TOKEN = "https://hotline.example", "AC" + "0" * 32, "s" * 32, "t" * 32
SETTINGS = Settings(twilio_url=URL, twilio_account=ACCOUNT, twilio_token=SECRET, sms_token=TOKEN)
FORM = {
    "MessageSid": "SM" + "1" * 32,
    "AccountSid": ACCOUNT,
    "From": "+79120000001",
    "To": "+79120000009",
    "Body": "Садовая 5\n123,5 87",
    "NumMedia": "0",
}
STORED = "Записано: Заречный, улица Садовая, 5: 123,5; 87. Ошибка? Пришлите сегодня всё снова."


@pytest.fixture
def client(town: Engine, utility: Utility) -> FlaskClient:
    return create_app(SETTINGS, town, utility).test_client()


def signed(form: Mapping[str, str], url: str = URL, secret: str = SECRET) -> dict[str, str]:
    signature = RequestValidator(secret).compute_signature(f"{url}/sms/twilio", dict(form))
    return {"X-Twilio-Signature": signature}


def test_twilio(client: FlaskClient, town: Engine) -> None:
    answer = client.post("/sms/twilio", data=FORM, headers=signed(FORM))
    assert answer.mimetype == "text/xml"
    assert answer.text.endswith(f"<Response><Message>{STORED}</Message></Response>")
    again = client.post("/sms/twilio", data=FORM, headers=signed(FORM))
    assert again.data == answer.data
    assert outcomes(town) == ["stored"]


def test_twilio_hears_nothing_where_nothing_is_answered(client: FlaskClient) -> None:
    twice = FORM | {"MessageSid": "SM" + "2" * 32}
    client.post("/sms/twilio", data=FORM, headers=signed(FORM))
    answer = client.post("/sms/twilio", data=twice, headers=signed(twice))
    assert answer.text.endswith("<Response />")


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        (FORM, {}),
        (FORM, {"X-Twilio-Signature": "x"}),
        (FORM, signed(FORM, secret="another")),
        (FORM, signed(FORM, url="http://hotline.example")),
        (FORM | {"Body": "Садовая 5 1 1"}, signed(FORM)),
        (FORM | {"AccountSid": "AC1"}, signed(FORM | {"AccountSid": "AC1"})),
        (FORM | {"MessageSid": "x"}, signed(FORM | {"MessageSid": "x"})),
    ],
)
def test_who_is_not_twilio_is_refused(
    client: FlaskClient, town: Engine, form: dict[str, str], headers: dict[str, str]
) -> None:
    assert client.post("/sms/twilio", data=form, headers=headers).status_code == 403
    assert outcomes(town) == []


def post(client: FlaskClient, body: Any, token: str = TOKEN) -> Any:
    return client.post("/sms", json=body, headers={"Authorization": f"Bearer {token}"})


def test_any_other_provider(client: FlaskClient, town: Engine) -> None:
    body = {"id": "1", "from": "8 912 000-00-01", "text": "Садовая 5 123,5 87", "more": 1}
    assert post(client, body).json == {"answer": STORED}
    assert post(client, body).json == {"answer": STORED}
    assert post(client, body | {"id": "2"}).json == {"answer": None}
    assert outcomes(town) == ["stored", "repeated"]


@pytest.mark.parametrize("token", ["", "wrong", "ы", TOKEN[:-1]])
def test_who_has_no_token_is_refused(client: FlaskClient, token: str) -> None:
    assert post(client, {"id": "1", "from": "1", "text": "1"}, token).status_code == 401
    assert client.post("/sms", json={}).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"id": 1, "from": "1", "text": ""},
        {"id": "", "from": "1", "text": ""},
        {"id": "x" * 101, "from": "1", "text": ""},
        {"id": "1", "from": "1" * 41, "text": ""},
    ],
)
def test_a_wrong_body_is_one_sentence(client: FlaskClient, town: Engine, body: Any) -> None:
    answer = post(client, body)
    assert answer.status_code == 400
    assert answer.json["error"].startswith("the body cannot be read")
    assert outcomes(town) == []


def test_bytes_that_are_no_text(client: FlaskClient, town: Engine) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    for body in (b"{", b"\xff", b'{"id":"1","from":"1","text":"\xff"}', b"", b"x" * 20_000):
        assert client.post("/sms", data=body, headers=headers).status_code in (400, 413)
    nul = b'{"id":"\\u0000","from":"\\u0000","text":"\\u0000"}'
    assert client.post("/sms", data=nul, headers=headers).status_code == 200


def test_a_gateway_without_a_secret_is_closed(town: Engine, utility: Utility) -> None:
    client = create_app(Settings(), town, utility).test_client()
    assert client.post("/sms/twilio", data=FORM, headers=signed(FORM, secret="")).status_code == 404
    assert post(client, {"id": "1", "from": "1", "text": "1"}, "").status_code == 404


@pytest.mark.parametrize("settings", [Settings(), Settings(twilio_token="x")])
def test_a_server_that_nobody_could_use_does_not_start(settings: Settings) -> None:
    with pytest.raises(WrongSetting):
        check(settings)


def test_the_server_listens_where_it_is_told() -> None:
    assert options(Settings(sms_listen="127.0.0.1:9999"))["bind"] == "127.0.0.1:9999"


def test_no_number_and_no_words_in_the_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client.post("/sms/twilio", data=FORM, headers=signed(FORM))
    post(client, {"id": "1", "from": "+79120000002", "text": "Ленина 25-11 53"})
    assert "stored" in caplog.text
    for word in ("7912000000", "Садовая", "Ленина", "123,5", "53"):
        assert word not in caplog.text
