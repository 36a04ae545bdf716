"""The words of messages go after the months as those of calls do (P1)."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from config.settings import Settings
from config.utility import Utility
from models.sms.receive import Inbound, receive
from models.sms.tables import SmsRow
from models.tables import IdentificationRow
from recordings.retention.office import Office
from recordings.retention.words import forget_messages
from tests.sms.town import NOW, stored


@pytest.mark.parametrize(
    ("day", "gone"), [(date(2026, 9, 19), False), (date(2026, 9, 20), True)], ids=str
)
def test_p1_words_go_and_readings_stay(
    town: Engine, utility: Utility, tmp_path: Path, day: date, gone: bool
) -> None:
    message = Inbound("test", "1", "+79120000001", "Ленина 25-11 53", NOW)
    answer = receive(town, utility, message)
    office = Office.of(town, Settings(home=tmp_path), utility)
    night = datetime.combine(day, datetime.min.time(), utility.zone).replace(hour=1)
    assert forget_messages(office, night) == int(gone)
    assert forget_messages(office, night) == 0
    with town.connect() as db:
        row = db.execute(select(SmsRow.sender, SmsRow.text, SmsRow.answer, SmsRow.outcome)).one()
        tried = db.scalar(select(func.count()).select_from(IdentificationRow))
    words = ("", "", None) if gone else ("+79120000001", "Ленина 25-11 53", answer)
    assert tuple(row) == (*words, "stored")
    assert tried == (0 if gone else 1)
    assert stored(town) == ["10000024: 53"]
    receive(town, utility, message)  # the gateway sends it again, months later
    assert stored(town) == ["10000024: 53"]
