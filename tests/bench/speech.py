"""The bench of speech: callers who talk into the prompts of a whole hotline, all at once.

What is measured is at the caller's ear: from the last sound of the answer to the first of the next
prompt, and from the first sound of the answer to the silence of the prompt broken into.
"""

import asyncio
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from sqlalchemy import insert, select
from stdnum import luhn

from agi_scripts.station import Station
from config.settings import Settings, address, read_settings
from ivr.callers.caller import Call, calling
from ivr.callers.clips import is_silent, read_clips
from ivr.callers.failures import CallFailed
from ivr.callers.identity import Identity
from ivr.callers.mouth import Span, line_noise
from ivr.callers.speech import Speaker
from models.database import open_database, upgrade
from models.tables import AccountRow, CallRow, MeterRow, ReadingRow
from tests.bench.servers import TICKS
from tests.ports import free_ports

UTILITY = Path(__file__).parent / "always_open.toml"
LISTENS = 0.5  # seconds of a prompt that a caller hears before talking into it
STOPPED = 0.1  # seconds without sound: the prompt has stopped
WORDS = ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"]
KEYS = {"hold": 0.08, "gap": 0.05}
_TIMES = re.compile(
    r"call=(\S+) asked ([\d.]+) last heard ([\d.]+) taken ([\d.]+) "
    r"recognising ([\d.]+) returned ([\d.]+)"
)


@dataclass(frozen=True)
class Moments:
    """What the hotline itself says of one answer, on the same clock as the caller."""

    asked: float
    last_heard: float
    taken: float
    recognising: float
    returned: float
    next_asked: float = 0.0


@dataclass
class Reply:
    """One answer of a caller: when it was given, when the prompt fell silent, and what came."""

    given: Span
    stopped: float | None
    next_sound: float
    moments: Moments | None = None


@dataclass(frozen=True)
class Spoken:
    """One run: so many callers at once."""

    name: str
    replies: Sequence[Reply]
    readings: int  # stored, of
    wanted: int
    seconds: float
    cpu: dict[str, float]  # seconds of processor, by program


def bench(speakers: Sequence[int], rounds: int) -> Iterator[Spoken]:
    """The keypad alone first, to compare with, then so many speakers at once."""
    with _hotline(replace(read_settings(), speech_models=""), 1) as hotline:
        yield hotline.run("keypad, 1", 1, rounds, spoken=False)
    with _hotline(read_settings(), max(speakers)) as hotline:
        hotline.run("warm-up", 1, 1, spoken=True)
        for count in speakers:
            yield hotline.run(f"speech, {count}", count, rounds, spoken=True)


@contextmanager
def _hotline(settings: Settings, accounts: int) -> Iterator["Hotline"]:
    with tempfile.TemporaryDirectory(prefix="bench-speech-") as home:
        Path(home).chmod(0o755)  # the user Asterisk runs as must get in
        sip, agi, media, audiosocket = free_ports(4)
        settings = replace(
            settings,
            home=Path(home),
            asterisk_dir=f"{home}/asterisk",
            utility=str(UTILITY),
            sip_bind=f"127.0.0.1:{sip}",
            sip_websocket="",
            ami="",
            agi_servers=f"127.0.0.1:{agi}",
            media=f"127.0.0.1:{media}",
            audiosocket=f"127.0.0.1:{audiosocket}",
            rtp_ports="27000-27999",
            log_level="DEBUG",  # for the hotline's own moments
        )
        _furnish(settings, accounts)
        with Station(settings) as station:
            yield Hotline(settings, station)


def account(number: int) -> str:
    digits = str(3_000_000 + number)
    return digits + luhn.calc_check_digit(digits)


def _furnish(settings: Settings, accounts: int) -> None:
    """An account with one new meter for each caller."""
    upgrade(settings.database_url)
    engine = open_database(settings.database_url)
    with engine.begin() as connection:
        for number in range(accounts):
            row = {"number": account(number), "customer": "individual", "name": "Тестов Т. Т."}
            key = connection.scalar(insert(AccountRow).returning(AccountRow.id), row)
            meter = {
                "account_id": key, "serial": f"S{number}", "service": "hot_water",
                "place": "kitchen", "wheels": 5, "decimals": 3, "monthly_norm": Decimal(4),
            }  # fmt: skip
            connection.execute(insert(MeterRow), meter)
    engine.dispose()


class Hotline:
    """A whole hotline of processes, for a number of callers."""

    def __init__(self, settings: Settings, station: Station) -> None:
        self._settings = settings
        self._clips = read_clips(settings.cache / "sounds")
        agi, *media = [server.process.pid for server in station.servers if server.process]
        self._pids = {"AGI": [agi], "Asterisk": [station.asterisk.pid], "media": media}

    def run(self, name: str, callers: int, rounds: int, spoken: bool) -> Spoken:
        """Each caller gives `rounds` readings, talking or pressing into every prompt."""
        before, stored = self._cpu(), self._stored()
        replies, seconds = asyncio.run(self._all(callers, rounds, spoken))
        used = {program: after - before[program] for program, after in self._cpu().items()}
        readings = self._stored() - stored
        return Spoken(name, replies, readings, callers * rounds, seconds, used)

    async def _all(self, callers: int, rounds: int, spoken: bool) -> tuple[list[Reply], float]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        calls = [self._call(number, rounds, spoken) for number in range(callers)]
        held = await asyncio.gather(*calls)
        moments = self._moments() if spoken else {}
        for number, replies in enumerate(held):
            _join(replies, moments.get(_caller(number), []))
        return [reply for replies in held for reply in replies], loop.time() - began

    async def _call(self, number: int, rounds: int, spoken: bool) -> list[Reply]:
        await asyncio.sleep(0.37 * number)  # not all in one breath
        replies: list[Reply] = []
        far = address(self._settings.sip_bind)
        who = Identity(_caller(number))
        try:
            async with calling(
                far, "1000", identity=who, clips=self._clips, background=line_noise()
            ) as call:
                await call.silence(0.3)  # behind the recording notice comes the menu
                for answer in _answers(number, rounds, spoken):
                    replies.append(await _reply(call, answer))
        except CallFailed:
            pass  # counted: its readings are missing
        return replies

    def _stored(self) -> int:
        engine = open_database(self._settings.database_url)
        with engine.connect() as connection:
            count = len(connection.execute(select(ReadingRow.id)).all())
        engine.dispose()
        return count

    def _moments(self) -> dict[str, list[Moments]]:
        """By the caller's number, from the log of the AGI server."""
        engine = open_database(self._settings.database_url)
        with engine.connect() as connection:
            caller = {row.key: row.caller for row in connection.execute(select(CallRow))}
        engine.dispose()
        found: dict[str, list[Moments]] = {}
        for log in (self._settings.home / "log").glob("agi-*.log"):
            for key, *moments in _TIMES.findall(log.read_text()):
                found.setdefault(caller[key], []).append(Moments(*map(float, moments)))
        return found

    def _cpu(self) -> dict[str, float]:
        return {program: sum(map(_cpu, pids)) for program, pids in self._pids.items()}


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _caller(number: int) -> str:
    return f"7912{1_000_000 + number}"


def _answers(number: int, rounds: int, spoken: bool) -> Iterator[str | bytes]:
    """Errand, account number, reading, yes, in keys; or as samples, the number read back too."""
    says = Speaker().says
    for round_ in range(rounds):
        reading = 123 + round_
        if not spoken:
            yield from ("1", account(number), f"{reading}#", "1")
            continue
        yield says("показания")
        yield says(", ".join(WORDS[int(digit)] for digit in account(number)))
        yield says("да")
        yield says(f"сто двадцать {WORDS[reading - 120]}")
        yield says("да")


async def _reply(call: Call, answer: str | bytes) -> Reply:
    """Hear the prompt begin, answer into it, and wait for the next."""
    await call.sound()
    await asyncio.sleep(LISTENS)
    if isinstance(answer, bytes):
        await call.say(answer)
        given = call.spoke[-1]
    else:
        before = len(call.pressed)
        await call.press(answer, **KEYS)
        given = Span(call.pressed[before].began, call.pressed[-1].ended)
    await call.sound()
    return Reply(given, _stopped(call, given), _first_sound(call, given.ended))


def _sounds(call: Call, since: float) -> list[float]:
    return [one.at for one in call.received if one.at >= since and not is_silent(one.payload)]


def _first_sound(call: Call, since: float) -> float:
    return _sounds(call, since)[0]


def _stopped(call: Call, given: Span) -> float | None:
    """When the prompt's last sound came, if it was heard when the answer began."""
    heard = [at for at in _sounds(call, given.began - STOPPED) if at <= given.ended]
    if not heard or heard[0] > given.began:
        return None
    return max(heard)


def _join(replies: Sequence[Reply], moments: Sequence[Moments]) -> None:
    """Give each reply what the hotline says of it: what was taken between it and the next."""
    for reply in replies:
        for one, then in pairwise(moments):
            if reply.given.ended - 0.5 <= one.taken <= reply.next_sound:
                reply.moments = replace(one, next_asked=then.asked)
