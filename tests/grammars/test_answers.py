"""Yes and no, menus, languages, commands; and that no answer is taken for another kind."""

import pytest

from config.utility import Language
from ivr.engine.channel import By, Heard
from ivr.grammars.choices import OPERATOR_FREE, OneOf, SilenceMeans, WhileWaiting, YesNo
from ivr.grammars.commands import Command, command_in
from ivr.grammars.numbers import Digits, Register
from ivr.grammars.spoken.languages import LANGUAGE_NAMES, LEXICONS
from ivr.grammars.spoken.words import phrase
from tests.grammars.hearing import LANGUAGES, heard

MENU = OneOf(3, ("readings", "hours", "callback"))


@pytest.mark.parametrize(
    ("language", "words", "answer"),
    [
        ("ru", "да", True),
        ("ru", "Да, всё верно.", True),
        ("ru", "ага правильно", True),
        ("ru", "ну да конечно", True),
        ("ru", "один", True),
        ("ru", "нет", False),
        ("ru", "нет неверно", False),
        ("ru", "не верно", False),
        ("ru", "не так", False),
        ("ru", "конечно нет", False),
        ("ru", "два", False),
        ("ru", "другой номер", False),
        ("ru", "да нет", None),
        ("ru", "нет верно", None),
        ("ru", "да неверно", None),
        ("ru", "да два", None),
        ("ru", "не", None),
        ("ru", "так", None),
        ("ru", "три", None),
        ("ru", "двадцать один", None),
        ("ru", "[unk] да", None),
        ("ru", "да [unk]", None),
        ("ru", "сорок два", None),
        ("ru", "", None),
        ("kk", "иә дұрыс", True),
        ("kk", "дұрыс емес", False),
        ("kk", "жоқ", False),
        ("kk", "иә жоқ", None),
        ("kk", "емес", None),
        ("lv", "jā, pareizi", True),
        ("lv", "nē, nav pareizi", False),
        ("lv", "ne pareizi", False),
        ("lv", "jā nē", None),
        ("en", "yes that's right", True),
        ("en", "no", False),
        ("en", "not right", False),
    ],
)
def test_yes_and_no(language: Language, words: str, answer: bool | None) -> None:
    assert heard(YesNo(), language, words) is answer


@pytest.mark.parametrize(
    ("language", "words", "place"),
    [
        ("ru", "один", 0),
        ("ru", "ну третье пожалуйста", 2),
        ("ru", "показания", 0),
        ("ru", "хочу передать показания счётчика", 0),
        ("ru", "часы работы", 1),
        ("ru", "перезвоните мне", 2),
        ("ru", "показания один", 0),
        ("ru", "показания два", None),
        ("ru", "показания часы", None),
        ("ru", "не показания", None),
        ("ru", "четыре", None),
        ("ru", "один два", None),
        ("ru", "[unk] один", None),
        ("ru", "[unk] показания", 0),
        ("ru", "ноль", None),
        ("kk", "бірінші", 0),
        ("kk", "жұмыс уақыты", 1),
        ("kk", "кері қоңырау", 2),
        ("lv", "rādījumi", 0),
        ("lv", "otrais", 1),
        ("lv", "atzvaniet", 2),
        ("en", "call me back", 2),
    ],
)
def test_menu(language: Language, words: str, place: int | None) -> None:
    assert heard(MENU, language, words) == place
    assert heard(SilenceMeans(MENU, 9), language, words) == place


def test_a_menu_without_names_is_numbered() -> None:
    assert heard(OneOf(3), "ru", "второе") == 1
    assert heard(OneOf(3), "ru", "показания") is None
    assert heard(OneOf(2), "ru", "три") is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("русский", 0),
        ("по-русски", 0),
        ("қазақша", 1),
        ("latviski", 2),
        ("latviešu valodā", 2),
        ("English", 3),
        ("русский қазақша", None),
        ("екі", 1),
        ("trešais", 2),
    ],
)
def test_every_language_by_its_name_in_every_language(
    language: Language, words: str, place: int | None
) -> None:
    assert heard(OneOf(4, ("ru", "kk", "lv", "en")), language, words) == place


@pytest.mark.parametrize(
    ("language", "words", "command"),
    [
        ("ru", "оператор", Command.OPERATOR),
        ("ru", "соедините меня с оператором", Command.OPERATOR),
        ("ru", "[unk] оператора", Command.OPERATOR),
        ("ru", "не надо оператора", None),
        ("ru", "повторите", Command.REPEAT),
        ("ru", "повторите ещё раз", Command.REPEAT),
        ("ru", "не расслышала", Command.REPEAT),
        ("ru", "оператор повторите", None),
        ("ru", "сто двадцать три", None),
        ("kk", "операторды қосыңыз", Command.OPERATOR),
        ("kk", "қайталаңыз", Command.REPEAT),
        ("lv", "operatoru lūdzu", Command.OPERATOR),
        ("lv", "atkārtojiet", Command.REPEAT),
        ("en", "operator please", Command.OPERATOR),
        ("en", "say again", Command.REPEAT),
    ],
)
def test_commands(language: Language, words: str, command: Command | None) -> None:
    assert command_in(Heard(words, By.SPEECH), language, of_one_key=False) is command


@pytest.mark.parametrize(
    ("words", "danger"),
    [
        ("прорвало", True),
        ("у нас тут батарею прорвало", True),
        ("да, у нас течёт", True),
        ("один два три авария", True),
        ("[unk] затопило [unk]", True),
        ("соедините с аварийной", True),
        ("из трубы бьёт пар", True),
        ("прорвало, нет воды", True),
        ("нет, прорвало", True),
        ("прорвало, не знаю что делать", True),
        ("аварии нет, но кран течёт", True),
        ("батарея не греет и течёт", True),
        ("у меня не авария", False),
        ("аварии нет", False),
        ("нет аварии", False),
        ("ничего не течёт", False),
        ("счётчик меняли после аварии", False),
        ("показания", False),
        ("паразит", False),
        ("", False),
        ("құбыр жарылды", True),
        ("су ағып жатыр", True),
        ("үйді су басты", True),
        ("авария емес", False),
        ("авария жоқ", False),
        ("plīsa caurule", True),
        ("mums ir avārija", True),
        ("pagrabā tek ūdens", True),
        ("nav avārija", False),
        ("avārijas nav", False),
        ("there is a burst pipe", True),
        ("the radiator is leaking", True),
        ("it's not an emergency", False),
        ("no leak", False),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_among_any_words_in_any_language(
    language: Language, words: str, danger: bool
) -> None:
    """C12: it may be said before a language is chosen, or in another one out of fear."""
    command = command_in(Heard(words, By.SPEECH), language, of_one_key=False)
    assert (command is Command.EMERGENCY) is danger


@pytest.mark.parametrize("keys", [*"0123456789*#", "112", "112#"])
def test_no_key_is_an_emergency(keys: str) -> None:
    assert command_in(Heard(keys, By.KEYS), "ru", of_one_key=True) is not Command.EMERGENCY


def test_the_operators_key_by_its_name() -> None:
    """Elsewhere it may be the beginning of a number."""
    assert command_in(Heard("ноль", By.SPEECH), "ru", of_one_key=True) is Command.OPERATOR
    assert command_in(Heard("ноль", By.SPEECH), "ru", of_one_key=False) is None
    assert command_in(Heard("один", By.SPEECH), "ru", of_one_key=True) is None


@pytest.mark.parametrize(("keys", "command"), [("0", Command.OPERATOR), ("*", Command.REPEAT)])
def test_commands_by_key(keys: str, command: Command) -> None:
    assert command_in(Heard(keys, By.KEYS), "ru", of_one_key=False) is command
    assert command_in(Heard("", By.SILENCE), "ru", of_one_key=False) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_other_answer_is_a_number(language: Language) -> None:
    lexicon = LEXICONS[language]
    others = [*lexicon.yes, *lexicon.no, *lexicon.skip, *lexicon.operator, *lexicon.repeat]
    others += [*lexicon.emergency, *lexicon.no_emergency]
    others += [one for words in lexicon.entries.values() for one in words]
    others += [one for words in LANGUAGE_NAMES.values() for one in words]
    for words in others:
        assert heard(Register(5, 3), language, words) is None, words
        assert heard(Digits(1, 15), language, words) is None, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_command_is_an_answer_and_no_answer_a_command(language: Language) -> None:
    lexicon = LEXICONS[language]
    for words in [*lexicon.operator, *lexicon.repeat, *lexicon.emergency]:
        assert heard(YesNo(), language, words) is None
        assert heard(MENU, language, words) is None
        assert heard(Register(5, 3, may_skip=True), language, words) is None
    entries = [one for words in lexicon.entries.values() for one in words]
    for words in [*lexicon.yes, *lexicon.no, *lexicon.skip, *entries, *lexicon.numbers]:
        assert command_in(Heard(words, By.SPEECH), language, of_one_key=False) is None, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_of_two_kinds(language: Language) -> None:
    lexicon = LEXICONS[language]
    kinds = [lexicon.yes, lexicon.no, lexicon.skip, lexicon.operator, lexicon.repeat]
    kinds += [lexicon.emergency, lexicon.no_emergency]
    phrases = [one for kind in kinds for one in set(kind)]
    assert len(phrases) == len(set(phrases))
    assert not lexicon.hesitations & lexicon.numbers.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_listened_for_is_understood(language: Language) -> None:
    """Every word for the recogniser has a meaning here, and is written as it is looked up."""
    lexicon = LEXICONS[language]
    for word in [*lexicon.dictated, *lexicon.large, *lexicon.behind, *lexicon.corrections]:
        assert lexicon.tokens(word), word
    for word in lexicon.agreement:
        assert heard(YesNo(), language, word) is not None
    for word in lexicon.commands:
        assert command_in(Heard(word, By.SPEECH), language, of_one_key=False)
    for grammar in (YesNo(), MENU, Digits(8, 8), Register(5, 3, may_skip=True)):
        listened = grammar.phrases(language)
        assert set(lexicon.commands) <= set(listened)
        assert [phrase(one) for one in listened] == list(listened)
        assert len(set(listened)) == len(listened)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_of_a_menu_is_listened_for_by_number_and_by_name(language: Language) -> None:
    lexicon = LEXICONS[language]
    understood = [*lexicon.keys, *(one for words in lexicon.entries.values() for one in words)]
    assert lexicon.seldom <= set(understood)
    listened = set(MENU.phrases(language)) - set(lexicon.commands)
    assert len(listened) <= 16
    for place, name in enumerate(MENU.names):
        words = [one for one in listened if heard(MENU, language, one) == place]
        assert set(words) & set(lexicon.entries[name])
        assert set(words) & set(lexicon.keys)


def test_no_more_is_listened_for_than_the_question_needs() -> None:
    assert "тысяча" not in Digits(8, 8).phrases("ru")
    assert "десятых" not in Register(5, 0).phrases("ru")
    assert "дальше" not in Register(5, 3).phrases("ru")
    assert "пять" not in YesNo().phrases("ru")


def test_an_operator_who_is_free_is_an_answer_of_who_waits() -> None:
    free = Heard(OPERATOR_FREE, By.KEYS)
    assert WhileWaiting(MENU, 9).parse(free, "ru") == 9
    assert SilenceMeans(MENU, 9).parse(free, "ru") is None
    assert WhileWaiting(MENU, 9).parse(Heard("D", By.SPEECH), "ru") is None
