"""Twilio's side of a call: signs its requests, follows our TwiML, tells of the end.

It reaches our application as through a TLS proxy, which takes the public address away. Sounds are
files of text here: what is said is what was fetched.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree

from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from config.settings import Settings
from ivr.channels.simulator import Deed, deed_of, written
from tests.transcript import Transcript

URL = "https://calls.example/hotline"  # the proxy takes /hotline away
ACCOUNT, TOKEN = "AC" + "0" * 32, "a secret of the tests"
OPERATORS, EMERGENCY, FALLBACK = "+78000000001", "+78000000002", "+78000000003"
ANONYMOUS = "+266696687"
BROUGHT = {
    OPERATORS: "= transfer",
    EMERGENCY: "= transfer: emergency",
    FALLBACK: "= fault",
}
SETTINGS = Settings(
    twilio_url=URL,
    twilio_account=ACCOUNT,
    twilio_token=TOKEN,
    twilio_operators=OPERATORS,
    twilio_emergency=EMERGENCY,
    twilio_fallback=FALLBACK,
)

Form = Mapping[str, str]


@dataclass
class Line:
    """A call as Twilio's servers have it: what they ask of us, and how."""

    client: FlaskClient
    sid: str
    caller: str
    token: str = TOKEN
    headers: Mapping[str, str] = field(default_factory=dict)  # besides, and not signed
    kept: dict[str, str] = field(default_factory=dict)  # sounds by address: Twilio has a proxy

    def post(self, address: str, **more: str) -> TestResponse:
        """A request about the call."""
        form = {
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "CallSid": self.sid,
            "CallStatus": "in-progress",
            "Called": "+78000000000",
            "Caller": self.caller,
            "Direction": "inbound",
            "From": self.caller,
            "To": "+78000000000",
            **more,
        }
        signature = RequestValidator(self.token).compute_signature(address, form)
        headers = {"X-Twilio-Signature": signature, **self.headers}
        return self.client.post(inside(address), data=form, headers=headers)

    def get(self, address: str) -> TestResponse:
        """A sound."""
        signature = RequestValidator(self.token).compute_signature(address, {})
        return self.client.get(inside(address), headers={"X-Twilio-Signature": signature})

    def hear(self, address: str) -> str:
        """The words of a sound, fetched once: it says that it never changes."""
        if address not in self.kept:
            with self.get(address) as fetched:
                assert fetched.status_code == 200, address
                assert fetched.cache_control.immutable, address
                self.kept[address] = fetched.get_data(as_text=True)
        return self.kept[address]


def inside(address: str) -> str:
    """What the proxy asks of us."""
    assert address.startswith(f"{URL}/"), address
    return address.removeprefix(URL)


class HangsUp(Exception):
    """The caller has gone."""


class FakeTwilio:
    """One call, in which the caller does what the script says."""

    def __init__(self, line: Line, route: str, script: Iterator[str]) -> None:
        self.transcript: list[str] = []
        self.outcome = ""
        self.recordings = 0
        self._line = line
        self._begin = f"{URL}/call/{route}"
        self._script = script
        self._deed = Deed()

    def run(self) -> None:
        """From the first request to the status callback."""
        twiml = self.ask(self._begin, {"CallStatus": "ringing"})
        try:
            while twiml:
                twiml = self._follow(ElementTree.fromstring(twiml))
        except HangsUp:
            self.outcome = "= hung up"
        self.tell_of_the_end()

    def ask(self, address: str, form: Form) -> bytes:
        """TwiML, by a POST."""
        answer = self._line.post(address, **form)
        assert answer.status_code == 200, answer.status
        assert answer.mimetype == "text/xml"
        return answer.get_data()

    def tell_of_the_end(self) -> None:
        """The status callback of the number."""
        told = self._line.post(f"{self._begin}/ended", CallStatus="completed", CallDuration="60")
        assert told.status_code == 204

    def _follow(self, response: ElementTree.Element) -> bytes:
        """One document, verb after verb; what comes next, empty at the end of the call."""
        for verb in response:
            match verb.tag:
                case "Play" | "Say":
                    self._say(verb)
                case "Start":
                    self.recordings += 1
                case "Gather":
                    if form := self._gather(verb):
                        return self.ask(verb.attrib["action"], form)
                case "Redirect":
                    return self.ask(verb.text or "", {})
                case "Dial":
                    self.outcome = BROUGHT[verb.findtext("Number", "")]
                    return b""
                case "Hangup":
                    self.outcome = "= goodbye"
                    return b""
                case tag:
                    raise AssertionError(f"unexpected verb {tag}")
        raise AssertionError("the document ends, and so would the call")

    def _say(self, verb: ElementTree.Element) -> None:
        said = self._line.hear(verb.text or "") if verb.tag == "Play" else verb.text
        self.transcript.append(f"> {said}")

    def _gather(self, gather: ElementTree.Element) -> Form:
        """What the caller does; nothing, and the next verb follows.

        One without prompts only waits on.
        """
        for verb in gather:
            self._say(verb)
        if len(gather):
            line = next(self._script)
            self.transcript.append(written(line))
            self._deed = what_comes_first(deed_of(line))
        if self._deed.hangs_up:
            raise HangsUp
        if self._deed.speaks:
            assert "speech" in gather.get("input", "dtmf"), "nobody would hear this"
            return {"SpeechResult": self._deed.heard().text, "Confidence": "0.9"}
        keys = "".join(part.text for part in self._deed.parts)
        digits = taken(keys, gather.get("finishOnKey", "#"), int(gather.attrib["numDigits"]))
        return {"Digits": digits, "FinishedOnKey": "", "msg": "Gather End"} if digits else {}


def mixes(transcript: Transcript) -> bool:
    """Whether somebody begins an answer by voice and ends it by keys, or the other way round."""
    deeds = [deed_of(line) for line in transcript.script]
    return any(what_comes_first(deed) != deed for deed in deeds)


def what_comes_first(deed: Deed) -> Deed:
    """Words or keys: Twilio gives precedence to the first input that it detects."""
    first = [part for part in deed.parts if part.by is deed.parts[0].by]
    return replace(deed, parts=first)


def taken(keys: str, finish: str, most: int) -> str:
    """The digits of a <Gather>: the finishing key ends it only if a digit precedes it."""
    digits = ""
    for key in keys:
        if key == finish:
            if digits:
                break
        else:
            digits += key
            if len(digits) == most:
                break
    return digits


class Stammering(FakeTwilio):
    """Sends every request twice, and some of them late: all are answered as at first."""

    def __init__(self, line: Line, route: str, script: Iterator[str]) -> None:
        super().__init__(line, route, script)
        self._asked: list[tuple[str, Form, bytes]] = []

    def ask(self, address: str, form: Form) -> bytes:
        answer = super().ask(address, form)
        assert super().ask(address, form) == answer
        self._asked.append((address, form, answer))
        if len(self._asked) % 3 == 0:
            self._again(self._asked[-3:])
        return answer

    def tell_of_the_end(self) -> None:
        super().tell_of_the_end()
        super().tell_of_the_end()
        self._again(self._asked)

    def _again(self, asked: Sequence[tuple[str, Form, bytes]]) -> None:
        for address, form, answer in asked:
            assert super().ask(address, form) == answer
