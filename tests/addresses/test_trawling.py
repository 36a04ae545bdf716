"""C4, C5: an address tells nothing of who lives there, and its second factor cannot be guessed."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, select

from config.utility import Identification, Limits, SecondFactor, read_utility
from ivr.channels.simulator import ScriptedCaller
from ivr.desk import Arrival, Desk
from ivr.routes import ROUTES
from models.tables import IdentificationRow
from tests.phones.simulated import CATALOGUE

COUNT = itertools.count()
HERE = '"Ленина двадцать пять, квартира десять"'  # of account 10000016, meter A-000427
NO_SUCH_FLAT = '"Ленина двадцать пять, квартира двадцать"'
PRIVATE = '"Октябрьский, Садовая пять"'  # of account 10000032, meter C-000901
RIGHT, WRONG = "0427", "1234"
NOT_FOUND = "> По этим данным лицевой счёт не найден."
REFUSED = "> К сожалению, сейчас мы не можем определить ваш лицевой счёт автоматически."
FOUND = "> Введите показания счётчика горячей воды в ванной."


class Hotline:
    """Calls at a moment that can be moved."""

    def __init__(
        self, office: Engine, limits: Limits | None = None, factor: SecondFactor = "meter_serial"
    ) -> None:
        self.now = datetime(2026, 6, 16, 6, tzinfo=UTC)
        identification = Identification(address=True, second_factor=factor)
        utility = replace(
            read_utility("demo"), limits=limits or Limits(), identification=identification
        )
        self.desk = Desk(office, utility, "demo", lambda: self.now)

    def call(self, caller: str, *tries: tuple[str, str]) -> Sequence[str]:
        """Give these addresses with their second factors; what is said from then on."""
        answers = [answer for place, factor in tries for answer in (place, '"да"', factor)]
        script = ["1", '"адрес"', *answers, '"оператор"', "1", "89121112233#", "1"]
        phone = ScriptedCaller(iter(script), CATALOGUE.wording)
        _, call = self.desk.open_call(Arrival(f"call-{next(COUNT):04}", caller, ""), phone)
        call.run(ROUTES["hotline"])
        return phone.transcript[phone.transcript.index('< "адрес"') :]


def spoken(transcript: Sequence[str]) -> list[str]:
    """What the hotline said, without the flat that it repeats and the number of the receipt."""
    said = [line.replace("двадцать. ", "десять. ") for line in transcript if line[0] == ">"]
    return [line for line in said if not line.startswith("> Заявка принята.")]


def test_an_unknown_flat_is_answered_like_a_wrong_second_factor(office: Engine) -> None:
    hotline = Hotline(office)
    known = hotline.call("79120000001", (HERE, WRONG), (HERE, WRONG))
    unknown = hotline.call("79120000001", (NO_SUCH_FLAT, RIGHT), (NO_SUCH_FLAT, RIGHT))
    assert NOT_FOUND in known
    assert spoken(known) == spoken(unknown)
    with office.connect() as connection:
        tried = connection.execute(select(IdentificationRow.found, IdentificationRow.number)).all()
    assert [row.found for row in tried] == [False] * 4
    assert len({row.number for row in tried}) == 2


@pytest.mark.parametrize("place", [HERE, NO_SUCH_FLAT])
def test_the_misses_of_one_address(office: Engine, place: str) -> None:
    """The right factor comes too late, whoever brings it."""
    hotline = Hotline(office, Limits(misses_per_address=3))
    for caller in ("79120000001", "79120000002", "79120000003"):
        assert REFUSED not in hotline.call(caller, (place, WRONG))
    assert REFUSED in hotline.call("79120000004", (place, RIGHT))
    assert FOUND in hotline.call("79120000005", (PRIVATE, "0901"))
    hotline.now += timedelta(days=1, minutes=1)
    assert REFUSED not in hotline.call("79120000006", (place, RIGHT))


def test_the_misses_of_one_caller(office: Engine) -> None:
    hotline = Hotline(office, Limits(misses_per_caller=2))
    hotline.call("79120000001", (HERE, WRONG), (PRIVATE, WRONG))
    assert REFUSED in hotline.call("79120000001", (HERE, RIGHT))
    assert FOUND in hotline.call("79120000002", (HERE, RIGHT))


def test_the_misses_of_the_whole_hotline(office: Engine) -> None:
    hotline = Hotline(office, Limits(misses_per_hour=2))
    hotline.call("", (HERE, WRONG), (PRIVATE, WRONG))
    assert REFUSED in hotline.call("79120000002", (HERE, RIGHT))


@pytest.mark.parametrize(
    ("factor", "right", "wrong"),
    [("meter_serial", "0427", "0016"), ("account_tail", "0016", "0427")],
)
def test_the_second_factor_of_the_profile(
    office: Engine, factor: SecondFactor, right: str, wrong: str
) -> None:
    hotline = Hotline(office, factor=factor)
    assert FOUND not in hotline.call("79120000001", (HERE, wrong))
    assert FOUND in hotline.call("79120000001", (HERE, right))


def test_a_flat_without_meters_takes_the_same_path(office: Engine) -> None:
    """Account 10000040 has none."""
    said = Hotline(office).call("79120000001", ('"Кирова семь корпус один квартира три"', WRONG))
    assert NOT_FOUND in said


def test_without_it_in_the_profile_the_word_is_not_understood(office: Engine) -> None:
    utility = replace(read_utility("demo"), identification=Identification())
    desk = Desk(office, utility, "demo")
    phone = ScriptedCaller(iter(["1", '"адрес"', '"оператор"', "1", "1"]), CATALOGUE.wording)
    _, call = desk.open_call(Arrival("without", "79120000001", ""), phone)
    call.run(ROUTES["hotline"])
    assert "> Мы не поняли ответ." in phone.transcript
