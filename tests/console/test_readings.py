"""Readings that an operator enters (M3): in the ledger once, believable, with a photo."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from models.contacts.tables import PhotoRow
from models.tables import ReadingRow
from tests.console.at_work import AtWork, work
from tests.console.registering import ONE, meter_of, picture, rows, talking

__all__ = ["work"]


def standing(work: AtWork) -> list[Any]:
    return [
        row
        for row in rows(work, ReadingRow)
        if row.source == "operator" and row.replaced_at is None
    ]


def test_a_reading_goes_to_the_ledger_with_its_photo(work: AtWork) -> None:
    browser, form = talking(work, by="number")
    sent = form | {"meter": str(meter_of(work, ONE)), "value": "123,5"}
    for _ in range(2):
        photo = (BytesIO(picture("PNG")), "счётчик.png")
        assert browser.post("/requests/reading", **sent, photo=photo).status_code == 303
    (row,) = standing(work)
    assert (row.value, row.entered_by) == (Decimal("123.5"), "anna")
    (photo_row,) = rows(work, PhotoRow)
    with Image.open(BytesIO(photo_row.content)) as kept:
        assert kept.format == "JPEG"
    where = f"/customers/{form['customer']}/photos/{photo_row.id}"
    assert browser.get(where).status_code == 403  # an account's number shows no photo
    browser.get(f"/customers/{form['customer']}")
    browser.post(f"/customers/{form['customer']}/identity", factor="name", said="Тестов")
    shown = browser.get(where)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    other = f"/customers/{work.public('10000024')}/photos/{photo_row.id}"
    assert browser.get(other).status_code == 403


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a...", b"<svg onload=alert(1)>", picture()[:60], b"\xff\xd8\xff\xe0" + b"x" * 99,
     picture("BMP"), picture("GIF")],
)  # fmt: skip
def test_a_photo_that_is_none_is_refused_and_the_value_kept(work: AtWork, content: bytes) -> None:
    browser, form = talking(work)
    photo = (BytesIO(content), "photo.jpg")
    meter = str(meter_of(work, ONE))
    answer = browser.post("/requests/reading", **form, meter=meter, value="123,5", photo=photo)
    assert answer.status_code == 422
    assert "Это не фото" in answer.get_data(as_text=True)
    assert 'value="123,5"' in answer.get_data(as_text=True)
    assert standing(work) == []


@pytest.mark.parametrize(("value", "asked"), [("900", "намного больше"), ("12", "меньше")])
def test_an_unusual_reading_is_asked_back_not_refused(work: AtWork, value: str, asked: str) -> None:
    browser, form = talking(work)
    sent = form | {"meter": str(meter_of(work, ONE)), "value": value}
    answer = browser.post("/requests/reading", **sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert asked in page
    assert standing(work) == []
    wrong = browser.post("/requests/reading", **sent, confirmed=f"{sent['meter']}:901")
    assert wrong.status_code == 422  # another value was confirmed
    sure = browser.post("/requests/reading", **sent, confirmed=f"{sent['meter']}:{value}")
    assert sure.status_code == 303
    assert [row.value for row in standing(work)] == [Decimal(value)]


@pytest.mark.parametrize(
    "value", ["", "abc", "-5", "1e3", "100000", "1,2345", "NaN", "١٢٣", "1.2.3"]
)
def test_what_no_register_shows_is_refused(work: AtWork, value: str) -> None:
    browser, form = talking(work)
    meter = str(meter_of(work, ONE))
    answer = browser.post("/requests/reading", **form, meter=meter, value=value, confirmed=value)
    assert answer.status_code == 422
    assert standing(work) == []


def test_two_tabs_with_the_same_meter_leave_one_reading(work: AtWork) -> None:
    browser, form = talking(work)
    meter = str(meter_of(work, ONE))
    for key, value in (("tab-1", "122"), ("tab-2", "123")):
        sent = form | {"form_key": key, "meter": meter, "value": value}
        assert browser.post("/requests/reading", **sent).status_code == 303
    assert [row.value for row in standing(work)] == [Decimal(123)]
