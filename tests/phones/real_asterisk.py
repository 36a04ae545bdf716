"""A real Asterisk, called over SIP by our own caller, who waits for each prompt and knows it.

All conversations are held at once: an Asterisk does not mind, and speech takes its time.
"""

import asyncio
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from agi_scripts.server import Gate, Server
from config.asterisk.process import AsteriskProcess
from config.settings import Settings, address, read_settings
from ivr.callers.caller import Call, calling
from ivr.callers.clips import Clips, read_clips
from ivr.callers.failures import CallFailed
from ivr.callers.identity import Identity
from ivr.channels.asterisk import Sounds
from ivr.channels.simulator import HANGS_UP, SILENCE, heard_from
from ivr.desk import Arrival, Desk
from ivr.engine.call import Call as EngineCall
from ivr.engine.channel import Channel, Grammar, Heard
from ivr.engine.outcomes import HungUp, Transfer
from ivr.engine.prompt import Prompt
from ivr.routes import ROUTES
from ivr.start import sounds_of
from tests.ports import free_ports
from tests.transcript import Transcript

HOLD, GAP = 0.06, 0.05  # seconds a key is pressed, and between keys
LONGEST_PROMPT = 60.0  # seconds
STAGGER = 0.15  # seconds between calls


@dataclass(frozen=True)
class Exchange:
    """What is said, as names of sound files, and what the caller does then."""

    said: Sequence[str]
    does: str


class Reception:
    """Sends each call to the desk of its conversation, by the number it dialled."""

    def __init__(self, desks: Mapping[str, Desk]) -> None:
        self._desks = desks

    def open_call(self, arrival: Arrival, channel: Channel) -> tuple[int, EngineCall]:
        return self._desks[arrival.dialled].open_call(arrival, channel)


def settings_for(home: Path) -> Settings:
    """An Asterisk of its own: home, ports and token."""
    sip, first, second = free_ports(3)
    return replace(
        read_settings(),
        home=home,
        asterisk_dir=str(home / "asterisk"),
        sip_bind=f"127.0.0.1:{sip}",
        agi_servers=f"127.0.0.1:{first},127.0.0.1:{second}",
        agi_token="token-of-the-tests",
        rtp_ports="30000-30999",
    )


def hold_all(
    conversations: Mapping[str, tuple[Transcript, Desk, list[Exchange]]], settings: Settings
) -> dict[str, Exception | None]:
    """Hold the conversations, each under the number to dial for it; what went wrong with each."""
    _give_numbers(conversations, settings)
    reception = Reception({number: desk for number, (_, desk, _) in conversations.items()})
    gate = Gate(settings.allowed_networks, settings.token())
    at = address(settings.agi_servers.split(",")[0])
    with (
        AsteriskProcess(settings),
        Server(at, gate, reception, sounds_of(settings)) as server,  # type: ignore[arg-type]
    ):
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        try:
            return asyncio.run(_call_all(conversations, settings))
        finally:
            server.shutdown()


def _give_numbers(
    conversations: Mapping[str, tuple[Transcript, Desk, list[Exchange]]], settings: Settings
) -> None:
    """Each number leads to its conversation's dialogue, as docs/asterisk.md says."""
    lines = ["[teplofon-incoming](+)"]
    for number, (transcript, _, _) in conversations.items():
        lines.append(f"exten => {number},1,Set(__TEPLOFON_ROUTE={transcript.route})")
        lines.append(" same => n,Goto(teplofon-hotline,s,1)")
    local = Path(settings.asterisk_dir) / "etc" / "local" / "extensions.conf"
    local.parent.mkdir(parents=True, exist_ok=True)
    local.write_text("\n".join(lines) + "\n")


async def _call_all(
    conversations: Mapping[str, tuple[Transcript, Desk, list[Exchange]]], settings: Settings
) -> dict[str, Exception | None]:
    clips = read_clips(settings.cache / "sounds")
    calls = []
    for number, (transcript, _, exchanges) in conversations.items():
        await asyncio.sleep(STAGGER)
        call = _hold(settings, clips, number, transcript.caller, exchanges)
        calls.append(asyncio.create_task(call))
    failures = await asyncio.gather(*calls)
    return dict(zip(conversations, failures, strict=True))


async def _hold(
    settings: Settings, clips: Clips, number: str, caller: str, exchanges: list[Exchange]
) -> Exception | None:
    far = address(settings.sip_bind)
    try:
        async with calling(far, number, identity=Identity(caller), clips=clips) as call:
            for exchange in exchanges:
                await call.hears(exchange.said, LONGEST_PROMPT)
                await _act(call, exchange.does)
    except CallFailed as failure:
        return failure
    return None


async def _act(call: Call, does: str) -> None:
    if does == HANGS_UP:
        await call.hang_up()
    elif does == "":
        await call.ended(5)
    elif does != SILENCE:
        await call.press(does, hold=HOLD, gap=GAP)


def exchanges_of(desk: Desk, transcript: Transcript, settings: Settings) -> list[Exchange]:
    """The conversation as sounds: rehearsed by a caller who notes what would be played."""
    rehearsal = Rehearsal(transcript.script, sounds_of(settings))
    _, call = desk.open_call(Arrival("rehearsal", transcript.caller, ""), rehearsal)
    outcome = call.run(ROUTES[transcript.route])
    if isinstance(outcome, Transfer):
        rehearsal.said.append("no-operator")
    if not isinstance(outcome, HungUp):
        rehearsal.exchanges.append(Exchange(rehearsal.said, ""))
    return rehearsal.exchanges


class Rehearsal:
    """Plays a script and notes the sounds."""

    def __init__(self, script: Sequence[str], sounds: Sounds) -> None:
        self.exchanges: list[Exchange] = []
        self.said: list[str] = []
        self._script = iter(script)
        self._sounds = sounds

    def play(self, prompts: Sequence[Prompt]) -> None:
        self.said += [Path(name).name for prompt in prompts for name in self._sounds(prompt)]

    def listen(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> Heard:
        self.play(prompts)
        line = next(self._script)
        self.exchanges.append(Exchange(self.said, line))
        self.said = []
        return heard_from(line)
