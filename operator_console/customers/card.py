"""What the card shows: everything that may be seen, put together for the template."""

from typing import Any

from flask import request
from sqlalchemy import Connection

from models.contacts import card
from models.contacts.identity import factors_of
from models.contacts.records import Factor
from models.contacts.repeats import earlier_contacts
from models.contacts.requests import requests_of
from operator_console.customers.access import Access
from operator_console.customers.chart import bars
from operator_console.customers.transcript import transcript_of
from operator_console.office import this_office
from operator_console.texts import language

TRIED = ("matched", "not_matched", "no_more")


def card_of(db: Connection, access: Access) -> dict[str, Any] | None:
    """The values of the card's template; None if there is no such account.

    What may not be seen is not in them: a template cannot show it by mistake.
    """
    facts = card.account_facts(db, access.account)
    if facts is None:
        return None
    one = access.contact
    meters = card.meters_of(db, access.account)
    return {
        "access": access,
        "kind": facts.customer,
        "out_of_turn": facts.out_of_turn,
        "facts": facts if access.sees else None,
        "meters": meters if access.sees else None,
        "charts": {meter.id: bars(meter.use) for meter in meters} if access.sees else {},
        "meter_count": len([meter for meter in meters if not meter.removed_on]),
        "requests": requests_of(db, access.account) if access.sees else None,
        "promises": card.promises_of(db, access.account) if access.sees else None,
        "earlier": _earlier(db, access),
        "transcript": transcript_of(db, one.call, language()) if one else None,
        "questions": factors_of(this_office().utility) if one else [],
        "tried": _tried(),
        "mine": one is not None and one.account == access.account,
    }


def _earlier(db: Connection, access: Access) -> list[Any]:
    """Contacts of the account only for who is identified; those of the caller's own number."""
    one, now = access.contact, this_office().now()
    caller = one.caller if one else ""
    return earlier_contacts(db, access.account if access.sees else None, caller, access.call, now)


def _tried() -> tuple[str, str] | None:
    """The question just asked and how it went, out of the address; nothing else is taken of it."""
    factor, how = request.args.get("factor", ""), request.args.get("tried", "")
    return (factor, how) if factor in set(Factor) and how in TRIED else None
