"""The catalogue as a whole: complete, consistent, closed under its vocabulary, clear when wrong."""

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.utility import Language
from ivr.engine.prompt import Prompt
from ivr.prompts.catalogue import Catalogue
from ivr.prompts.formats import FORMATS, CannotSay
from ivr.prompts.languages import LANGUAGES
from ivr.prompts.languages.grammar import categories
from ivr.prompts.template import BadTemplate, Slot, parse
from ivr.prompts.vocabulary import SAMPLES
from tests.prompts.saying import PROJECT, pieces, said, vocabulary

EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
METER = {"service": "hot_water", "place": "kitchen", "serial_tail": "427"}


@pytest.mark.parametrize("key", sorted(PROJECT.keys()))
def test_a_key_has_every_language_with_the_same_values_and_formats(key: str) -> None:
    slots = {
        language: {(part.name, part.format) for part in template if isinstance(part, Slot)}
        for language, template in PROJECT.prompts[key].items()
    }
    assert slots.keys() == LANGUAGES.keys()
    assert all(found == slots["ru"] for found in slots.values()), slots


@pytest.mark.parametrize("key", sorted(PROJECT.voice))
def test_a_wording_for_who_may_speak_is_complete_and_tells_the_same(key: str) -> None:
    assert PROJECT.voice[key].keys() == LANGUAGES.keys()
    for language, template in PROJECT.voice[key].items():
        plain = PROJECT.template(key, language)
        assert {part for part in template if isinstance(part, Slot)} == {
            part for part in plain if isinstance(part, Slot)
        }, language


@EVERY_LANGUAGE
def test_whoever_may_speak_hears_so_and_the_others_do_not(language: Language) -> None:
    asked = Prompt("ask_account", {"length": 8}, language)
    assert PROJECT.wording(asked, voice=True) != PROJECT.wording(asked)
    greeted = Prompt("receipt", {"number": "7"}, language)
    assert PROJECT.wording(greeted, voice=True) == PROJECT.wording(greeted)


@EVERY_LANGUAGE
def test_pieces_for_who_may_speak_are_in_the_vocabulary(language: str) -> None:
    parts = {part for texts in PROJECT.voice.values() for part in texts[language]}
    assert {part for part in parts if isinstance(part, str)} <= set(PROJECT.vocabulary(language))


def test_every_term_has_every_language() -> None:
    for kind, terms in PROJECT.terms.kinds.items():
        for name, entry in terms.items():
            assert entry.keys() == LANGUAGES.keys(), (kind, name)


@EVERY_LANGUAGE
def test_every_noun_has_every_form_its_language_counts_with(language: str) -> None:
    for name in PROJECT.terms.kinds["noun"]:
        noun = PROJECT.terms.noun(name, language)
        assert noun.forms.keys() == categories(language), name
        assert noun.gender in ("m", "f", "n")
        assert noun.accusative or language != "ru", name


def test_every_format_has_samples_to_find_its_vocabulary_by() -> None:
    assert FORMATS.keys() == SAMPLES.keys()


@EVERY_LANGUAGE
def test_no_piece_is_empty_or_has_loose_spaces(language: str) -> None:
    found = list(PROJECT.vocabulary(language))
    assert len(found) > 150
    assert all(piece and piece == " ".join(piece.split()) for piece in found)


@EVERY_LANGUAGE
def test_no_piece_ends_in_a_letter_that_would_be_spelled(language: str) -> None:
    """A synthesiser takes a preposition standing alone for the name of the letter.

    The capital letters of houses are meant to be letters.
    """
    last = [piece.rstrip(".,").split()[-1:] for piece in PROJECT.vocabulary(language)]
    assert not [word for word in last if word and len(word[0]) == 1 and word[0].islower()]


AMOUNTS = st.decimals(0, 999_999, places=3) | st.decimals(0, 99, places=2)
TIMES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
WEEKDAYS = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(sorted)
ROWS = st.tuples(WEEKDAYS, TIMES, TIMES).map(lambda row: [*row[0], *row[1:]])
VALUES = {
    "number": st.integers(0, 999_999_999),
    "number f": st.integers(0, 999_999_999),
    "count day": st.integers(0, 999_999),
    "volume": AMOUNTS,
    "heat": AMOUNTS,
    "money RUB": st.decimals(0, 999_999, places=2),
    "decimal_digits": AMOUNTS,
    "digits": st.from_regex(r"\+?[0-9]{1,20}", fullmatch=True),
    "date": st.dates(),
    "date until": st.dates(),
    "day from": st.integers(1, 31),
    "day until": st.integers(1, 31),
    "time": TIMES,
    "time from": TIMES,
    "time until": TIMES,
    "schedule": st.lists(ROWS, min_size=1, max_size=3),
    "key": st.sampled_from("0123456789*#"),
    "meter": st.builds(
        lambda service, place, tail: {"service": service, "place": place, "serial_tail": tail},
        st.sampled_from(sorted(PROJECT.terms.kinds["service"])),
        st.sampled_from(["", *PROJECT.terms.kinds["place"]]),
        st.from_regex(r"[0-9]{0,4}", fullmatch=True),
    ),
}


@EVERY_LANGUAGE
@pytest.mark.parametrize("format_", VALUES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_is_said_is_in_the_vocabulary(
    language: str, format_: str, data: st.DataObject
) -> None:
    value = data.draw(VALUES[format_])
    known = _vocabulary(language, format_)
    assert set(pieces(language, format_, value)) <= known, value


@EVERY_LANGUAGE
@pytest.mark.parametrize("format_", ["volume", "heat", "count day"])
def test_numbers_to_a_million_stay_in_the_vocabulary(language: str, format_: str) -> None:
    known = _vocabulary(language, format_)
    for number in [*range(2000), *range(0, 1_000_000, 389)]:
        assert set(pieces(language, format_, number)) <= known, number


_KNOWN: dict[tuple[str, str], set[str]] = {}


def _vocabulary(language: str, format_: str) -> set[str]:
    if (language, format_) not in _KNOWN:
        _KNOWN[language, format_] = set(vocabulary(language, format_))
    return _KNOWN[language, format_]


@pytest.mark.parametrize(
    ("format_", "value", "plain"),
    [
        ("volume", Decimal("12.5"), "12.5"),
        ("date", date(2026, 11, 21), "2026-11-21"),
        ("time", time(8, 45), "08:45:00"),
        ("schedule", [(0, 4, time(8), time(17))], [[0, 4, "08:00:00", "17:00:00"]]),
        ("key", 3, "3"),
    ],
)
def test_a_value_out_of_the_journal_sounds_the_same(
    format_: str, value: object, plain: object
) -> None:
    assert said("ru", format_, value) == said("ru", format_, plain)


def test_pieces_are_whole_sentences_and_words_of_values() -> None:
    text = "Счётчик {meter:meter}: {value:volume}. Верно, нажмите один. Неверно, нажмите два."
    catalogue = Catalogue({"key": {"ru": parse(text)}}, PROJECT.terms)
    prompt = Prompt("key", {"meter": METER, "value": "1123.5"}, "ru")
    assert catalogue.pieces(prompt) == (
        "Счётчик", "горячей воды", "на кухне", ",",
        "заводской номер оканчивается на", "четыре", "два", "семь", ":",
        "тысяча", "сто", "двадцать", "три", "целых", "пять", "десятых", "кубометра", ".",
        "Верно, нажмите один.", "Неверно, нажмите два.",
    )  # fmt: skip
    assert catalogue.wording(prompt).startswith("Счётчик горячей воды на кухне, заводской номер")
    assert "четыре два семь: тысяча" in catalogue.wording(prompt)


def test_a_free_text_is_one_piece_as_it_stands() -> None:
    prompt = Prompt("greeting", {"utility": "Теплосеть, филиал № 2"}, "ru")
    assert "Теплосеть, филиал № 2" in PROJECT.pieces(prompt)
    assert "Теплосеть, филиал № 2" not in PROJECT.vocabulary("ru")


@pytest.mark.parametrize(
    ("format_", "value"),
    [
        ("volume", "-1"), ("volume", "1.2345"), ("volume", "NaN"), ("volume", "Infinity"),
        ("volume", 1.5), ("volume", True), ("volume", None), ("volume", "12,5"),
        ("volume", "1e300"), ("number", -1), ("number", "x"), ("number", 10**9),
        ("count nothing", 1), ("digits", ""), ("digits", "12a"), ("digits", 12), ("digits", "²"),
        ("date", "21.11.2026"), ("date", ""), ("day from", 0), ("day from", 32),
        ("time", "25:00"), ("time", 8), ("schedule", []), ("schedule", [[4, 0, "08:00", "17:00"]]),
        ("schedule", [[0, 7, "08:00", "17:00"]]), ("schedule", [[0, 4]]), ("schedule", "Mon"),
        ("key", "10"), ("key", "a"), ("key", ""), ("text", ""), ("text", None), ("text", 5),
        ("meter", {}), ("meter", "x"), ("meter", {"service": "gas"}),
        ("meter", {"service": "heat", "place": "moon"}),
        ("meter", {"service": "heat", "serial_tail": "4a"}), ("money USD", "1"),
        ("money RUB", "1.999"), ("term place", "moon"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_said_is_refused_at_once(format_: str, value: object) -> None:
    with pytest.raises(CannotSay, match="value"):
        said("ru", format_, value)


@pytest.mark.parametrize(
    ("prompt", "why"),
    [
        (Prompt("no_such_key"), "there is no prompt 'no_such_key'"),
        (Prompt("goodbye", {}, "de"), "no wording in 'de'"),
        (Prompt("receipt"), "needs the value 'number'"),
    ],
)
def test_a_prompt_that_cannot_be_said_is_refused_at_once(prompt: Prompt, why: str) -> None:
    with pytest.raises(CannotSay, match=why):
        PROJECT.wording(prompt)


@pytest.mark.parametrize("text", ["{value}", "{value:}", "a { b", "{a:number", "}"])
def test_a_text_with_a_broken_slot_is_refused(text: str) -> None:
    with pytest.raises(BadTemplate):
        parse(text)


def test_an_unknown_format_is_refused_when_the_catalogue_is_read(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text('[hello]\nru = "Привет, {name:shout}."\n', encoding="utf-8")
    with pytest.raises(BadTemplate, match="hello in ru: there is no format 'shout'"):
        Catalogue.load(file)
