"""A message from its arrival to its answer: again, corrected, confirmed, refused, and limits."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from sqlalchemy import Engine, insert, select, update

from config.utility import Limits, Readings, Sms, Utility
from models import ledger
from models.records import Source
from models.sms.outcomes import Outcome
from models.sms.receive import Inbound, receive
from models.sms.tables import SmsRow
from models.tables import AccountRow, IdentificationRow, MeterRow, ReadingRow
from tests.sms.town import NOW, outcomes, stored

Sends = Callable[..., str | None]
MINUTE = timedelta(minutes=1)
ANNA, OLEG = "+79120000001", "+79120000002"


@pytest.fixture
def send(town: Engine, utility: Utility) -> Sends:
    """Every message has an id of its own, and comes five minutes after the one before."""
    count = 0

    def one(
        text: str,
        sender: str = ANNA,
        *,
        key: str = "",
        at: datetime | None = None,
        profile: Utility = utility,
    ) -> str | None:
        nonlocal count
        count += 1
        moment = at or NOW + 5 * count * MINUTE
        return receive(town, profile, Inbound("test", key or f"m{count}", sender, text, moment))

    return one


def test_m2_what_was_stored_and_how_to_correct_it(send: Sends, town: Engine) -> None:
    answer = send("Ленина 25-10 00123,5 87")
    assert answer == (
        "Записано: Заречный, улица Ленина, 25-10: 123,5; 87. Ошибка? Пришлите сегодня всё снова."
    )
    with town.connect() as db:
        query = select(ReadingRow.source, ReadingRow.entered_by, ReadingRow.taken_on)
        rows = db.execute(query.order_by(ReadingRow.id.desc()).limit(2)).all()
    assert {tuple(row) for row in rows} == {("sms", "sms", NOW.date())}


def test_a_second_message_of_the_day_corrects(send: Sends, town: Engine) -> None:
    send("Ленина 25-10 123 87")
    assert str(send("Ленина 25-10 124 87,5")).startswith("Исправлено")
    assert stored(town) == ["10000016: 124 87.5"]
    with town.connect() as db:
        replaced = db.scalars(select(ReadingRow.id).where(ReadingRow.replaced_at.is_not(None)))
        assert len(replaced.all()) == 2


def test_by_account_number_no_address_is_told(send: Sends) -> None:
    answer = send("10000016 123 87")
    assert answer and "10000016: 123; 87" in answer and "Ленина" not in answer


def test_somebody_else_does_not_correct_and_learns_nothing(send: Sends, town: Engine) -> None:
    send("Ленина 25-10 123 87", ANNA)
    refused = send("Ленина 25-10 124 88", OLEG)
    lower = send("Ленина 25-10 1 1", OLEG)
    assert refused == lower  # whether somebody gave a reading today is not told
    assert outcomes(town) == ["stored", "otherwise", "lower"]
    assert stored(town) == ["10000016: 123 87"]


@pytest.mark.parametrize("source", [Source.KEYPAD, Source.VOICE, Source.OPERATOR, Source.IMPORT])
def test_a_message_replaces_nothing_given_in_another_way(
    send: Sends, town: Engine, source: Source
) -> None:
    with town.begin() as db:
        meter = db.scalars(
            select(MeterRow.id).join(AccountRow).where(AccountRow.number == "10000024")
        ).one()
        ledger.take(
            db, meter, Decimal(52), NOW.date(), at=NOW, source=source, entered_by="x", call=None
        )
    send("Ленина 25-11 53")
    assert outcomes(town) == ["otherwise"]
    assert stored(town) == [f"10000024 {source}: 52"]


def test_m3_a_high_use_is_for_the_writer_to_say(send: Sends, town: Engine) -> None:
    asked = send("Ленина 25-10 123 999")
    assert asked and "999" in asked and "123" not in asked and "84" not in asked
    assert stored(town) == []
    assert str(send("Да!")).startswith("Записано")
    assert stored(town) == ["10000016: 123 999"]


@pytest.mark.parametrize(
    ("sender", "later"), [(OLEG, MINUTE), (ANNA, timedelta(days=1))], ids=["another", "next day"]
)
def test_yes_to_nothing_that_was_asked(
    send: Sends, town: Engine, sender: str, later: timedelta
) -> None:
    send("Ленина 25-10 123 999", ANNA, at=NOW)
    send("да", sender, at=NOW + later)
    assert outcomes(town) == ["high", "unreadable"]
    assert stored(town) == []


def test_yes_and_something_else_is_no_yes(send: Sends, town: Engine) -> None:
    send("Ленина 25-10 123 999")
    send("Да, завтра позвоню")
    assert outcomes(town) == ["high", "unreadable"]


def test_m3_lower_is_refused_without_the_last_reading(send: Sends, town: Engine) -> None:
    answer = send("Ленина 25-10 119 87 верно")
    assert answer and "120" not in answer and "8 800 555 0199" in answer
    assert outcomes(town) == ["lower"]


def test_all_readings_or_none(send: Sends, town: Engine) -> None:
    send("Ленина 25-10 123 1")
    assert stored(town) == []


def test_outside_the_window(send: Sends, town: Engine, utility: Utility) -> None:
    window = Readings(first_day=20, last_day=25)
    answer = send("Ленина 25-10 123 87", profile=msgspec.structs.replace(utility, readings=window))
    assert answer == "Не записано: показания принимаются с 20 по 25 число месяца."
    assert stored(town) == []


def test_an_unknown_flat_a_wrong_count_and_no_meters_are_one_answer(send: Sends) -> None:
    texts = ["Ленина 25-99 1", "Ленина 25-10 1", "Победы 40-1 1", "Ленина 25-12 1", "10000198 1"]
    assert len({send(text) for text in texts}) == 1


class TestTwice:
    """A message that comes again."""

    def test_the_same_message_has_the_same_answer(self, send: Sends, town: Engine) -> None:
        first = send("Ленина 25-10 123 87", key="same")
        assert first and send("Ленина 25-10 123 87", key="same") == first
        assert send("Ленина 25-11 53", OLEG, key="same") == first
        assert outcomes(town) == ["stored"]
        assert stored(town) == ["10000016: 123 87"]

    def test_the_same_text_at_once_is_answered_once(self, send: Sends, town: Engine) -> None:
        assert send("Ленина 25-10 123 87", at=NOW)
        assert send("Ленина 25-10 123 87", at=NOW + MINUTE) is None
        assert send("Ленина 25-10 123 87", at=NOW + 2 * MINUTE) is None
        assert send("Ленина 25-10 123 87", OLEG, at=NOW + MINUTE)
        assert outcomes(town) == ["stored", "repeated", "repeated", "otherwise"]

    def test_later_it_is_a_message_of_its_own(self, send: Sends, town: Engine) -> None:
        send("Ленина 25-10 123 87", at=NOW)
        assert send("Ленина 25-10 123 87", at=NOW + 3 * MINUTE)
        assert outcomes(town) == ["stored", "corrected"]

    def test_back_to_what_was_first(self, send: Sends, town: Engine) -> None:
        for seconds, value in enumerate([123, 124, 123]):
            send(f"Ленина 25-10 {value} 87", at=NOW + timedelta(seconds=seconds))
        assert stored(town) == ["10000016: 123 87"]

    def test_yes_to_two_questions_within_a_minute(self, send: Sends, town: Engine) -> None:
        for seconds, text in enumerate(["Ленина 25-11 999", "да", "Садовая 5 999 999", "да"]):
            send(text, at=NOW + timedelta(seconds=seconds))
        assert outcomes(town) == ["high", "stored", "high", "stored"]


class TestLimits:
    """Against trawling (C5)."""

    def test_of_flats_by_one_sender(self, send: Sends, town: Engine) -> None:
        for flat in range(200, 210):
            send(f"Ленина 25-{flat} 1")
        send("Ленина 25-11 53")
        assert outcomes(town)[-2:] == ["no_match", "limit"]
        send("Ленина 25-11 53", OLEG)
        assert outcomes(town)[-1] == "stored"

    def test_of_values_of_one_flat_by_many_senders(self, send: Sends, town: Engine) -> None:
        for number in range(6):
            send(f"Ленина 25-11 {number}", f"+7912000001{number}")
        send("Ленина 25-11 53", OLEG)
        assert outcomes(town) == [*["lower"] * 6, "limit"]

    def test_the_telephone_and_sms_have_one_limit(self, send: Sends, town: Engine) -> None:
        with town.begin() as db:
            tried = {"caller": ANNA, "number": "1", "found": False, "at": NOW}
            db.execute(insert(IdentificationRow), [tried] * 10)
        send("Ленина 25-11 53", "8 912 000-00-01")
        assert outcomes(town) == ["limit"]

    def test_of_different_accounts_of_one_sender(
        self, send: Sends, town: Engine, utility: Utility
    ) -> None:
        few = msgspec.structs.replace(utility, limits=Limits(accounts_per_caller=2))
        for text in ("Ленина 25-11 53", "Садовая 5 123 87", "Новоажимова 13-5 123 87"):
            send(text, profile=few)
        send("Ленина 25-11 54", profile=few)
        assert outcomes(town) == ["stored", "stored", "limit", "corrected"]

    def test_of_messages_answered(self, send: Sends, town: Engine, utility: Utility) -> None:
        few = msgspec.structs.replace(utility, sms=Sms(per_sender=3))
        answers = [send(f"привет {number}", profile=few) for number in range(4)]
        assert [bool(answer) for answer in answers] == [True, True, True, False]
        assert send("привет", at=NOW + timedelta(days=2), profile=few)

    def test_what_is_public_is_not_counted(self, send: Sends, town: Engine) -> None:
        send("Ленина 99-1 1")
        send("Ленина 25 1 1")
        with town.connect() as db:
            assert db.scalars(select(IdentificationRow.number)).all() == ["@1 25, 1"]


def test_the_sender_is_only_a_hint(send: Sends, town: Engine) -> None:
    """A number that gave an account's readings before gets no other answers than a strange one."""
    send("Ленина 25-11 53", ANNA)
    with town.begin() as db:
        db.execute(update(SmsRow).values(at=NOW - timedelta(days=30)))
    known, strange = send("25-11 54", ANNA), send("25-11 54", OLEG)
    assert known == strange
    assert outcomes(town)[1:] == [Outcome.UNREADABLE] * 2


def test_what_no_database_can_keep(send: Sends, town: Engine) -> None:
    assert send("Ленина\0 25-11 \ud800 53", "\0bank")
    assert send("я" * 5000)
    assert outcomes(town)[1:] == ["unreadable"]
