"""A whole hotline of processes on a real Asterisk, to be called and to be hurt."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Engine, insert, select
from stdnum import luhn

from agi_scripts.station import Station
from config.settings import Settings, address
from ivr.callers.caller import Call, calling
from ivr.callers.clips import Clips, read_clips
from ivr.callers.identity import Identity
from ivr.callers.mouth import line_noise
from models.database import open_database
from models.tables import AccountRow, MeterRow, ReadingRow
from tests.blank import blank
from tests.office import outcomes
from tests.phones.real_asterisk import settings_for

ALWAYS_OPEN = Path(__file__).parent / "utilities" / "always_open.toml"
CALLER = Identity("79121234567")


@dataclass
class Hotline:
    """The hotline, its database, and the clips a caller may hear."""

    settings: Settings
    station: Station
    engine: Engine
    clips: Clips

    def call(
        self, caller: Identity = CALLER, background: bytes | None = None
    ) -> AbstractAsyncContextManager[Call]:
        """A call; without a background of its own, over a line with its usual faint noise."""
        noise = line_noise() if background is None else background
        far = address(self.settings.sip_bind)
        return calling(far, "1000", identity=caller, clips=self.clips, background=noise)

    def readings(self) -> list[Decimal]:
        """What callers have given."""
        with self.engine.connect() as connection:
            given = select(ReadingRow.value).where(ReadingRow.source.in_(["keypad", "voice"]))
            return list(connection.scalars(given.order_by(ReadingRow.id)))

    def ends(self, after: int, count: int) -> list[str | None]:
        """How the calls after the first so many have ended, once there are `count` of them."""
        for _ in range(300):
            ends = outcomes(self.engine)[after:]
            if len(ends) >= count and None not in ends:
                break
            time.sleep(0.05)
        return ends

    def mend(self) -> None:
        """Start again what has died."""
        self.station.look_after()
        for server in self.station.servers:
            server.wait()


@contextmanager
def hotline(
    speech: bool = False, prepare: Callable[[Engine], None] | None = None, **changes: object
) -> Iterator[Hotline]:
    """Started, and ended with all it has made; `changes` are those to its settings.

    `prepare` is given the database before anything starts.
    """
    home = Path(tempfile.mkdtemp(prefix="hotline-"))
    home.chmod(0o755)  # the user Asterisk runs as must get in
    settings = replace(
        settings_for(home, speech=speech),
        **{"utility": str(ALWAYS_OPEN), **changes},  # type: ignore[arg-type]
    )
    engine = open_database(blank(home / "teplofon.db"))
    furnish(engine)
    if prepare:
        prepare(engine)
    try:
        with Station(settings) as station:
            yield Hotline(settings, station, engine, read_clips(settings.cache / "sounds"))
    finally:
        engine.dispose()
        shutil.rmtree(home)


def account(number: int) -> str:
    digits = str(2000000 + number)
    return digits + luhn.calc_check_digit(digits)


def furnish(engine: Engine) -> None:
    """Accounts with one new meter each, one for each call of these tests."""
    with engine.begin() as connection:
        for number in range(20):
            row = {"number": account(number), "customer": "individual", "name": "Тестов Т. Т."}
            key = connection.scalar(insert(AccountRow).returning(AccountRow.id), row)
            meter = {
                "account_id": key,
                "serial": f"S{number}",
                "service": "hot_water",
                "place": "kitchen",
                "wheels": 5,
                "decimals": 3,
                "monthly_norm": Decimal(4),
            }
            connection.execute(insert(MeterRow), meter)
