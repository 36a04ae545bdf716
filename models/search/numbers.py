"""Account numbers of which some digits are missing or wrong: which could be meant. Pure."""

from collections.abc import Iterator
from itertools import product

from config.utility import AccountNumbers
from models.rules.accounts import is_account_number

DIGITS = "0123456789"
MOST_MISSING = 3  # digits; with more, any number would do
LEAST_PREFIX = 3  # digits of the beginning of a number


def completions(part: str, rule: AccountNumbers) -> set[str]:
    """The numbers with these digits somewhere in them, where few are missing.

    With a check digit nine in ten are ruled out before the database is asked.
    """
    missing = rule.digits - len(part)
    if not 0 < missing <= MOST_MISSING:
        return set()
    return {
        number
        for before in range(missing + 1)
        for others in product(DIGITS, repeat=missing)
        if is_account_number(number := "".join((*others[:before], part, *others[before:])), rule)
    }


def corrections(number: str, rule: AccountNumbers) -> set[str]:
    """The numbers that one slip turns into this: a digit wrong, missing, doubled, two exchanged."""
    return {one for one in _slips(number) if is_account_number(one, rule)} - {number}


def _slips(number: str) -> Iterator[str]:
    for at in range(len(number) + 1):
        before, after = number[:at], number[at:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for digit in DIGITS:
            yield before + digit + after
            yield before + digit + after[1:]
