"""Customers are called back over Twilio (C9): placed by its own client, and told of by webhooks."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import Engine, select

from ivr.channels.twilio.outbound import TwilioCarrier, anybody
from ivr.desk import Desk
from ivr.outbound.carrier import CarrierRefused
from ivr.outbound.dialler import Dialler
from models.events.days import day_of, stays_in
from models.outbound.kinds import Attempt
from models.tables import CallRow
from tests.channels.twilio.switchboard import Switchboard, said, verbs
from tests.outbound.promised import LIMITS, NUMBER
from tests.outbound.promised import Desk as Promised
from tests.phones.fake_twilio import OPERATORS, SETTINGS, URL, Line
from tests.phones.fake_twilio_rest import SID, RestApi, rest_api

OURS = "+73412000000"
PLACING = replace(SETTINGS, outbound="twilio", outbound_number=OURS, outbound_prefixes="+7912")
LEG = "CA" + "c" * 32


@pytest.fixture
def api() -> Iterator[RestApi]:
    with rest_api() as server:
        yield server


@pytest.fixture
def carrier(api: RestApi) -> TwilioCarrier:
    """Twilio's real client, whose requests go to a server here."""
    placing = TwilioCarrier(PLACING)
    placing.client.api.base_url = api.url
    return placing


class Office:
    """A promise, the dialler that keeps it, and the webhooks of its call."""

    def __init__(
        self, engine: Engine, directory: Path, api: RestApi, carrier: Any, settings: Any = PLACING
    ) -> None:
        self.promised = Promised(engine)
        self.callback = self.promised.promise()
        desk = Desk(engine, self.promised.utility, "demo")
        self.switchboard = Switchboard(desk, directory, self.promised.now, settings)
        self.api = api
        utility, now = self.promised.utility, lambda: self.switchboard.now
        self.dialler = Dialler(engine, utility, LIMITS, carrier, anybody, now)

    def place(self) -> dict[str, list[str]]:
        """The call back is placed; what Twilio was asked for."""
        self.dialler.look()
        return self.api.placed[-1]

    def post(self, address: str, **form: str) -> Any:
        client = self.switchboard.line.client.application.test_client()
        return Line(client, SID, OURS).post(address, To=NUMBER, Direction="outbound-api", **form)

    def ask(self, address: str, **form: str) -> ElementTree.Element:
        answer = self.post(address, **form)
        assert answer.status_code == 200, answer.status
        return ElementTree.fromstring(answer.data)

    def answered(self) -> tuple[str, ElementTree.Element]:
        """The customer answers: the address of the attempt, and what is heard then."""
        (url,) = self.place()["Url"]
        return url, self.ask(url, CallStatus="in-progress")

    def connected(self) -> tuple[str, str]:
        """And presses 1: the address asked when the operators are done with the customer."""
        url, heard = self.answered()
        where = self.ask(heard.find("Gather").attrib["action"], Digits="1")  # type: ignore[union-attr]
        (bring,) = [verb for verb in where if verb.tag in ("Dial", "Enqueue")]
        return url, bring.attrib["action"]

    @property
    def outcome(self) -> str | None:
        found: str | None = self.promised.attempts()[-1].outcome
        return found

    @property
    def is_kept(self) -> bool:
        return self.promised.row(self.callback).done_at is not None


@pytest.fixture
def back(office: Engine, tmp_path: Path, api: RestApi, carrier: TwilioCarrier) -> Office:
    return Office(office, tmp_path, api, carrier)


def test_what_twilio_is_asked_for(back: Office) -> None:
    """Call resource, "Create a Call": To, From, Url, StatusCallback with its events, Timeout; no
    MachineDetection, and nothing is recorded by this request."""
    form = back.place()

    (url,) = form["Url"]
    assert url.startswith(f"{URL}/back/") and NUMBER not in url
    assert (form["To"], form["From"]) == ([NUMBER], [OURS])
    assert form["StatusCallback"] == [f"{url}/status"]
    assert form["StatusCallbackEvent"] == ["initiated", "ringing", "answered", "completed"]
    assert (form["Timeout"], form["FallbackUrl"]) == (["30"], [f"{URL}/fallback"])
    assert not {"MachineDetection", "Record", "Twiml"} & form.keys()
    assert back.promised.attempts()[0].reference == SID


def test_an_answered_call(back: Office) -> None:
    """Who calls and why, that it is recorded (C1), is somebody there? Then the operators, in the
    kept queue."""
    url, heard = back.answered()

    assert "Dial" not in verbs(heard)
    asked = heard.find("Gather").attrib["action"]  # type: ignore[union-attr]
    then = back.ask(asked, Digits="1")
    assert verbs(then)[-1] == "Dial" and then.findtext("Dial/Number") == OPERATORS
    texts = [sound_text(back, address) for address in said(heard)]
    assert any("перезвон" in text.lower() for text in texts), texts
    assert any("записывается" in text for text in texts)
    with back.switchboard.desk.engine.connect() as db:
        (row,) = db.execute(select(CallRow.__table__).where(CallRow.key.contains(SID))).all()
        (stay,) = stays_in(db, day_of(back.switchboard.now, back.promised.utility.zone))
    assert (row.caller, row.dialled) == (NUMBER, OURS)
    assert stay.queue == "individuals"
    assert back.post(url, CallStatus="in-progress").data == back.post(url).data


def test_a_talk_keeps_the_promise(back: Office) -> None:
    url, after = back.connected()
    done = {"DialCallStatus": "completed", "DialCallDuration": "60"}
    for _ in range(2):
        back.post(after, **done)
        back.post(f"{url}/status", CallStatus="completed")

    assert (back.outcome, back.is_kept) == ("talked", True)


def test_the_end_overtakes_the_talk(back: Office) -> None:
    """Voice status callbacks come in any order: the operator's answer was told of before."""
    url, after = back.connected()
    told = Line(back.switchboard.line.client, LEG, OURS).post(
        after.replace("/after", "/answered"), ParentCallSid=SID
    )
    assert told.status_code == 204
    back.post(f"{url}/status", CallStatus="completed")
    back.post(after, DialCallStatus="completed", CallStatus="completed")

    assert (back.outcome, back.is_kept) == ("talked", True)


@pytest.fixture
def queued(office: Engine, tmp_path: Path, api: RestApi, carrier: TwilioCarrier) -> Office:
    """Operators take calls from a queue of Twilio's: of their answer it tells at the end."""
    settings = replace(PLACING, twilio_operators="queue:hotline")
    return Office(office, tmp_path, api, carrier, settings)


@pytest.mark.parametrize("first", ["status", "after"])
def test_the_end_overtakes_the_talk_out_of_a_queue(queued: Office, first: str) -> None:
    """Enqueue, `action`: requested when the bridged parties disconnect, with QueueResult; Voice
    status callbacks come in any order. Whichever is first, the customer is not called once more."""
    url, after = queued.connected()
    told = {
        "status": lambda: queued.post(f"{url}/status", CallStatus="completed"),
        "after": lambda: queued.post(
            after, QueueResult="bridged", QueueTime="20", CallStatus="completed"
        ),
    }
    for which in (first, *(told.keys() - {first})):
        assert told[which]().status_code in (200, 204)

    assert (queued.outcome, queued.is_kept) == ("talked", True)
    queued.switchboard.now += timedelta(hours=1)
    queued.dialler.look()
    assert len(queued.api.placed) == 1


def test_an_answering_machine(back: Office) -> None:
    """Nobody presses a key: no operator's telephone rings, and we call again."""
    url, heard = back.answered()
    for _ in range(3):
        assert "Dial" not in verbs(heard)
        heard = back.ask(heard.find("Gather").attrib["action"])  # type: ignore[union-attr]
    assert verbs(heard)[-1] == "Hangup"
    back.post(f"{url}/status", CallStatus="completed")

    assert (back.outcome, back.is_kept) == ("answered", False)


def test_no_operator_answers(back: Office) -> None:
    """The place is kept; the customer hears that we shall call again, once."""
    url, after = back.connected()
    later = back.ask(after, DialCallStatus="no-answer")
    back.post(f"{url}/status", CallStatus="completed")

    assert verbs(later)[-1] == "Hangup" and said(later)
    assert (back.outcome, back.is_kept) == ("answered", False)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("busy", "busy"),
        ("no-answer", "no_answer"),
        ("failed", "failed"),
        ("canceled", "failed"),
        ("completed", "answered"),
    ],
)
def test_nobody_is_reached(back: Office, status: str, outcome: str) -> None:
    """Call resource, "Call Status Values": the five that are final. Told again, nothing changes."""
    (callback,) = back.place()["StatusCallback"]
    for progress in ("initiated", "ringing"):
        back.post(callback, CallStatus=progress)
        assert back.outcome is None
    for _ in range(2):
        assert back.post(callback, CallStatus=status).status_code == 204

    assert (back.outcome, back.is_kept) == (outcome, False)
    back.post(callback, CallStatus="completed")
    assert back.outcome == outcome


@pytest.mark.parametrize(("status", "code"), [(400, 21211), (401, 20003), (429, 20429)])
def test_twilio_refuses(
    back: Office, api: RestApi, status: int, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    """REST API, "Twilio's Response": a 4xx with `code`; no telephone has rung. Its words hold the
    number, and are in no log of ours."""
    api.error = (status, code)
    with caplog.at_level(logging.INFO):
        back.dialler.look()

    assert back.outcome == "refused"
    assert f"error {code}" in caplog.text
    assert NUMBER.removeprefix("+") not in caplog.text


def test_it_is_not_known_whether_it_was_placed(
    back: Office, api: RestApi, caplog: pytest.LogCaptureFixture
) -> None:
    """Create a Call is not idempotent: after a 5xx or a broken connection it is not asked again;
    should the call be there after all, its webhooks say so."""
    api.hangs_up = True
    with caplog.at_level(logging.INFO):
        back.dialler.look()
        back.dialler.look()

    assert len(api.placed) == 1 and back.outcome is None
    assert NUMBER.removeprefix("+") not in caplog.text
    (url,) = api.placed[0]["Url"]
    assert "Gather" in verbs(back.ask(url))


@pytest.mark.parametrize("status", [500, 503])
def test_a_fault_of_twilios(back: Office, api: RestApi, status: int) -> None:
    api.error = (status, status)
    back.dialler.look()

    assert back.outcome is None


def test_two_at_the_same_moment(back: Office) -> None:
    """The customer's answer told twice at once: one call, one answer."""
    (url,) = back.place()["Url"]
    with ThreadPoolExecutor(4) as pool:
        answers = {answer.data for answer in pool.map(lambda _: back.post(url), range(4))}

    assert len(answers) == 1
    with back.switchboard.desk.engine.connect() as db:
        calls = db.execute(select(CallRow.id).where(CallRow.key.contains(SID))).all()
    assert [row.call_id for row in back.promised.attempts()] == [calls[0].id]


def test_nobody_else_can_begin_one(back: Office) -> None:
    """An unknown key, one of the other carrier's, or the route of calls that come in."""
    (url,) = back.place()["Url"]

    assert back.post(f"{URL}/back/{'0' * 32}").status_code == 403
    assert back.post(f"{URL}/call/called-back").status_code == 403
    assert back.switchboard.line.client.post(url.removeprefix(URL)).status_code == 403


def test_the_carrier_alone(carrier: TwilioCarrier, api: RestApi) -> None:
    attempt = Attempt(1, 1, NUMBER, "a" * 32, Promised.now)

    assert (carrier.name, carrier.place(attempt)) == ("twilio", SID)
    api.error = (400, 21211)
    with pytest.raises(CarrierRefused, match="21211"):
        carrier.place(attempt)


def sound_text(back: Office, address: str) -> str:
    with back.switchboard.line.get(address) as fetched:
        return str(fetched.get_data(as_text=True))
