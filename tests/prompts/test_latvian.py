"""Latvian grammar, by examples checked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.engine.prompt import Prompt
from tests.prompts.saying import PROJECT, pieces, said


@pytest.mark.parametrize(
    ("format_", "value", "words"),
    [
        ("volume", "0", "nulle kubikmetru"),
        ("volume", "1", "viens kubikmetrs"),
        ("volume", "2", "divi kubikmetri"),
        ("volume", "10", "desmit kubikmetru"),
        ("volume", "11", "vienpadsmit kubikmetru"),
        ("volume", "20", "divdesmit kubikmetru"),
        ("volume", "21", "divdesmit viens kubikmetrs"),
        ("volume", "22", "divdesmit divi kubikmetri"),
        ("volume", "100", "simts kubikmetru"),
        ("volume", "101", "simtu viens kubikmetrs"),
        ("volume", "111", "simtu vienpadsmit kubikmetru"),
        ("volume", "1000", "tūkstotis kubikmetru"),
        ("volume", "2000", "divi tūkstoši kubikmetru"),
        ("volume", "10000", "desmit tūkstošu kubikmetru"),
        ("volume", "21000", "divdesmit viens tūkstotis kubikmetru"),
        ("volume", "1123", "tūkstotis simtu divdesmit trīs kubikmetri"),
        ("volume", "0.5", "nulle komats pieci kubikmetri"),
        ("volume", "0.1", "nulle komats viens kubikmetrs"),
        ("volume", "1.02", "viens komats nulle divi kubikmetri"),
        ("volume", "1.21", "viens komats divdesmit viens kubikmetrs"),
        ("volume", "1.11", "viens komats vienpadsmit kubikmetru"),
        ("volume", "0.125", "nulle komats viens divi pieci kubikmetri"),
        ("heat", "1", "viena gigakalorija"),
        ("heat", "2", "divas gigakalorijas"),
        ("heat", "13", "trīspadsmit gigakaloriju"),
        ("heat", "0.5", "nulle komats piecas gigakalorijas"),
        ("count digit", 10, "desmit ciparu"),
        ("count day", 3, "trīs dienas"),
        ("count day", 21, "divdesmit viena diena"),
        ("count minute", 4, "četras minūtes"),
        ("count attempt", 1, "viens mēģinājums"),
        ("number f", 9, "deviņas"),
        ("decimal_digits", "12.5", "viens, divi, komats, pieci"),
        ("digits", "+371636007", "plus trīs septiņi viens, seši trīs seši, nulle nulle septiņi"),
        ("date", "2026-11-21", "divdesmit pirmajā novembrī"),
        ("date until", "2026-11-21", "divdesmit pirmajam novembrim"),
        ("date", "2026-03-03", "trešajā martā"),
        ("date", "2026-08-30", "trīsdesmitajā augustā"),
        ("date", "2026-05-12", "divpadsmitajā maijā"),
        ("day from", 15, "piecpadsmitā"),
        ("day from", 2, "otrā"),
        ("day until", 25, "divdesmit piektajam"),
        ("day until", 7, "septītajam"),
        ("time", "08:21", "astoņi un divdesmit viena minūte"),
        ("time until", "17:00", "septiņpadsmitiem"),
        ("time until", "16:45", "sešpadsmitiem un četrdesmit piecām minūtēm"),
        ("time until", "20:30", "divdesmitiem un trīsdesmit minūtēm"),
        ("time until", "21:01", "divdesmit vieniem un vienai minūtei"),
        ("time from", "03:00", "trijiem"),
        ("key", "1", "taustiņu viens"),
        ("key", "#", "restīti"),
        ("money EUR", "2.30", "divi eiro trīsdesmit centu"),
        ("money EUR", "21.01", "divdesmit viens eiro viens cents"),
    ],
)  # fmt: skip
def test_values(format_: str, value: object, words: str) -> None:
    assert said("lv", format_, value) == words


def test_opening_hours() -> None:
    rows = [[0, 4, "08:00", "16:45"], [5, 5, "09:00", "13:00"]]
    assert said("lv", "schedule", rows) == (
        "no pirmdienas līdz piektdienai no pulksten astoņiem "
        "līdz pulksten sešpadsmitiem un četrdesmit piecām minūtēm, "
        "sestdien no pulksten deviņiem līdz pulksten trīspadsmitiem"
    )


def test_prompts_read_naturally() -> None:
    window = Prompt("window_closed", {"first": 15, "last": 25}, "lv")
    assert PROJECT.wording(window) == (
        "Rādījumus pieņem no katra mēneša piecpadsmitā līdz divdesmit piektajam datumam."
    )
    option = Prompt("language_option", {"key": 2}, "lv")
    assert PROJECT.wording(option) == "Lai turpinātu latviešu valodā, nospiediet taustiņu divi."


@given(st.integers(0, 999_999))
def test_agreement_with_any_number(number: int) -> None:
    """The rule of the school grammar, told apart from CLDR's."""
    if number % 100 in range(10, 20) or number % 10 == 0:
        noun = "minūšu"
    else:
        noun = "minūte" if number % 10 == 1 else "minūtes"
    words = pieces("lv", "count minute", number)
    assert words[-1] == noun
    assert words[-2] not in ("viens", "divi", "četri", "pieci", "seši", "septiņi", "astoņi")
