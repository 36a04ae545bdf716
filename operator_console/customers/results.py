"""Results of a search as they may be shown: what was typed in full, the rest only to tell apart.

The operator reads them before anybody is identified: whoever asks for Petrov learns no address.
"""

from dataclasses import dataclass

from models.records import Customer
from models.search.found import Found, Why
from models.search.words import matched, words_of
from operator_console.customers.public import public_id

HIDDEN = "…"
OF_PLACE = {Why.ADDRESS, Why.HOUSE}
OF_NUMBER = {Why.NUMBER, Why.LIKE_NUMBER}
SHOWN_DIGITS = 3  # of a number that was not typed: its end


@dataclass(frozen=True)
class Result:
    """One line of the list."""

    customer: str  # public id
    number: str
    kind: Customer
    name: str
    address: str
    why: tuple[Why, ...]


def shown(one: Found, typed: str) -> Result:
    """The account with what was not typed left out."""
    return Result(
        public_id(one.account), _number(one), one.customer, _name(one, typed), _address(one),
        one.why,
    )  # fmt: skip


def _number(one: Found) -> str:
    typed = OF_NUMBER | {Why.PART_OF_NUMBER}
    return one.number if typed & set(one.why) else HIDDEN + one.number[-SHOWN_DIGITS:]


def _name(one: Found, typed: str) -> str:
    """Words that were typed, of the others the first letter; an enterprise is no secret."""
    if one.customer is Customer.LEGAL:
        return one.name
    known = set(matched(words_of(typed), one.name))
    return " ".join(
        word if set(words_of(word)) & known else word[:1] + HIDDEN for word in one.name.split()
    )


def _address(one: Found) -> str:
    place = [one.locality, one.street]
    if OF_PLACE & set(one.why):
        place += [one.house, *([one.flat] if Why.ADDRESS in one.why else [])]
        if Why.HOUSE in one.why and one.flat:
            place.append(one.flat)
    elif one.customer is Customer.LEGAL:
        place += [one.house]
    return ", ".join(filter(None, place))
