"""Who is calling: by address and a second factor (C3, C4).

Streets and houses are public. Whether there is such a flat, and whose, nobody learns here: an
unknown flat and a wrong second factor are asked for, counted and answered alike (C5).
"""

from collections.abc import Sequence
from dataclasses import replace

from ivr.engine.call import ATTEMPTS, Call
from ivr.engine.channel import NeedsOperator
from ivr.engine.prompt import Prompt
from ivr.grammars.address import FlatNumber, SpokenAddress
from ivr.grammars.choices import OneOf, YesNo
from ivr.grammars.numbers import Digits
from models.office import Office
from models.records import Account, Place

FACTOR_DIGITS = 4


def identify_by_address(call: Call) -> Account:
    """Ask for an address and its second factor until both lead to one account.

    Raises NeedsOperator after too many attempts, and where a limit against trawling is reached.
    """
    for _ in range(ATTEMPTS):
        place = ask_place(call)
        if place is None:
            continue
        if place.flats and not place.flat:
            place = replace(place, flat=call.ask("ask_flat", FlatNumber()))
        found = call.do(Office.account_at, place, ask_factor(call))
        if not found.allowed:
            call.say("account_refused")
            raise NeedsOperator("limit")
        if found.account:
            return found.account
        call.say("address_not_identified")
    raise NeedsOperator("not_identified")


def ask_place(call: Call) -> Place | None:
    """A house of the register, with the flat if it was said; None if it was not found or agreed."""
    said = call.ask("ask_address", SpokenAddress(), keyed=False)
    found = call.do(Office.find_address, said)
    if not found.places:
        call.say("address_unknown")
        return None
    if found.more:
        call.say("address_too_many")
        return None
    if len(found.places) > 1:
        return choose_place(call, found.places)
    place = found.places[0]
    return place if call.ask("address_read_back", YesNo(), place=as_said(place)) else None


def choose_place(call: Call, places: Sequence[Place]) -> Place | None:
    """The one of several that the caller means; None if it is none of them."""
    options = [
        Prompt("address_option", {"place": as_said(place), "key": key}, call.language)
        for key, place in enumerate(places, start=1)
    ]
    none = Prompt("address_none_of_these", {"key": len(places) + 1}, call.language)
    chosen = call.ask("choose_address", OneOf(len(places) + 1), [*options, none])
    return places[chosen] if chosen < len(places) else None


def ask_factor(call: Call) -> str:
    """The last digits of what the utility holds and a stranger does not know (C4)."""
    digits = Digits(FACTOR_DIGITS, FACTOR_DIGITS)
    if call.utility.identification.second_factor == "account_tail":
        return call.ask("ask_account_tail", digits)
    return call.ask("ask_meter_serial_tail", digits)


def as_said(place: Place) -> dict[str, str]:
    """The place as the catalogue can say it."""
    return {
        "locality": place.locality,
        "street": place.street,
        "house": place.house,
        "flat": place.flat,
    }
