"""Many calls at once on a real hotline, while its processes are killed under them.

Callers hum a tone that says how late it is in their call. They hang up at any moment, put the
hotline on hold, wait for an operator, and are moved on: to somebody who answers, a conference,
music. Meanwhile Asterisk, one AGI server or the archive dies, and is started again.
"""

import asyncio
import os
import signal
import socket
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy
import soundfile
from sqlalchemy import select

from agi_scripts.gateway.ami import USER
from agi_scripts.station import ServerProcess
from config.asterisk import process
from config.settings import Settings, address, read_settings
from ivr.callers.caller import Call, calling
from ivr.callers.failures import CallFailed
from ivr.callers.identity import Identity
from models.tables import CallRow
from recordings.sound import RATE
from tests.gateway.office import DESK, apart
from tests.station import Hotline, hotline

LIFE = (0.3, 14.0)  # seconds from the answer to the hang-up, if nothing comes between
STEP = 0.4  # seconds of each tone of the caller
TONES = tuple(range(300, 3300, 50))  # Hz; the first again after 24 seconds
PAUSE = (3.0, 6.0)  # seconds between two deaths
TURNS = ("archive", "agi", "asterisk", "archive", "agi")  # with Asterisk all calls are over
DEAD = (0.5, 2.0)  # seconds until what died is started again
PLACES = ("storm-talk", "storm-conference", "storm-music")
CONTEXTS = """\
[storm-talk]
exten => s,1,Dial(Local/s@storm-music/n,30)
 same => n,Goto(storm-music,s,1)
[storm-conference]
exten => s,1,ConfBridge(1,default_bridge,teplofon-caller)
[storm-music]
exten => s,1,Answer()
 same => n,MusicOnHold(,60)
"""


@dataclass
class Told:
    """What a caller knows of the call, by the clock."""

    answered: float
    ended: float
    held: list[tuple[float, float]] = field(default_factory=list)
    skipped: float = 0.0  # seconds that its telephone did not send, as the machine was too busy

    def on_hold(self, at: float) -> bool:
        return any(begin - STEP < at < end + STEP for begin, end in self.held)

    def sounding(self, begin: float, end: float) -> float:
        """Seconds between these moments in which the caller's telephone sent something."""
        held = sum(max(0.0, min(end, to) - max(begin, since)) for since, to in self.held)
        return max(0.0, end - begin - held)


@dataclass
class Storm:
    """So many calls, so many of them at once."""

    line: Hotline
    calls: int
    at_once: int
    chance: Random = field(default_factory=lambda: Random(5), repr=False)
    told: dict[str, Told] = field(default_factory=dict)  # by the caller's number
    done: Counter[str] = field(default_factory=Counter)
    crashes: list[float] = field(default_factory=list)  # of Asterisk
    up: asyncio.Event = field(default_factory=asyncio.Event)

    async def blow(self) -> None:
        """Until the last call is over, and everything runs again."""
        self.up.set()
        deaths, room = asyncio.create_task(self._kill_on()), asyncio.Semaphore(self.at_once)
        calls = []
        for number in range(self.calls):
            await room.acquire()
            await self.up.wait()
            calls.append(asyncio.create_task(self._one(number, room)))
            await asyncio.sleep(self.chance.uniform(0, sum(LIFE) / self.at_once))
        await asyncio.gather(*calls)
        deaths.cancel()
        with suppress(asyncio.CancelledError):
            await deaths
        await apart(self._mend)

    async def _one(self, number: int, room: asyncio.Semaphore) -> None:
        who, far = Identity(f"7913{number:07}"), address(self.line.settings.sip_bind)
        try:
            async with calling(far, "1000", identity=who, background=CLOCK) as call:
                await self._talk(call, who.number)
        except CallFailed as failure:  # Asterisk died, or was not there
            self.done[type(failure).__name__] += 1
        finally:
            room.release()

    async def _talk(self, call: Call, who: str) -> None:
        began = call.trace["answered"].at.timestamp()
        told = self.told[who] = Told(began, began)
        ends = asyncio.get_running_loop().time() + self.chance.uniform(*LIFE)
        try:
            async with asyncio.timeout_at(ends):
                await self._wander(call, who, told)
                await call.ended(60)
        except TimeoutError:
            pass
        finally:
            over = call.trace.all("ended")
            told.ended = over[0].at.timestamp() if over else time.time()
            told.skipped = call.voice.skipped

    async def _wander(self, call: Call, who: str, told: Told) -> None:
        await asyncio.sleep(self.chance.uniform(0.5, 3))
        if self.chance.random() < 0.8:
            await call.press("0")
        doings: list[Callable[[Call, str, Told], Awaitable[None]]] = [self._hold, self._move]
        for _ in range(self.chance.randrange(4)):
            await asyncio.sleep(self.chance.uniform(0.2, 3))
            await self.chance.choices(doings, (1, 3))[0](call, who, told)

    async def _hold(self, call: Call, who: str, told: Told) -> None:
        begin = time.time()
        try:
            await call.hold()
            await asyncio.sleep(self.chance.uniform(0.3, 3))
            await call.resume()
        finally:
            told.held.append((begin, time.time()))
            self.done["holds"] += 1

    async def _move(self, call: Call, who: str, told: Told) -> None:
        """As the gateway moves a caller on: to an operator, a specialist, a conference."""
        channel, place = await apart(lambda: self._channel(who)), self.chance.choice(PLACES)
        with suppress(OSError):
            moved = await apart(lambda: redirect(self.line.settings, str(channel), place))
            self.done["transfers"] += bool(moved)

    def _channel(self, who: str) -> str:
        mine = select(CallRow.channel).where(CallRow.caller.endswith(who[-10:]))
        with self.line.engine.connect() as db:
            return db.execute(mine).scalar() or "none"

    # -- what dies

    async def _kill_on(self) -> None:
        servers = {one.name: one for one in self.line.station.servers}
        archive, agi = servers["archive"], [one for one in servers if one.startswith("agi")]
        for turn in cycle(TURNS):
            await asyncio.sleep(self.chance.uniform(*PAUSE))
            if turn == "asterisk":
                await self._crash()
            else:
                one = archive if turn == "archive" else servers[self.chance.choice(agi)]
                await self._kill(one)
            self.done[f"deaths of {turn}"] += 1

    async def _kill(self, server: ServerProcess) -> None:
        await apart(server.kill)
        await asyncio.sleep(self.chance.uniform(*DEAD))
        await apart(server.start)
        await apart(server.wait)

    async def _crash(self) -> None:
        asterisk = self.line.station.asterisk
        self.up.clear()
        os.kill(asterisk.pid, signal.SIGKILL)
        self.crashes.append(time.time())
        await apart(asterisk.wait)
        await apart(asterisk.start)
        self.up.set()

    def _mend(self) -> None:
        if not self.line.station.asterisk.is_running():
            self.line.station.asterisk.start()
        self.line.mend()


def redirect(settings: Settings, channel: str, context: str) -> bool:
    """By AMI; whether Asterisk did it. Raises OSError while it is dead."""
    actions = (
        {"Action": "Login", "Username": USER, "Secret": settings.secret("ami"), "Events": "off"},
        {"Action": "Redirect", "Channel": channel, "Context": context, "Exten": "s", "Priority": 1},
        {"Action": "Logoff"},
    )
    with socket.create_connection(address(settings.ami), 5) as line:
        for action in actions:
            lines = [f"{name}: {value}\r\n" for name, value in action.items()]
            line.sendall("".join([*lines, "\r\n"]).encode())
        answer = line.makefile("rb").read()
    return b"Redirect successful" in answer


def clock() -> bytes:
    """Tone after tone, so that each moment of a call is known from what is heard of it."""
    at = numpy.arange(int(STEP * RATE)) / RATE
    tones = [6000 * numpy.sin(2 * numpy.pi * hertz * at) for hertz in TONES]
    return numpy.concatenate(tones).astype("<i2").tobytes()


CLOCK = clock()


@contextmanager
def stormy() -> Iterator[Hotline]:
    """A hotline with a gateway, whose prompts are short and which has places to be moved to."""
    with TemporaryDirectory(prefix="prompts-") as place:
        cache = _short_prompts(Path(place), read_settings())
        with hotline(utility=DESK, console="", cache=cache) as line:
            local = Path(line.settings.asterisk_dir) / "etc" / "local"
            local.mkdir(exist_ok=True)
            (local / "extensions.conf").write_text(CONTEXTS)
            process.console(line.settings, "dialplan reload")
            yield line


def _short_prompts(place: Path, settings: Settings) -> Path:
    """The cache, with a sixth of a second in place of each prompt: calls are many."""
    place.chmod(0o755)
    for kept in settings.cache.resolve().iterdir():
        if kept.name != "sounds":
            (place / kept.name).symlink_to(kept)
    sounds = place / "sounds"
    sounds.mkdir()
    short = sounds / "short.wav"
    soundfile.write(short, numpy.zeros(RATE // 6, numpy.int16), RATE)
    for sound in (settings.cache / "sounds").glob("*.wav"):
        os.link(short, sounds / sound.name)
    return place
