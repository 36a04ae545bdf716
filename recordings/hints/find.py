"""All hints of a segment, in the order of time."""

from recordings.hints import spoken, voices
from recordings.hints.records import Heard, Hint, Kind

RULES = (
    spoken.greeting,
    spoken.name,
    spoken.forms,
    voices.interruptions,
    voices.silences,
    voices.tone,
)


def find(heard: Heard) -> list[Hint]:
    """What each rule finds in each talk; nothing of the menu, the queue and the music."""
    found = [hint for talk in heard.talks for rule in RULES for hint in rule(heard, talk)]
    found += long_holds(heard)
    return sorted(found, key=lambda hint: (hint.at, hint.kind))


def long_holds(heard: Heard) -> list[Hint]:
    """Holds longer than the profile says (C9)."""
    return [
        Hint(Kind.HOLD, begin, "operator", f"{(end - begin) // 1000}")
        for talk in heard.talks
        for begin, end in talk.holds
        if end - begin > heard.longest_hold
    ]
