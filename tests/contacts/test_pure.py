"""Due days, use by month, and whether a name was said: rules without a database."""

from datetime import date, time
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image

from config.utility import Hours, Opening
from models.contacts.identity import is_name
from models.contacts.photos import LONGEST_SIDE, NotAPhoto, made_safe
from models.records import Reading
from models.rules.monthly_use import use_by_month
from models.rules.working_days import days_for_visit, working_days_until

DAY = Opening(time(8), time(17))
HOURS = Hours({"mon": DAY, "tue": DAY, "wed": DAY, "thu": DAY, "fri": DAY}, holidays="RU")


@pytest.mark.parametrize(
    ("asked", "soonest", "latest"),
    [
        (date(2026, 6, 10), date(2026, 6, 18), date(2026, 6, 25)),  # 12 June is a holiday
        (date(2026, 11, 21), date(2026, 11, 27), date(2026, 12, 4)),  # asked on a Saturday
        (date(2026, 4, 30), date(2026, 5, 8), date(2026, 5, 18)),  # 1 and 9 May
    ],
)
def test_visits_are_due_by_the_calendar(asked: date, soonest: date, latest: date) -> None:
    days = days_for_visit(HOURS, asked)
    assert (days[0], days[-1], len(days)) == (soonest, latest, 6)


def test_over_new_year_no_visit_is_promised_for_a_holiday() -> None:
    days = days_for_visit(HOURS, date(2026, 12, 28))
    assert all(day < date(2027, 1, 1) or day > date(2027, 1, 8) for day in days)


def test_use_is_spread_over_the_days_between_readings() -> None:
    history = [
        Reading(Decimal("99990"), date(2026, 1, 16)),
        Reading(Decimal("21"), date(2026, 2, 16)),  # past the last number of the register
    ]
    use = use_by_month(history, wheels=5)
    assert use == {date(2026, 1, 1): Decimal(16), date(2026, 2, 1): Decimal(15)}


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("Тестова", True), ("тестовой марии", True), ("Мария Тестова", True), ("ТЕСТОВА М", True),
        ("Тестова Анна", False), ("Мария", False), ("Петрова Мария", False), ("", False),
        ("Тест", False), ("М. П.", False),
    ],
)  # fmt: skip
def test_a_name_is_right_with_its_surname_and_nothing_against_it(said: str, right: bool) -> None:
    assert is_name(said, "Тестова М. П.") is right


def test_a_photo_is_kept_without_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0110] = "camera of the customer"
    drawn = BytesIO()
    Image.new("RGB", (3000, 1000)).save(drawn, "JPEG", exif=exif)
    kept = made_safe(drawn.getvalue())
    assert b"camera of the customer" not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert max(picture.size) == LONGEST_SIDE


def test_a_picture_that_unpacks_to_too_much_is_refused() -> None:
    drawn = BytesIO()
    Image.new("1", (9000, 9000)).save(drawn, "PNG")
    with pytest.raises(NotAPhoto):
        made_safe(drawn.getvalue())


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        (date(2026, 6, 10), date(2026, 6, 10), 0),
        (date(2026, 6, 10), date(2026, 6, 15), 2),  # 12 June is a holiday, then a weekend
        (date(2026, 6, 12), date(2026, 6, 15), 1),
        (date(2026, 6, 15), date(2026, 6, 10), -2),
        (date(2026, 6, 14), date(2026, 6, 11), 0),  # its next working day has not begun
    ],
)
def test_what_is_left_is_counted_in_working_days(today: date, due: date, left: int) -> None:
    assert working_days_until(HOURS, today, due) == left
