"""A message as people write it, taken apart in every way that it can be meant (M2). Pure.

"Ленина 25 10 123": house 25 and readings 10 and 123, or flat 10 and one reading. Which of these are
somebody's meters, `find` knows. A way that would need guessing is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from config.utility import AccountNumbers
from models.records import Service
from models.rules.accounts import is_account_number
from models.search.typed import LONGEST_NUMBER, MARK_OF
from models.sms.clean import LONGEST, clean
from models.sms.words import ACCOUNT, AGREES, PLACES, SERVICES, SILENT, TAKES_BACK

MOST_READINGS = 6  # of one message
LONGEST_READING = 12  # digits
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_GROUP = re.compile(r"[ -](\d+)")
_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SAID_OF_METERS = SERVICES.keys() | PLACES.keys() | SILENT
_NOT_OF_ADDRESS = _SAID_OF_METERS | ACCOUNT
_ENDS_IN_FLAT = re.compile(r"(?:[-/\\]|\b(?:" + "|".join(MARK_OF.keys() - {"/", "\\"}) + r")\W*)$")


@dataclass(frozen=True)
class Written:
    """A reading: digits before and behind the mark, and which meter was said to show them."""

    whole: str
    behind: str | None = None
    service: Service | None = None
    place: str = ""


@dataclass(frozen=True)
class Way:
    """One way to read a message: whose meters, by address, account number or both."""

    address: str
    readings: tuple[Written, ...]
    account: str = ""


@dataclass(frozen=True)
class Message:
    """A message taken apart. `agrees`: its writer says that a high use is right."""

    ways: tuple[Way, ...] = ()
    agrees: bool = False
    only_agrees: bool = False  # "да", and nothing else
    wrong_number: bool = False  # what was called an account number cannot be one


def parse(text: str, rule: AccountNumbers) -> Message:
    """Every way to read the message; none if it has no address or number with readings behind."""
    if len(text) > LONGEST:
        return Message()
    plain, agrees = _without_agreement(clean(text))
    plain = _ungrouped(plain, rule)
    number = _account_number(plain, rule)
    if not plain:
        return Message(agrees=agrees, only_agrees=agrees)
    if not TAKES_BACK.isdisjoint(_WORD.findall(plain)):
        return Message()
    ways = _by_account(plain, number) if number else _by_address(plain)
    wrong_number = not number and _called_account(plain) is not None
    return Message(tuple(ways), agrees, wrong_number=wrong_number)


def _without_agreement(plain: str) -> tuple[str, bool]:
    """The message without "да" or "верно" at its beginning or end."""
    words = plain.split()
    known = [_bare(word) in AGREES for word in words]
    first, last = 0, len(words)
    while first < last and known[first]:
        first += 1
    while last > first and known[last - 1]:
        last -= 1
    return " ".join(words[first:last]), last - first < len(words)


def _bare(word: str) -> str:
    return word.strip(".,!?;:()\"'-–—")


def _ungrouped(plain: str, rule: AccountNumbers) -> str:
    """The message with the account number in one, where it was called so and written in groups."""
    called = _called_account(plain)
    if not called or is_account_number(called[0], rule):
        return plain
    digits, end = called[0], called.end()
    while group := _GROUP.match(plain, end):
        digits, end = digits + group[1], group.end()
        if is_account_number(digits, rule):
            return plain[: called.start()] + digits + plain[end:]
    return plain


def _account_number(plain: str, rule: AccountNumbers) -> re.Match[str] | None:
    """The number that is called one, or stands first and looks like one."""
    if called := _called_account(plain):
        return called if is_account_number(called[0], rule) else None
    first = _NUMBER.search(plain)
    looks = first and is_account_number(first[0], rule) and not _goes_on(plain, first)
    named = first and set(_WORD.findall(plain[: first.start()])) - SILENT
    return first if looks and not named else None


def _called_account(plain: str) -> re.Match[str] | None:
    """The number right behind the words for an account."""
    for number in _NUMBER.finditer(plain):
        telling = [word for word in _words(plain[: number.start()]) if word not in SILENT]
        if telling and telling[-1] in ACCOUNT and not _goes_on(plain, number):
            return number
    return None


def _words(text: str) -> list[str]:
    """The words, with a mark where a number stands between them."""
    return ["#" if one[0].isdecimal() else one for one in _TOKEN.findall(text)]


def _goes_on(plain: str, number: re.Match[str]) -> bool:
    """Whether it is only a part of a number with a mark."""
    return bool(re.match(r"[.,]\d", plain[number.end() :]))


def _by_account(plain: str, number: re.Match[str]) -> Iterator[Way]:
    """Readings behind the account's number; an address beside it must be the account's."""
    before, after = _of_address(plain[: number.start()]), plain[number.end() :]
    if readings := _readings(after):
        yield Way(before if _NUMBER.search(before) else "", readings, number[0])
    else:
        for way in _by_address(f"{before} {after}"):
            yield replace(way, account=number[0])


def _of_address(text: str) -> str:
    """What is left without the words that are never of an address."""
    return _COMPOUND.sub(lambda word: "" if word[0] in _NOT_OF_ADDRESS else word[0], text)


def _by_address(plain: str) -> Iterator[Way]:
    """Every place where the address can end and the readings begin."""
    for last, reading in pairwise(_NUMBER.finditer(plain)):
        gap = plain[last.end() : reading.start()]
        behind = plain[reading.end() :]
        if len(last[0]) > LONGEST_NUMBER or not _may_part(gap, plain[: last.start()], behind):
            continue
        of_house, of_meter = _shared(gap)
        address = _of_address(plain[: last.end()])
        if not _WORD.search(address):
            continue
        address = " ".join([address, *of_house])
        rest = " ".join([*of_meter, plain[reading.start() :]])
        for text in dict.fromkeys([rest, rest.replace(",", " ")] if gap == "," else [rest]):
            if readings := _readings(text):
                yield Way(address, readings)


def _may_part(gap: str, before: str, behind: str) -> bool:
    """Whether an address may end where this stands between two numbers, and readings begin.

    25-10, 25/2 and "25 кв 10" are one address. "10,5" could be a reading, unless "10" was marked as
    a flat, is the only number so far, or there are more commas: "25,10,5,87".
    """
    words = _WORD.findall(gap)
    if gap in ("-", "–", ".") or "/" in gap or "\\" in gap:
        return False
    if words and words[-1] in MARK_OF and words[-1] not in _SAID_OF_METERS:
        return False
    marked = _ENDS_IN_FLAT.search(before) or not _NUMBER.search(before)
    return gap != "," or bool(marked or re.search(r"\d,$", before) or re.match(r",\d", behind))


def _shared(gap: str) -> tuple[list[str], list[str]]:
    """The words between house and reading: those of the house, and those of a meter."""
    words = _WORD.findall(gap)
    if gap and gap[0].isalpha() and len(words[0]) == 1:  # 12в
        first, words = words[:1], words[1:]
    else:
        first = []
    of_meter = [word for word in words if word in _SAID_OF_METERS]
    return [*first, *(word for word in words if word not in _SAID_OF_METERS)], of_meter


def _readings(text: str) -> tuple[Written, ...] | None:
    """All numbers of a text with the words that say what they are of; None if one could be none."""
    tokens = _TOKEN.findall(text)
    numbers = [at for at, token in enumerate(tokens) if token[0].isdecimal()]
    if not numbers:
        return None
    words = [token for token in tokens[: numbers[-1]] if not token[0].isdecimal()]
    if not _SAID_OF_METERS.issuperset(words):
        return None
    found = _labelled(tokens, _leads(tokens))
    numbers_all = all(0 < len(one.whole) <= LONGEST_READING for one in found)
    return tuple(found) if numbers_all and len(found) <= MOST_READINGS else None


def _leads(tokens: Sequence[str]) -> bool:
    """Whether words come before their numbers: the first of both decides."""
    first = next(token for token in tokens if token[0].isdecimal() or _is_label(token))
    return _is_label(first)


def _is_label(token: str) -> bool:
    return token in SERVICES or token in PLACES


def _labelled(tokens: Sequence[str], leads: bool) -> list[Written]:
    """The numbers. Words before them hold until another one is said; words behind for one alone."""
    found: list[Written] = []
    said = Written("")
    for token in tokens:
        if token[0].isdecimal():
            found += [replace(said, whole=w, behind=b) for w, b in _numbers(token)]
        elif leads:
            said = _of(said, token)
        elif found:
            found[-1] = _of(found[-1], token)
    return found


def _of(written: Written, word: str) -> Written:
    service = SERVICES.get(word, written.service)
    return replace(written, service=service, place=PLACES.get(word, written.place))


def _numbers(chain: str) -> Iterator[tuple[str, str | None]]:
    """ "123,5" is one number, "123.5,87.2" are two, "123,87,45" three. A chain of dots is none."""
    several = chain.count(",") > 1 or ("," in chain and "." in chain)
    for one in chain.split(",") if several else [chain]:
        whole, *behind = re.split("[.,]", one)
        yield (whole, behind[0] if behind else None) if len(behind) < 2 else ("", None)
