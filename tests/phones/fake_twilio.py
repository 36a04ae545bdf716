"""Twilio's side of a call: signs its requests, follows our TwiML, tells of the end.

It reaches our application as through a TLS proxy, which takes the public address away. Sounds are
files of text here: what is said is what was fetched.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import msgspec
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from config.settings import Settings
from ivr.channels.simulator import Deed, deed_of, written
from ivr.channels.twilio.app import create_app
from ivr.channels.twilio.commands import open_hotline
from ivr.channels.twilio.hotline import Hotline
from ivr.channels.twilio.prompts import PublicSounds
from ivr.desk import Desk
from ivr.engine.channel import By
from ivr.engine.prompt import Prompt
from tests.phones.simulated import CATALOGUE
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

KAZAKH = re.compile("[әғқңөұүһі]")  # letters that are no Russian ones

Form = Mapping[str, str]


def open_worded(
    desk: Desk, directory: Path, settings: Settings = SETTINGS, as_written: bool = False
) -> Hotline:
    """Our application's own parts, whose sounds are text.

    `as_written`: with the words of a telephone that hears every language, as transcripts have them.
    """
    hotline = open_hotline(replace(settings, cache=directory), desk)
    hears = hotline.writer.questions.hears

    def sounds(prompt: Prompt) -> Sequence[Path]:
        heard = bool(hears) if as_written else prompt.language in hears
        text = CATALOGUE.wording(prompt, voice=heard)
        path = directory / f"{sha256(text.encode()).hexdigest()}.txt"
        path.write_text(text)
        return [path]

    public = PublicSounds(directory / "public", sounds)
    return replace(hotline, writer=replace(hotline.writer, sounds=public))


@dataclass
class Line:
    """A call as Twilio's servers have it: what they ask of us, and how."""

    client: FlaskClient
    sid: str
    caller: str
    token: str = TOKEN
    headers: Mapping[str, str] = field(default_factory=dict)  # besides, and not signed

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
        if verb.tag == "Say":
            self.transcript.append(f"> {verb.text}")
            return
        with self._line.get(verb.text or "") as fetched:
            assert fetched.status_code == 200, verb.text
            self.transcript.append(f"> {fetched.get_data(as_text=True)}")

    def _gather(self, gather: ElementTree.Element) -> Form:
        """What the caller does; nothing, and the next verb follows.

        One without prompts only waits on.
        """
        for verb in gather:
            self._say(verb)
        if len(gather):
            line = next(self._script)
            self.transcript.append(written(line))
            self._deed = deed_of(in_keys(line))
        if self._deed.hangs_up:
            raise HangsUp
        if self._deed.speaks:
            assert "speech" in gather.get("input", "dtmf"), "nobody would hear this"
            return {"SpeechResult": self._deed.heard().text, "Confidence": "0.9"}
        keys = "".join(part.text for part in self._deed.parts)
        digits = taken(keys, gather.get("finishOnKey", "#"), int(gather.attrib["numDigits"]))
        return {"Digits": digits, "FinishedOnKey": "", "msg": "Gather End"} if digits else {}


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


# What is said in Kazakh in the transcripts, and the keys that the same caller presses over Twilio,
# which hears no Kazakh. A word of danger has no key.
KEYS_FOR = {
    "қазақша": "2",
    "екі": "2",
    "бірінші": "1",
    "екінші": "2",
    "жұмыс уақыты": "2",
    "иә": "1",
    "иә, дұрыс": "1",
}


def in_keys(line: str) -> str:
    """What the caller does instead, if this was to be said in Kazakh."""
    return KEYS_FOR.get(line.strip('"'), line)


def not_over_twilio(transcript: Transcript) -> str:
    """Why a conversation cannot be held over Twilio; empty if it can."""
    lines = [in_keys(line) for line in transcript.script]
    if any(KAZAKH.search(line) for line in lines):
        return "said in Kazakh, for which there is no key, and Twilio does not hear Kazakh"
    deeds = [deed_of(line) for line in lines]
    if any(deed.speaks and any(part.by is By.KEYS for part in deed.parts) for deed in deeds):
        return "Twilio: what comes first, a word or a key, is the whole answer"
    return ""


def hold(
    kind: type[FakeTwilio], desk: Desk, transcript: Transcript, script: Sequence[str]
) -> FakeTwilio:
    """Hold the conversation; who never speaks hears the wording for the keypad."""
    profile = msgspec.structs.replace(desk.utility.twilio, speech=transcript.needs_speech)
    ours = replace(desk, utility=msgspec.structs.replace(desk.utility, twilio=profile))
    sid = "CA" + sha256(transcript.name.encode()).hexdigest()[:32]
    known = re.fullmatch("[0-9+]+", transcript.caller)
    caller = f"+{transcript.caller.removeprefix('+')}" if known else ANONYMOUS
    with TemporaryDirectory() as directory:
        client = create_app(open_worded(ours, Path(directory), as_written=True)).test_client()
        call = kind(Line(client, sid, caller), transcript.route, iter(script))
        call.run()
    return call


def fake_twilio(desk: Desk, transcript: Transcript, script: Sequence[str]) -> list[str]:
    """Twilio as it is on good days."""
    call = hold(FakeTwilio, desk, transcript, script)
    return [*call.transcript, call.outcome]


def stammering_twilio(desk: Desk, transcript: Transcript, script: Sequence[str]) -> list[str]:
    """Each request twice, some late."""
    call = hold(Stammering, desk, transcript, script)
    return [*call.transcript, call.outcome]
