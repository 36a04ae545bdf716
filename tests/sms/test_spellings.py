"""Whatever way an address and readings are written, they are found, or nothing is (M2)."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from config.utility import AccountNumbers
from models.rules.readings import as_shown
from models.sms.find import find
from models.sms.outcomes import Outcome
from models.sms.parse import parse
from tests.sms.town import HOMES

RULE = AccountNumbers(digits=8, check="luhn")
ALIKE = str.maketrans("асеорхукмтнвАСЕОРХКМТНВ", "aceopxykmthbACEOPXKMTHB")
SHARED = {"10000156", "10000164"}  # two accounts in one flat: only by number
ONE_ADDRESS = sorted(
    number for number, home in HOMES.items() if home.meters and number not in SHARED
)
BEFORE = ["", "Здравствуйте! ", "Показания счётчиков: ", "добрый день, передаю показания ", "\n"]
AFTER = ["", ".", " Спасибо", " спасибо, Иванова", "\n\n", " 🙏", " тел. 89121234567"]
run_all = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def address(draw: st.DrawFn, number: str) -> str:
    home = HOMES[number]
    street = draw(
        st.sampled_from([home.street, home.street.replace("ул. ", "").replace(". ", " ")])
    )
    if home.locality != "Заречный":
        street = f"{home.locality} {street}"
    house = draw(st.sampled_from(["", "д. ", "д.", "дом "])) + home.house
    comma = draw(st.sampled_from([" ", ", ", "\n"]))
    if not home.flat:
        return f"{street}{comma}{house}"
    flat = draw(st.sampled_from(["-", " кв. ", ", кв.", " кв ", " квартира ", "\nкв "]))
    return f"{street}{comma}{house}{flat}{home.flat}"


@st.composite
def reading(draw: st.DrawFn, decimals: int) -> tuple[str, Decimal]:
    whole = draw(st.integers(0, 99_999))
    behind = draw(st.text("0123456789", min_size=1, max_size=decimals)) if decimals else ""
    zeros = draw(st.booleans())
    written = f"{whole:05}" if zeros else str(whole)
    if not behind or draw(st.booleans()):
        return written, Decimal(whole)
    mark = draw(st.sampled_from([",", "."]))
    unit = draw(st.sampled_from(["", "м3", " м³", " куб.м"]))
    return f"{written}{mark}{behind}{unit}", Decimal(f"{whole}.{behind}")


@st.composite
def message(draw: st.DrawFn) -> tuple[str, str, list[Decimal]]:
    """The text, whose it is, and the values."""
    number = draw(st.sampled_from(ONE_ADDRESS))
    given_ = [draw(reading(gauge.decimals)) for gauge in HOMES[number].meters]
    who = draw(st.one_of(address(number), st.sampled_from([number, f"л/с {number}"])))
    gap = draw(st.sampled_from([" ", ": ", ", ", "\n", " - ", "; "]))
    between = draw(st.sampled_from([" ", ", ", "; ", "\n", " и ", " / "]))
    text = f"{who}{gap}{between.join(written for written, _ in given_)}"
    alike = draw(st.sets(st.integers(0, len(text) - 1), max_size=6))
    text = "".join(one.translate(ALIKE) if at in alike else one for at, one in enumerate(text))
    text = f"{draw(st.sampled_from(BEFORE))}{text}{draw(st.sampled_from(AFTER))}"
    return text, number, [value for _, value in given_]


@given(message())
@run_all
def test_m2_every_spelling_is_found(built: Engine, written: tuple[str, str, list[Decimal]]) -> None:
    text, number, values = written
    with built.connect() as db:
        found = find(db, parse(text, RULE))
    assert found.match, found.why
    assert found.match.account.number == number
    shown = [as_shown(one.whole, one.behind, meter) for meter, one in found.match.pairs]
    assert shown == values


@given(message(), st.data())
@run_all
def test_m3_a_flat_that_is_left_out_gets_nobodys_readings(
    built: Engine, written: tuple[str, str, list[Decimal]], data: st.DataObject
) -> None:
    number = data.draw(st.sampled_from([one for one in ONE_ADDRESS if HOMES[one].flat]))
    home = HOMES[number]
    values = [str(data.draw(st.integers(1, 99_999))) for _ in home.meters]
    text = f"{home.street} {home.house} {' '.join(values)}"
    with built.connect() as db:
        found = find(db, parse(text, RULE))
    assert found.match is None or found.match.doubtful


@given(st.text(max_size=200) | st.text("Ленина 25-10,./\n№квд0987", max_size=60))
@run_all
def test_nothing_written_is_an_error(built: Engine, text: str) -> None:
    with built.connect() as db:
        found = find(db, parse(text, RULE))
    assert (found.match is None) == (found.why is not Outcome.STORED)
