"""The one search box: what people type finds whom they mean, on both databases."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, insert, select
from stdnum import luhn

from config.utility import AccountNumbers, read_utility
from models.demo import DEMO_ACCOUNT, fill
from models.importing.headings import Field
from models.importing.lines import AccountFacts, Address, Line
from models.importing.store import save
from models.records import Customer
from models.search.by_number import phone_key
from models.search.find import find
from models.search.found import MOST, Why
from models.search.index import note_number
from models.search.numbers import completions, corrections
from models.search.tables import SearchSlipRow, SearchWordRow
from models.search.words import slips_of, stem_of, words_of
from models.tables import CallRow, IdentificationRow

UTILITY = read_utility("demo")
NOW = datetime(2026, 11, 21, tzinfo=UTC)
PEOPLE = {
    "90000001": ("Ёлкина Мария Петровна", "ул. Карла Маркса", "7 корп. 2", "3"),
    "90000002": ("Ёлкин Пётр Ильич", "пр. Победы", "12а", "40"),
    "90000003": ("Широкоборова Анна Львовна", "ул. 9 Мая", "5", "9"),
    "90000004": ("О'Нил Жан-Поль", "пер. Тупой", "1", ""),
    "90000005": ("ООО «Булочная у моста»", "ул. Ленина", "25", ""),
    "90000006": ("Ленина Ольга Павловна", "ул. Ленина", "25", "10"),
}


@pytest.fixture
def town(office: Engine) -> Engine:
    store(office, PEOPLE)
    return office


def store(engine: Engine, people: dict[str, tuple[str, str, str, str]]) -> None:
    lines = []
    for number, (name, *place) in people.items():
        customer = Customer.LEGAL if name.startswith("ООО") else Customer.INDIVIDUAL
        address = Address(place[0], place[1], place[2], "Заречный")
        lines.append(Line(AccountFacts(number, customer, name, address)))
    with engine.begin() as db:
        save(db, lines, frozenset(Field), NOW, "tests")


def numbers(engine: Engine, typed: str) -> list[str]:
    with engine.connect() as db:
        return [one.number for one in find(db, UTILITY, typed)]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("маркса 7к2-3", "90000001"), ("7 корп 2 кв 3 к. маркса", "90000001"),
        ("ул.Карла Маркса д.7/2 кв.3", "90000001"), ("карла макса 7 к 2 кв 3", "90000001"),
        ("победы 12а 40", "90000002"), ("пр-т Победы, д. 12 А, кв. 40", "90000002"),
        ("9 мая 5-9", "90000003"), ("5 9 9-го мая", "90000003"),
        ("ЛЕНИНА 25-10", "90000006"), ("ktybyf 25-10", "90000006"),
        ("ёлкина", "90000001"), ("елкиной марии", "90000001"),
        ("мария петровна елкина", "90000001"),
        ("широкобарова", "90000003"), ("широкоброва", "90000003"), ("широкоб", "90000003"),
        ("елкин пётр", "90000002"), ("жан поль", "90000004"), ("булочную", "90000005"),
        ("булочная ооо", "90000005"), ("ленина ольга", "90000006"),
        ("90000001", "90000001"), ("9000 0002", "90000002"), ("лс 90000003", "90000003"),
    ],
)  # fmt: skip
def test_what_people_type_finds_the_customer_first(town: Engine, typed: str, number: str) -> None:
    assert numbers(town, typed)[:1] == [number]


def test_an_old_street_name_finds_the_new(town: Engine) -> None:
    assert numbers(town, "клубная 12а 4") == ["1000006"]


def test_a_house_alone_lists_its_accounts_those_named_first(town: Engine) -> None:
    assert set(numbers(town, "ленина 25")) >= {"90000005", "90000006"}
    assert numbers(town, "ольга ленина 25")[0] == "90000006"


def test_a_changed_name_is_found_by_the_new_alone(town: Engine) -> None:
    _, *place = PEOPLE["90000003"]
    store(town, {"90000003": ("Новосёлова Анна Львовна", place[0], place[1], place[2])})
    assert numbers(town, "новоселова") == ["90000003"]
    assert numbers(town, "широкоборова") == []
    assert numbers(town, "анна львовна") == ["90000003"]


def test_the_same_import_again_changes_nothing(town: Engine) -> None:
    def count() -> tuple[int, ...]:
        with town.connect() as db:
            tables = (SearchWordRow, SearchSlipRow)
            return tuple(db.scalar(select(func.count()).select_from(one)) or 0 for one in tables)

    before = count()
    store(town, PEOPLE)
    assert count() == before


def test_part_of_a_number_and_one_slip(office: Engine) -> None:
    fill(office, date(2026, 11, 21))
    for part in (DEMO_ACCOUNT[:6], DEMO_ACCOUNT[2:], DEMO_ACCOUNT[1:7]):
        assert DEMO_ACCOUNT in numbers(office, part)
    with office.connect() as db:
        (found,) = find(db, UTILITY, DEMO_ACCOUNT[:-1] + "0")
    assert (found.number, found.why) == (DEMO_ACCOUNT, (Why.LIKE_NUMBER,))


def test_telephone_and_contract(town: Engine) -> None:
    with town.begin() as db:
        (one,) = find(db, UTILITY, "90000005")
        note_number(db, one.account, "phone", phone_key("+79121112233"), "operator")
        note_number(db, one.account, "contract", "тс17204", "operator")
        call = {
            "key": "k", "utility": "demo", "caller": "89125556677", "dialled": "", "began_at": NOW,
            "holder": "", "language": "ru", "account_id": one.account,
        }  # fmt: skip
        id_ = db.execute(insert(CallRow).returning(CallRow.id), call).scalar_one()
        tried = {"call_id": id_, "caller": "89125556677", "number": "90000005", "found": True}
        db.execute(insert(IdentificationRow), tried | {"at": NOW})
    for typed in ("+7 (912) 111-22-33", "8 912 1112233", "1112233", "тел 89121112233"):
        assert numbers(town, typed) == ["90000005"], typed
    assert numbers(town, "+7 912 555-66-77") == ["90000005"]
    assert numbers(town, "ТС-17/204") == numbers(town, "тс 17/2") == ["90000005"]


def test_never_more_than_can_be_shown(office: Engine) -> None:
    fill(office, date(2026, 11, 21))
    for typed in ("100", "ленина 7к1", "а в", "тихонов"):
        assert len(numbers(office, typed)) <= MOST


# --- the pure parts ------------------------------------------------------------------------------

RULE = AccountNumbers(digits=8, check="luhn")


@given(st.integers(0, 9_999_999), st.integers(0, 7), st.integers(0, 9))
def test_a_number_is_among_the_corrections_of_its_slip(place: int, at: int, digit: int) -> None:
    number = f"{place:07}" + luhn.calc_check_digit(f"{place:07}")
    slipped = number[:at] + str(digit) + number[at + 1 :]
    assert slipped == number or number in corrections(slipped, RULE)
    missing = number[:at] + number[at + 1 :]
    assert number in corrections(missing, RULE)
    assert number in completions(number[1:7], RULE)


def test_completions_are_few_without_a_check_digit_too() -> None:
    rule = without_check(RULE)
    assert len(completions("12345", rule)) <= 4000
    assert completions("1234", rule) == set()


def without_check(rule: AccountNumbers) -> AccountNumbers:
    return AccountNumbers(digits=rule.digits, check="")


@given(st.text(alphabet="абвгдеёжзиклмнопрст", min_size=5, max_size=12), st.data())
def test_a_word_with_one_slip_still_meets_the_word(word: str, data: st.DataObject) -> None:
    word = words_of(word)[0]
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("абвгд"))
    for slipped in (word[:at] + letter + word[at + 1 :], word[:at] + word[at + 1 :]):
        assert slips_of(word) & slips_of(slipped)


def test_cases_of_one_surname_have_one_stem() -> None:
    forms = ("петрова", "петровой", "петрову", "петровою", "петров", "петрову", "петровым")
    assert {stem_of(form) for form in forms} == {"петров"}
