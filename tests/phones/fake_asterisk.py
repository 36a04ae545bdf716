"""Asterisk's side of a FastAGI connection, over a real socket, to a real server of ours."""

import re
import shlex
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_network

from agi_scripts.server import Gate, Server
from ivr.channels.asterisk import KEYS
from ivr.channels.simulator import deed_of, written
from ivr.desk import Desk
from ivr.engine.prompt import Prompt
from tests.phones.simulated import CATALOGUE
from tests.transcript import Transcript

COMMA = "\u201a"
TOKEN = "a token of the tests"
GATE = Gate([ip_network("127.0.0.0/8")], TOKEN)
FINISHED = {
    "goodbye": "= goodbye",
    "transfer": "= transfer",
    "fault": "= fault",
    "hungup": "= hung up",
}


def greeting(key: str, caller: str, token: str = TOKEN, **more: str) -> str:
    """What Asterisk 22 sends when a FastAGI connection opens."""
    values = {
        "network": "yes",
        "network_script": "hotline",
        "request": "agi://127.0.0.1:4573/hotline",
        "channel": "PJSIP/anonymous-00000001",
        "language": "ru",
        "type": "PJSIP",
        "uniqueid": "1795212787.0",
        "version": "22.10.1",
        "callerid": caller,
        "calleridname": "unknown",
        "callingpres": "0",
        "dnid": "100",
        "rdnis": "unknown",
        "context": "teplofon-incoming",
        "extension": "100",
        "priority": "2",
        "enhanced": "0.0",
        "accountcode": "",
        "threadid": "139999",
        "arg_1": token,
        "arg_2": key,
        **more,
    }
    return "".join(f"agi_{name}: {value}\n" for name, value in values.items()) + "\n"


class HangsUp(Exception):
    """AGIEXITONHANGUP is set: the connection ends without a word."""


class FakeAsterisk:
    """One call: answers our commands as Asterisk 22 does, keying what the script says."""

    def __init__(self, port: int, hello: str, script: Iterator[str]) -> None:
        self._port = port
        self._hello = hello
        self.transcript: list[str] = []
        self.outcome: str | None = None
        self._read = ""
        self._keyed = ""  # and not read yet
        self._script = script
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._stream = self._socket.makefile("rw", encoding="utf-8", newline="\n")
        self.send(hello)

    def run(self) -> None:
        """Until the server closes the connection, or the caller hangs up."""
        try:
            for line in self._stream:
                self.send(self.answer(shlex.split(line)) + "\n")
        except HangsUp:
            self.close()
            self._tell_of_the_hang_up()
        finally:
            self.close()

    def _tell_of_the_hang_up(self) -> None:
        """As the dialplan does in its extension h."""
        ended = re.sub("(agi_network_script: .*)", r"\1/ended", self._hello)
        told = FakeAsterisk(self._port, ended, iter(()))
        told.run()
        assert told.transcript == []
        self.outcome = told.outcome

    def answer(self, command: list[str]) -> str:
        """Asterisk's reply to one command."""
        match command:
            case ["EXEC", "Playback", names]:
                self._say(names)
                return "200 result=0"
            case ["EXEC", "Read", arguments]:
                variable, names, most, *pause = arguments.split(",")
                assert variable == KEYS
                if not pause:
                    self._say(names)
                return self._rest(int(most)) if pause else self._key(int(most))
            case ["GET", "FULL", "VARIABLE", "${READSTATUS}:${TEPLOFON_KEYS}"]:
                return f"200 result=1 ({self._read})"
            case ["GOSUB", "teplofon-record", "s", "1"]:
                return "200 result=0"
            case ["SET", "VARIABLE", "TIMEOUT(absolute)", _]:
                return "200 result=1"
            case ["SET", "VARIABLE", "TEPLOFON_OUTCOME", outcome]:
                self.outcome = outcome
                return "200 result=1"
        raise AssertionError(f"unexpected AGI command {command}")

    def send(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def _say(self, names: str) -> None:
        self.transcript += [f"> {wording_of(name)}" for name in names.split("&")]

    def _key(self, most: int) -> str:
        line = next(self._script)
        self.transcript.append(written(line))
        deed = deed_of(line)
        if deed.hangs_up:
            raise HangsUp
        keys = deed.heard().text.removesuffix("#")
        self._read = f"OK:{keys[:most]}" if deed.parts else "TIMEOUT:"
        self._keyed = keys[most:]
        return "200 result=0"

    def _rest(self, most: int) -> str:
        """Nothing is played, and the caller keys on, or does not."""
        self._read = f"OK:{self._keyed[:most]}" if self._keyed else "TIMEOUT:"
        return "200 result=0"


def name_of(prompt: Prompt) -> str:
    """A sound file called after what is said in it; a comma would end an argument."""
    return CATALOGUE.wording(prompt).replace(",", COMMA)


def wording_of(name: str) -> str:
    return name.replace(COMMA, ",")


@contextmanager
def serving(desk: Desk, port: int = 0) -> Iterator[Server]:
    """A server of ours whose sound files are named by their wording."""
    with Server(("127.0.0.1", port), GATE, desk, lambda prompt: [name_of(prompt)]) as at:
        thread = threading.Thread(target=at.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield at
        finally:
            at.shutdown()
            thread.join()


def fake_asterisk(desk: Desk, transcript: Transcript, script: Sequence[str]) -> list[str]:
    """Hold the conversation."""
    with serving(desk) as server:
        key = f"fake-{transcript.name.replace('/', '-')}"
        hello = greeting(key, transcript.caller, network_script=transcript.route)
        call = FakeAsterisk(server.address[1], hello, iter(script))
        call.run()
        server.drain(5)
    assert call.outcome
    return [*call.transcript, FINISHED[call.outcome]]
