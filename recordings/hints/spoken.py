"""Hints from words. Whatever is said to be lacking, the model must have been able to hear."""

from collections.abc import Iterator

from models.search.words import folded, same_but_for_ending, words_of
from recordings.hints.forms import FORMS
from recordings.hints.records import CALLER, HEARD, Heard, Hint, Kind, Talk, Word

GREETING = 15_000  # milliseconds from the beginning of the talk
LEAST = 4  # letters of a word of the unit's name that must be heard


def by_operator(heard: Heard, talk: Talk) -> list[Word]:
    """What the operator said, as far as it is known."""
    return [word for word in heard.words if word.side == HEARD and talk.has(word.began)]


def by_caller(heard: Heard, talk: Talk) -> list[Word]:
    """The same of the caller."""
    return [word for word in heard.words if word.side == CALLER and talk.has(word.began)]


def greeting(heard: Heard, talk: Talk) -> Iterator[Hint]:
    """Unit and surname, one hint for all that was not heard (C8).

    Nothing of a talk that is shorter than a greeting, or whose beginning is in another segment.
    """
    if talk.began < 0 or talk.ended - talk.began < GREETING:
        return
    said = [word for word in by_operator(heard, talk) if word.began < talk.began + GREETING]
    wanted = [one for one in (talk.surname, *_telling(talk.unit)) if one and heard.knows(one)]
    lacking = [one for one in wanted if not _is_among(one, said)]
    if lacking:
        yield Hint(Kind.GREETING, talk.began, "operator", " ".join(lacking))


def name(heard: Heard, talk: Talk) -> Iterator[Hint]:
    """The customer's name that the caller said, and that the operator never said (A 14.1).

    Who does not say it may be somebody else, who has given another name: nothing is known then.
    """
    asked, answered = by_caller(heard, talk), by_operator(heard, talk)
    for one in heard.names:
        given = next((word for word in asked if _same(one, word)), None)
        if given and not _is_among(one, answered):
            yield Hint(Kind.NAME, given.began, "operator", folded(one))
            return


def forms(heard: Heard, talk: Talk) -> Iterator[Hint]:
    """Each time one of the forbidden forms of address was heard (A 15.1).

    Whether somebody was addressed by it, or spoken of, is for the auditor to hear.
    """
    for word in by_operator(heard, talk):
        if folded(word.text) in FORMS.get(heard.language, ()):
            yield Hint(Kind.FORM, word.began, "operator", word.text)


def _telling(unit: str) -> list[str]:
    """Words of the unit's name that are spoken as they are written: no abbreviations."""
    written = [word for word in unit.split() if not word.isupper()]
    return [word for word in words_of(" ".join(written)) if len(word) >= LEAST]


def _is_among(wanted: str, said: list[Word]) -> bool:
    return any(_same(wanted, word) for word in said)


def _same(wanted: str, word: Word) -> bool:
    return same_but_for_ending(folded(wanted), folded(word.text))
