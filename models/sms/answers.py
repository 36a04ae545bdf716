"""The wording of answers: in the language of the message, and never longer than two messages."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from config.utility import Language, Utility
from models.sms.outcomes import Outcome
from models.sms.parse import Written

LONGEST = 134  # characters of two joined messages in Cyrillic, 67 each
CUT = "…"
# One answer for what must not be told apart.
_SAME = dict.fromkeys((Outcome.LOWER, Outcome.OTHERWISE, Outcome.LIMIT), "refused")
_LETTERS: tuple[tuple[Language, str], ...] = (
    ("kk", "әғқңөұүһі"),
    ("lv", "āčēģīķļņšūž"),
    ("ru", "абвгдежзийклмнопрстуфхцчшщъыьэюя"),
)


def language_of(text: str, languages: Sequence[Language]) -> Language:
    """The one whose letters the text has, of those the utility speaks; or else the first."""
    letters = set(text.casefold())
    spoken = (one for one, own in _LETTERS if one in languages and letters & set(own))
    return next(spoken, languages[0])


def answer(
    outcome: Outcome,
    language: Language,
    utility: Utility,
    *,
    whose: str = "",
    readings: Sequence[Written] = (),
) -> str:
    """What is sent back. `whose` is the address or number the writer gave, the first to be cut."""
    key = _SAME.get(outcome, outcome.value)
    shown = [_shown(one, language) for one in readings]
    telephone = utility.sms.telephone
    call = wording()["call" if telephone else "call_us"][language].format(telephone=telephone)
    fields = {
        "readings": "; ".join(shown),
        "value": shown[0] if shown else "",
        "call": call,
        "first": utility.readings.first_day,
        "last": utility.readings.last_day,
        "digits": utility.accounts.digits,
        "example": "1234567890"[: utility.accounts.digits],
    }
    template = wording()[key][language]
    over = len(template.format(**fields, whose=whose)) - LONGEST
    if over > 0 and whose:
        whose = whose[: -over - len(CUT)] + CUT
    return template.format(**fields, whose=whose)


def _shown(written: Written, language: Language) -> str:
    """The reading as it was sent, without zeros before it."""
    whole = written.whole.lstrip("0") or "0"
    mark = "." if language == "en" else ","
    return whole if written.behind is None else f"{whole}{mark}{written.behind}"


@cache
def wording() -> dict[str, dict[str, str]]:
    """The catalogue: key, language, template."""
    return tomllib.loads(resources.files("models.sms").joinpath("answers.toml").read_text("utf-8"))
