"""Answers are in the writer's language, complete in every language, and fit into two messages."""

import string

import msgspec
import pytest

from config.utility import PROFILES, Language, Sms, Utility, read_utility
from models.sms.answers import LONGEST, answer, language_of, wording
from models.sms.outcomes import Outcome
from models.sms.parse import MOST_READINGS, Written

LANGUAGES: tuple[Language, ...] = ("ru", "kk", "lv", "en")
SILENT = (Outcome.REPEATED, Outcome.TOO_MANY)
LONG = [Written("99999", "999")] * MOST_READINGS
PLACE = "Октябрьский, улица Сорок лет Победы, 255 корп. 12-345"


@pytest.mark.parametrize("telephone", ["", "+7 800 555 01 99"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", [one for one in Outcome if one not in SILENT])
def test_every_answer_fits_into_two_messages(
    outcome: Outcome, language: Language, telephone: str
) -> None:
    utility = msgspec.structs.replace(read_utility("zhks1"), sms=Sms(telephone=telephone))
    said = answer(outcome, language, utility, whose=PLACE, readings=LONG)
    assert 0 < len(said) <= LONGEST


@pytest.mark.parametrize("key", wording())
def test_every_language_says_the_same_things(key: str) -> None:
    fields = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in wording()[key].values()
    ]
    assert list(wording()[key]) == list(LANGUAGES)
    assert all(one == fields[0] for one in fields)


def test_the_readings_are_never_cut(utility: Utility) -> None:
    said = answer(Outcome.STORED, "ru", utility, whose=PLACE, readings=LONG)
    assert said.count("99999,999") == MOST_READINGS


@pytest.mark.parametrize(
    ("text", "languages", "language"),
    [
        ("Ленина 25-10 123", ["ru", "kk"], "ru"),
        ("Абай көшесі 25-10 123", ["ru", "kk"], "kk"),
        ("Абай көшесі 25-10 123", ["ru"], "ru"),
        ("Lielā iela 25-10 123", ["lv", "ru"], "lv"),
        ("Ленина 25-10 123", ["lv", "ru"], "ru"),
        ("Lenina 25-10 123", ["lv", "ru"], "lv"),
        ("?", ["ru", "kk"], "ru"),
    ],
)
def test_c19_the_language_of_an_answer(
    text: str, languages: list[Language], language: Language
) -> None:
    assert language_of(text, languages) == language


@pytest.mark.parametrize("path", sorted(PROFILES.glob("*.toml")), ids=lambda path: path.stem)
def test_the_example_of_an_account_number_has_its_length(path: object) -> None:
    utility = read_utility(str(path))
    said = answer(Outcome.WRONG_NUMBER, utility.languages[0], utility)
    assert "1234567890"[: utility.accounts.digits] in said
