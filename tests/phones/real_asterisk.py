"""A real Asterisk, called over SIP by our own caller, who waits for each prompt and knows it.

Conversations are held many at once: an Asterisk does not mind, and speech takes its time.
"""

import asyncio
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from agi_scripts.server import Gate, Server
from agi_scripts.station import media_servers
from config.asterisk.process import AsteriskProcess
from config.settings import Settings, address, read_settings
from ivr.callers.caller import Call, calling
from ivr.callers.clips import Clips, read_clips
from ivr.callers.failures import CallFailed
from ivr.callers.identity import Identity
from ivr.callers.mouth import line_noise
from ivr.callers.speech import Speaker
from ivr.channels.asterisk import Sounds
from ivr.channels.simulator import Deed, deed_of
from ivr.channels.voice import Speech
from ivr.desk import Arrival, Desk
from ivr.engine.call import Call as EngineCall
from ivr.engine.channel import By, Channel, Grammar, Heard
from ivr.engine.outcomes import HungUp, Transfer
from ivr.engine.prompt import Prompt
from ivr.routes import ROUTES
from ivr.start import sounds_of, speech_of
from tests.ports import free_ports
from tests.transcript import Transcript

NO_QUEUES = "tests/utilities/staffed.toml"
RUSSIAN = Speaker()
HOLD, GAP = 0.06, 0.05  # seconds a key is pressed, and between keys
LONGEST_PROMPT = 60.0  # seconds
STAGGER = 0.15  # seconds between calls
AT_ONCE, SPEAKING_AT_ONCE = 200, 24  # calls; listening is work, and the machine may be small
INTO_THE_PROMPT = 0.7  # seconds from its first sound to a `<<`


@dataclass(frozen=True)
class Exchange:
    """What is said, as names of sound files, and what the caller does then: nothing at the end.

    What is `told` is said to its end; what is `asked` the caller may break into.
    """

    told: Sequence[str]
    asked: Sequence[str] = ()
    does: Deed | None = None
    speaker: Speaker = RUSSIAN

    @property
    def spoken_in(self) -> str:
        """The language of what the caller says, if anything."""
        return self.speaker.language if self.does and self.does.speaks else ""


class Reception:
    """Sends each call to the desk of its conversation, by the number it dialled."""

    def __init__(self, desks: Mapping[str, Desk]) -> None:
        self._desks = desks

    def open_call(self, arrival: Arrival, channel: Channel) -> tuple[int, EngineCall]:
        return self._desks[arrival.dialled].open_call(arrival, channel)


def settings_for(home: Path, *, speech: bool = False) -> Settings:
    """An Asterisk of its own: home, ports and token; with speech, a media server too."""
    sip, web, first, second, media, audiosocket, ami, gateway, console = free_ports(9)
    return replace(
        read_settings(),
        home=home,
        asterisk_dir=str(home / "asterisk"),
        sip_bind=f"127.0.0.1:{sip}",
        sip_websocket=f"127.0.0.1:{web}",
        agi_servers=f"127.0.0.1:{first},127.0.0.1:{second}",
        agi_token="token-of-the-tests",
        utility=NO_QUEUES,
        ami=f"127.0.0.1:{ami}",
        gateway=f"127.0.0.1:{gateway}",
        console=f"127.0.0.1:{console}",
        rtp_ports="30000-30999",
        media=f"127.0.0.1:{media}" if speech else "",
        audiosocket=f"127.0.0.1:{audiosocket}",
    )


def hold_all(
    conversations: Mapping[str, tuple[Transcript, Desk, list[Exchange]]], settings: Settings
) -> dict[str, Exception | None]:
    """Hold the conversations, each under the number to dial for it; what went wrong with each."""
    _give_numbers(conversations, settings)
    _learn_to_say(conversations)
    a_desk = next(desk for _, desk, _ in conversations.values())
    reception = Reception({number: desk for number, (_, desk, _) in conversations.items()})
    gate = Gate(settings.allowed_networks, settings.token())
    at = address(settings.agi_servers.split(",")[0])
    sounds, speech = sounds_of(settings), speech_of(settings, a_desk)
    with (
        AsteriskProcess(settings),
        media_server(settings),
        Server(at, gate, reception, sounds, speech) as server,  # type: ignore[arg-type]
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


def _learn_to_say(
    conversations: Mapping[str, tuple[Transcript, Desk, list[Exchange]]],
) -> None:
    """Synthesise beforehand what callers say: in a call it would keep all of them waiting."""
    for _, _, exchanges in conversations.values():
        for exchange in exchanges:
            for part in exchange.does.parts if exchange.does else ():
                if part.by is By.SPEECH:
                    exchange.speaker.says(part.text)


@contextmanager
def media_server(settings: Settings) -> Iterator[None]:
    """The media server, where the settings have one."""
    servers = media_servers(settings)
    try:
        for server in servers:
            server.start()
            server.wait()
        yield
    finally:
        for server in servers:
            server.stop()


async def _call_all(
    conversations: Mapping[str, tuple[Transcript, Desk, list[Exchange]]], settings: Settings
) -> dict[str, Exception | None]:
    clips = read_clips(settings.cache / "sounds")
    calls = []
    free = asyncio.Semaphore(SPEAKING_AT_ONCE if settings.media else AT_ONCE)
    for number, (transcript, _, exchanges) in conversations.items():
        await free.acquire()
        await asyncio.sleep(STAGGER)
        call = asyncio.create_task(_hold(settings, clips, number, transcript.caller, exchanges))
        call.add_done_callback(lambda _: free.release())
        calls.append(call)
    failures = await asyncio.gather(*calls)
    return dict(zip(conversations, failures, strict=True))


async def _hold(
    settings: Settings, clips: Clips, number: str, caller: str, exchanges: list[Exchange]
) -> Exception | None:
    far, noise, who = address(settings.sip_bind), line_noise(), Identity(caller)
    interrupted: Sequence[str] = ()
    try:
        async with calling(far, number, identity=who, clips=clips, background=noise) as call:
            for exchange in exchanges:
                interrupted = await _take_part(call, exchange, interrupted)
    except CallFailed as failure:
        return failure
    return None


async def _take_part(call: Call, exchange: Exchange, interrupted: Sequence[str]) -> Sequence[str]:
    """Hear what is said and answer it; the prompt that was broken into, as `interrupted` before."""
    deed = exchange.does
    if deed and deed.barges_in:
        await call.hears(exchange.told, LONGEST_PROMPT, interrupted=interrupted)
        await call.begins(LONGEST_PROMPT)
        await asyncio.sleep(INTO_THE_PROMPT)
        await _do(call, deed, exchange.speaker)
        return exchange.asked
    said = [*exchange.told, *exchange.asked]
    await call.hears(said, LONGEST_PROMPT, interrupted=interrupted)
    if deed:
        await _do(call, deed, exchange.speaker)
    else:
        await call.ended(5)
    return ()


async def _do(call: Call, deed: Deed, speaker: Speaker) -> None:
    for part in deed.parts:
        if part.by is By.KEYS:
            await call.press(part.text, hold=HOLD, gap=GAP)
            continue
        words = speaker.says(part.text)
        half = len(words) // 4 * 2  # bytes: whole samples
        await call.say(words[:half] if deed.hangs_up and part is deed.parts[-1] else words)
    if deed.hangs_up:
        await call.hang_up()


def exchanges_of(
    desk: Desk, transcript: Transcript, sounds: Sounds, speech: Speech | None
) -> list[Exchange]:
    """The conversation as sounds: rehearsed by a caller who notes what would be played."""
    rehearsal = Rehearsal(transcript.script, sounds, speech)
    _, call = desk.open_call(Arrival("rehearsal", transcript.caller, ""), rehearsal)
    outcome = call.run(ROUTES[transcript.route])
    if isinstance(outcome, Transfer):
        rehearsal.told.append("no-operator")
    if not isinstance(outcome, HungUp):
        rehearsal.exchanges.append(Exchange(rehearsal.told))
    return rehearsal.exchanges


class Rehearsal:
    """Plays a script and notes the sounds."""

    def __init__(self, script: Sequence[str], sounds: Sounds, speech: Speech | None) -> None:
        self.exchanges: list[Exchange] = []
        self.told: list[str] = []
        self._script = iter(script)
        self._sounds = sounds
        self._speech = speech

    def play(self, prompts: Sequence[Prompt]) -> None:
        self.told += _names(prompts, self._sounds)

    def record(self) -> None:
        """Nothing is: this is only a rehearsal."""

    def listen(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> Heard:
        language = prompts[0].language
        heard = self._speech and language in self._speech.hears
        sounds = self._speech.sounds if self._speech and heard else self._sounds
        deed = deed_of(next(self._script))
        asked = _names(prompts, sounds)
        self.exchanges.append(Exchange(self.told, asked, deed, Speaker(language)))
        self.told = []
        return deed.heard()


def _names(prompts: Sequence[Prompt], sounds: Sounds) -> list[str]:
    return [Path(name).name for prompt in prompts for name in sounds(prompt)]
