"""What an operator may see of a customer, and that each look is on record (C3-C5, P2)."""

import pytest
from sqlalchemy import insert, select

from models.contacts.identity import MOST_MISSES
from models.contacts.records import Identified
from models.contacts.tables import ContactRow
from models.operators.roles import Role
from models.tables import JournalRow
from tests.console.at_work import AtWork, work

__all__ = ["work"]
ONE = "10000016"  # ул. Ленина 25-10, Тестов Т. Т., meter A-000427
SECRETS = ("Тестов", "Ленина", ONE, "A-000427", "120,5")


def secrets_on(page: str) -> list[str]:
    return [secret for secret in SECRETS if secret in page]


def test_before_identification_a_card_says_only_that_the_account_exists(work: AtWork) -> None:
    anna = work.operator("anna")
    work.call(anna)
    page = work.browser(anna).get(f"/customers/{work.public(ONE)}").get_data(as_text=True)
    assert "Лицевой счёт есть" in page
    assert secrets_on(page) == []
    assert work.looks() == [("card, general", "call")]


def test_two_matching_answers_open_the_card(work: AtWork) -> None:
    anna = work.operator("anna")
    call, _ = work.call(anna)
    browser, card = work.browser(anna), f"/customers/{work.public(ONE)}"
    for factor, said in (("name", "тестова"), ("address", "ленина 25 кв 10")):
        browser.get(card)
        answer = browser.post(f"{card}/identity", factor=factor, said=said)
        assert f"factor={factor}&tried=matched" in answer.headers["Location"]
    page = browser.get(card).get_data(as_text=True)
    assert secrets_on(page) == list(SECRETS)
    assert ("matched: name", "call") in work.looks()
    assert work.looks()[-1] == ("card", "call")
    found = work.gateway.told[-1]
    assert (type(found).__name__, found.operator, found.call) == ("Found", anna, call)


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        ("name", "Петров"), ("name", "т"), ("name", ""), ("name", "Т. Т."),
        ("address", "ленина 25"), ("address", "ленина 25-11"), ("address", "10"),
        ("account", "10000024"), ("meter_serial", "427"), ("meter_serial", "0428"),
    ],
)  # fmt: skip
def test_a_wrong_answer_gives_nothing_away(work: AtWork, factor: str, said: str) -> None:
    anna = work.operator("anna")
    work.call(anna)
    browser, card = work.browser(anna), f"/customers/{work.public(ONE)}"
    browser.get(card)
    answer = browser.post(f"{card}/identity", factor=factor, said=said)
    assert "tried=not_matched" in answer.headers["Location"]
    assert secrets_on(browser.get(answer.headers["Location"]).get_data(as_text=True)) == []
    assert (f"not matched: {factor}", "call") in work.looks()


def test_after_too_many_wrong_answers_a_right_one_is_not_taken(work: AtWork) -> None:
    anna = work.operator("anna")
    work.call(anna)
    browser, card = work.browser(anna), f"/customers/{work.public(ONE)}"
    for _ in range(MOST_MISSES):
        browser.post(f"{card}/identity", factor="name", said="Петров")
    answer = browser.post(f"{card}/identity", factor="name", said="Тестов")
    assert "tried=no_more" in answer.headers["Location"]
    assert "Попыток больше нет" in browser.get(card).get_data(as_text=True)


def test_who_gave_address_and_second_factor_to_the_menu_is_identified(work: AtWork) -> None:
    anna = work.operator("anna")
    work.call(anna, account_id=work.account(ONE), identified_by="address")
    page = work.browser(anna).get(f"/customers/{work.public(ONE)}").get_data(as_text=True)
    assert secrets_on(page) == list(SECRETS)


def test_the_account_number_alone_is_a_claim(work: AtWork) -> None:
    anna = work.operator("anna")
    _, contact = work.call(anna, account_id=work.account(ONE), identified_by="number")
    page = work.browser(anna).get(f"/customers/{work.public(ONE)}").get_data(as_text=True)
    assert "Совпало одно" in page
    assert "Тестов" not in page
    with work.engine.connect() as db:
        row = db.execute(select(ContactRow.identified).where(ContactRow.id == contact)).one()
    assert row.identified == Identified.CLAIMED


def test_without_a_call_a_reason_comes_first(work: AtWork) -> None:
    anna = work.operator("anna")
    browser, card = work.browser(anna), f"/customers/{work.public(ONE)}"
    assert secrets_on(browser.get(card).get_data(as_text=True)) == []
    browser.post(f"{card}/reason", reason="   ")
    assert secrets_on(browser.get(card).get_data(as_text=True)) == []
    browser.post(f"{card}/reason", reason="Заявка 17")
    assert secrets_on(browser.get(card).get_data(as_text=True)) == list(SECRETS)
    assert work.looks()[-2:] == [("opened", "Заявка 17"), ("card", "Заявка 17")]
    other = work.browser(work.operator("boris")).get(card).get_data(as_text=True)
    assert secrets_on(other) == []
    work.later(minutes=31)
    assert secrets_on(browser.get(card).get_data(as_text=True)) == []


def test_a_reason_of_before_does_not_open_the_card_in_a_call(work: AtWork) -> None:
    anna = work.operator("anna")
    browser, card = work.browser(anna), f"/customers/{work.public(ONE)}"
    browser.post(f"{card}/reason", reason="Заявка 17")
    work.call(anna)
    assert secrets_on(browser.get(card).get_data(as_text=True)) == []


def test_an_invented_address_of_a_card_leads_nowhere(work: AtWork) -> None:
    anna = work.operator("anna")
    browser, known = work.browser(anna), work.public(ONE)
    number, _, tag = known.partition("-")
    for made_up in (f"{int(number, 16) + 1:x}-{tag}", number, "1", "-", "zz-é", f"{number}-"):
        assert browser.get(f"/customers/{made_up}").status_code == 404


def test_an_administrator_sees_no_customer(work: AtWork) -> None:
    boss = work.browser(work.operator("boss", Role.ADMINISTRATOR))
    assert boss.get(f"/customers/{work.public(ONE)}").status_code == 403
    assert boss.get("/customers/").status_code == 403


def test_results_show_what_was_typed_and_hide_the_rest(work: AtWork) -> None:
    anna = work.operator("anna")
    browser = work.browser(anna)
    by_name = browser.post("/customers/search", typed="тестов").get_data(as_text=True)
    assert "Тестов" in by_name
    assert ONE not in by_name
    assert ">Заречный, ул. Ленина<" in by_name
    by_number = browser.post("/customers/search", typed=ONE).get_data(as_text=True)
    assert ONE in by_number
    assert "Тестов" not in by_number
    by_place = browser.post("/customers/search", typed="ленина 25-10").get_data(as_text=True)
    assert "ул. Ленина, 25, 10" in by_place
    assert "Тестов" not in by_place
    assert [what for what, _ in work.looks()] == ["search"] * 3


HOSTILE = "<script>alert(1)</script> {{ 7*7 }} ' OR 1=1 --"


def test_a_hostile_name_is_text(work: AtWork) -> None:
    work.rename(ONE, name=HOSTILE)
    anna = work.operator("anna")
    work.call(anna, account_id=work.account(ONE), identified_by="address")
    page = work.browser(anna).get(f"/customers/{work.public(ONE)}").get_data(as_text=True)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page


@pytest.mark.parametrize(
    "typed", ["%", "_", "'", "\\", "\0", "a" * 10_000, "9" * 500, HOSTILE, "٣٤٥٦٧٨", "𝟙𝟚𝟛 д", "/ 5"]
)
def test_whatever_is_typed_the_search_answers(work: AtWork, typed: str) -> None:
    anna = work.operator("anna")
    assert work.browser(anna).post("/customers/search", typed=typed).status_code == 200


def test_the_transcript_reads_as_the_conversation(work: AtWork) -> None:
    anna = work.operator("anna")
    call, _ = work.call(anna)
    said = {"key": "ask_account", "values": {"length": 8}, "language": "ru"}
    entries = [
        {"kind": "answer", "key": "main_menu", "value": {"text": "1", "by": "keys"}, "said": []},
        {"kind": "answer", "key": "ask_account", "value": {"text": "<b>", "by": "speech"},
         "said": [said]},
        {"kind": "answer", "key": "x", "value": {"text": "", "by": "silence"},
         "said": [{"key": "long gone", "values": {}, "language": "ru"}]},
    ]  # fmt: skip
    with work.engine.begin() as db:
        for place, entry in enumerate(entries):
            row = {"call_id": call, "position": place, "at": work.clock.at, "entry": entry}
            db.execute(insert(JournalRow), row)
    page = work.browser(anna).get(f"/customers/{work.public(ONE)}").get_data(as_text=True)
    assert "<kbd>1</kbd>" in page
    assert "Скажите или введите восемь цифр номера лицевого счёта." in page
    assert "&lt;b&gt;" in page
    assert "long gone" in page


def test_a_part_of_the_desk_comes_without_the_frame(work: AtWork) -> None:
    anna = work.operator("anna")
    browser, card = work.browser(anna), f"/customers/{work.public(ONE)}"
    assert "<html" in browser.get(card).get_data(as_text=True)
    alone = browser.get(card, fragment=True).get_data(as_text=True)
    assert "<html" not in alone
    assert alone.startswith('<div class="fragment">')
