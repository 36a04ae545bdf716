"""All pieces a format can ever give: found by speaking enough values that every word occurs."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from itertools import product

from ivr.prompts.formats import FORMATS, Voice

# Every word form of a number depends on its last three digits, and on each group of three alike.
GROUP = [*range(1, 120), *range(200, 1000, 100), 201, 221, 999]
WHOLE = [
    0,
    *GROUP,
    *(group * 1000 for group in GROUP),
    *(group * 1_000_000 for group in GROUP),
    1001,
]
PARTS = [Decimal(n).scaleb(-places) for places in (1, 2, 3) for n in range(1, 10**places)]
AMOUNTS = [*map(Decimal, WHOLE), *PARTS, *(n + Decimal("0.5") for n in WHOLE)]
DATES = [*(date(2026, 1, n) for n in range(1, 32)), *(date(2026, n, 1) for n in range(1, 13))]
STREET = "\0"  # stands for one, and is not said
MINUTES = [time(hour, minute) for minute in range(60) for hour in (0, 9, 16)]
TIMES = [*(time(hour, minute) for hour in range(24) for minute in (0, 30)), *MINUTES]


def _meters(voice: Voice) -> Iterable[object]:
    """Records of meters; every last digit, as that one may have an ending of its own."""
    services, places = (voice.terms.kinds[kind] for kind in ("service", "place"))
    for service, place in product(services, ("", *places)):
        yield {"service": service, "place": place}
    service = next(iter(services))
    for digit in "0123456789":
        yield {"service": service, "serial_tail": digit * 2}


def _addresses(voice: Voice) -> Iterable[object]:
    """Every number and letter; streets are the utility's own, and no words of ours."""
    letters = "абвгдежк" if voice.language.code in ("ru", "kk") else "abcdefgh"
    houses = [*map(str, WHOLE[1 : len(GROUP) + 1]), *map(str, range(1000, 10_000, 1000))]
    houses += [f"1{letter}" for letter in letters] + ["1/2", "1 корп. 2", "1 стр. 2", "1-2"]
    yield from ({"street": STREET, "house": house, "flat": "1"} for house in houses)


def _schedules(voice: Voice) -> Iterable[object]:
    weekdays = [(first, last) for first in range(7) for last in range(first, 7)]
    yield from ([(*days, time(8), time(17))] for days in weekdays)
    yield from ([(0, 4, moment, moment), (5, 5, moment, moment)] for moment in TIMES)


def _always(values: Sequence[object]) -> Callable[[Voice], Iterable[object]]:
    return lambda voice: values


SAMPLES: dict[str, Callable[[Voice], Iterable[object]]] = {
    "text": _always([]),
    "digits": _always(["0123456789", "+79990000000"]),
    "number": _always(WHOLE),
    "count": _always(WHOLE),
    "volume": _always(AMOUNTS),
    "heat": _always(AMOUNTS),
    "money": _always(AMOUNTS),
    "decimal_digits": _always([Decimal("1234567890.5")]),
    "date": _always(DATES),
    "day": _always(range(1, 32)),
    "time": _always(TIMES),
    "schedule": _schedules,
    "key": _always("0123456789*#"),
    "term": lambda voice: voice.terms.kinds[voice.form],
    "meter": _meters,
    "address": _addresses,
}


def pieces_of(voice: Voice, format_name: str) -> Iterable[str]:
    """The vocabulary of one slot."""
    speak = FORMATS[format_name].speak
    found: dict[str, None] = {}
    for value in SAMPLES[format_name](voice):
        found |= dict.fromkeys(speak(voice, value))
    found.pop(STREET, None)
    return found
