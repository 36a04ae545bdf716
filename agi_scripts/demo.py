"""`teplofon demo`: the main job, live. A SIP call to a real Asterisk gives two meter readings."""

import asyncio
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import cycle

import click
from num2words import num2words
from sqlalchemy import Engine, func, select

from agi_scripts.station import Station
from config.asterisk.process import NotRunning
from config.debian import NotAvailable
from config.settings import Settings, address, read_settings
from config.utility import read_utility
from ivr.callers.caller import Call, calling
from ivr.callers.clips import read_clips
from ivr.callers.failures import CallFailed
from ivr.callers.identity import Identity
from ivr.callers.listener import Listener
from ivr.callers.speech import Speaker
from ivr.desk import utc_now
from ivr.prompts.commands import build as build_prompts
from ivr.prompts.template import join
from models.database import open_database, upgrade
from models.demo import DEMO_ACCOUNT, fill
from models.demo.people import people
from models.records import Source
from models.tables import AccountRow, MeterRow, ReadingRow

CALLER = Identity("+79121234567")
VOICE = Speaker()
HOLD, GAP = 0.05, 0.04  # seconds a key is pressed, and between keys: a practised thumb
QUESTION = 0.1  # seconds of a known question after which the answer is given
LONGEST = 90.0  # seconds of the whole call
WAYS = Source.VOICE, Source.KEYPAD  # of giving a reading, by turns
USED = Decimal(3)  # cubic metres since the last reading: an ordinary month


@dataclass(frozen=True)
class Gauge:
    """A meter of the demo's account and the reading to give; `label` is its place and number."""

    meter_id: int
    label: str
    value: Decimal
    source: Source  # how it is given

    @property
    def words(self) -> str:
        return str(num2words(int(self.value), lang="ru"))


@click.command()
@click.option("--once", is_flag=True, help="End after the call; status 0 if it did its job.")
@click.pass_context
def demo(context: click.Context, once: bool) -> None:
    """Start a whole hotline with made-up customers, call it and speak, and leave it running."""
    settings = replace(read_settings(), demo_telephone=True)
    today = utc_now().astimezone(read_utility(settings.utility).zone).date()
    upgrade(settings.database_url)
    engine = open_database(settings.database_url)
    fill(engine, today)
    passwords = people(engine, utc_now())
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # nothing it started outlives it
    try:
        with Station(settings) as station:
            context.invoke(build_prompts)
            done = _demonstrate(settings, engine, today)
            if not once:
                _stay(station, settings, passwords)
    except (NotAvailable, NotRunning) as error:
        sys.exit(f"teplofon: {error}")
    sys.exit(0 if done else 1)


def _demonstrate(settings: Settings, engine: Engine, today: date) -> bool:
    """Hold the call and look into the database; whether all that was given is there."""
    gauges = _gauges(engine, today)
    click.secho(f"\nCalling {settings.sip_bind} over SIP as {CALLER.number}\n", bold=True)
    try:
        asyncio.run(_call(settings, gauges))
    except CallFailed as error:
        click.secho(f"the call failed: {error}", fg="red")
    click.secho("\nIn the database now:", bold=True)
    return min([_is_stored(engine, gauge, today) for gauge in gauges])


async def _call(settings: Settings, gauges: list[Gauge]) -> None:
    clips = read_clips(settings.cache / "sounds")
    async with (
        asyncio.timeout(LONGEST),
        calling(address(settings.sip_bind), "1000", identity=CALLER, clips=clips) as call,
    ):
        await Regular(call).gives_readings(gauges)


class Regular:
    """A caller who knows the menu, and presses or says an answer while the question is spoken."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._listener = Listener(call)
        self._heard: list[str] = []

    async def gives_readings(self, gauges: list[Gauge]) -> None:
        """Account number, each reading with its read-back, receipt; then hangs up."""
        await self.hears("Разговор записывается")
        await self.answers("1")
        await self.answers(DEMO_ACCOUNT)
        for gauge in gauges:
            if gauge.source is Source.VOICE:
                await self.replies(gauge.words)
                await self.hears("кубометр")
                await self.says("да")
            else:
                await self.answers(f"{gauge.value}#")
                await self.answers("1")
        await self.hears("Номер обращения")
        await self.hears("")  # a digit of it
        self.tells()
        await self._call.hang_up()

    async def hears(self, beginning: str) -> None:
        """Listen until this was said."""
        self._heard += await self._listener.hears(beginning)

    async def answers(self, keys: str) -> None:
        """Key an answer into the question that begins now."""
        await self._call.sound()
        await asyncio.sleep(QUESTION)
        await self.keys(keys)

    async def replies(self, words: str) -> None:
        """Say an answer into the question that begins now: it falls silent."""
        await self._call.sound()
        await asyncio.sleep(QUESTION)
        await self.says(words)

    async def says(self, words: str) -> None:
        """Say it at once."""
        self.tells()
        click.secho(f'  < "{words}"', fg="cyan")
        await self._call.say(VOICE.says(words))

    async def keys(self, keys: str) -> None:
        """Key at once."""
        self.tells()
        click.secho(f"  < {keys}", fg="cyan")
        await self._call.press(keys, hold=HOLD, gap=GAP)

    def tells(self) -> None:
        """Print what was heard since the last time."""
        self._heard += self._listener.news()
        if self._heard:
            click.echo(f"  > {join(tuple(self._heard))}")
        self._heard.clear()


def _gauges(engine: Engine, today: date) -> list[Gauge]:
    """The meters of the demo's account, each with a believable reading for today."""
    last = (
        select(MeterRow.id, MeterRow.place, MeterRow.serial, func.max(ReadingRow.value))
        .join(AccountRow, AccountRow.id == MeterRow.account_id)
        .join(ReadingRow, ReadingRow.meter_id == MeterRow.id)
        .where(AccountRow.number == DEMO_ACCOUNT, ReadingRow.taken_on < today)
        .group_by(MeterRow.id)
        .order_by(MeterRow.id)
    )
    with engine.connect() as connection:
        rows = connection.execute(last).all()
    return [
        Gauge(meter, f"{place}, no. {serial}", Decimal(int(value)) + USED, source)
        for (meter, place, serial, value), source in zip(rows, cycle(WAYS), strict=False)
    ]


def _is_stored(engine: Engine, gauge: Gauge, today: date) -> bool:
    """Look for the reading that was given, and say what is there."""
    given = select(ReadingRow).where(
        ReadingRow.meter_id == gauge.meter_id,
        ReadingRow.taken_on == today,
        ReadingRow.source == gauge.source,
        ReadingRow.replaced_at.is_(None),
    )
    with engine.connect() as connection:
        row = connection.execute(given).one_or_none()
    there = row is not None and row.value == gauge.value
    shown = f"{row.value:.3f} m³, by {row.source}, receipt {row.call_id}" if row else "nothing"
    click.secho(f"  {gauge.label}: {shown}", fg="green" if there else "red")
    return there


def _stay(station: Station, settings: Settings, passwords: Mapping[str, str]) -> None:
    """Leave the hotline running until Ctrl-C."""
    console = f"http://{settings.console}"
    click.secho("\nThe hotline stays up; Ctrl-C ends it. Now try it yourself:", bold=True)
    click.echo("\n  1. be the operator: open the console, sign in, press Готов (Ready)")
    click.secho(f"       {console}/", fg="cyan")
    for login, password in passwords.items():
        click.echo(f"       {login:8} {password}")
    click.echo(
        "  2. be the customer: open this page in another window, call, press 0 for the operator"
    )
    click.secho(f"       {console}/telephone/", fg="cyan")
    click.echo(f"""  3. take the call in the console, and close the contact when it is over
  4. hear it ten seconds later: sign in as olga, the auditor, or as vera, the supervisor,
     open Записи (Recordings) and say why you listen

  call it by keyboard:   .venv/bin/teplofon call
  or by a softphone:     sip:1000@{settings.sip_bind} (no registration, G.711 a-law)
  an account to use:     {DEMO_ACCOUNT}
  who asked for a call:  TEPLOFON_HOME={settings.home} .venv/bin/teplofon callbacks
  held without a phone:  make talk
""")
    with suppress(KeyboardInterrupt):
        while True:
            time.sleep(1)
            station.look_after()
