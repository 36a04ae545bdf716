"""Whose meters a message means. Streets and houses are public, all else is not (C3, C5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import Connection, bindparam, select

from models.addresses import register
from models.meters import meters_of
from models.records import Account, Customer, Meter, Place
from models.search.typed import typed_address
from models.sms.labels import assigned
from models.sms.outcomes import Outcome
from models.sms.parse import Message, Way, Written
from models.tables import AccountRow

Pairs = Sequence[tuple[Meter, Written]]


@dataclass(frozen=True)
class Match:
    """An account, and its meters with what was written of each; `place` if it was found by it.

    `doubtful`: what was taken for the flat could be a reading, and the flat forgotten.
    """

    account: Account
    pairs: Pairs
    place: Place | None = None
    doubtful: bool = False


@dataclass(frozen=True)
class Found:
    """What a message means: one match, or why there is none.

    `tried` is what the limits against trawling count; empty if nothing but the public register of
    houses was asked.
    """

    match: Match | None
    why: Outcome = Outcome.STORED
    tried: str = ""


def find(db: Connection, message: Message) -> Found:
    """The account of the shortest address that is one, if its meters go with the readings."""
    if not message.ways:
        return Found(None, Outcome.WRONG_NUMBER if message.wrong_number else Outcome.UNREADABLE)
    if message.ways[0].account:
        return _by_account(db, message.ways)
    found = _shortest(db, message.ways)
    if found.why is Outcome.NO_HOUSE and message.wrong_number:
        return replace(found, why=Outcome.WRONG_NUMBER)
    return found


def _shortest(db: Connection, ways: Sequence[Way]) -> Found:
    """ "Ленина 25 10 5 123" is flat 10 with two readings, also where there is a house 25/10."""
    flat_lacks = False
    for address, alike in groupby(ways, lambda way: way.address):
        found = _by_address(db, address, list(alike))
        if found.why is Outcome.NO_FLAT:
            flat_lacks = True
        elif found.match:
            return replace(found, match=replace(found.match, doubtful=flat_lacks))
        elif found.why is not Outcome.NO_HOUSE:
            return replace(found, why=Outcome.NO_FLAT) if flat_lacks else found
    return Found(None, Outcome.NO_FLAT if flat_lacks else Outcome.NO_HOUSE)


def _by_address(db: Connection, address: str, ways: Sequence[Way]) -> Found:
    """`ways` differ in their readings only."""
    places = _places(db, address)
    if not places:
        return Found(None, Outcome.NO_HOUSE)
    whole = [place for place in places if bool(place.flat) == place.flats]
    if not whole:
        lacking = any(place.flats for place in places)
        return Found(None, Outcome.NO_FLAT if lacking else Outcome.NO_HOUSE)
    if len(whole) > 1:
        return Found(None, Outcome.SEVERAL)
    tried = register.tried(whole[0])
    account = _account_at(db, whole[0])
    pairs = _only_pairs(db, account, ways) if account else None
    if not account or not pairs:
        return Found(None, Outcome.NO_MATCH, tried)
    return Found(Match(account, pairs, whole[0]), tried=tried)


def _places(db: Connection, address: str) -> Sequence[Place]:
    """What the words can mean; where there is no house 25/10, "25/10" is house 25, flat 10."""
    for text in dict.fromkeys([address, address.replace("/", "-")]):
        said = typed_address(text)
        if said and (found := register.find(db, said)).places:
            return found.places
    return ()


def _account_at(db: Connection, place: Place) -> Account | None:
    """The one account there. Whoever shares a flat with another account writes the number."""
    return register.account_at(db, place, "", "account_tail")


def _by_account(db: Connection, ways: Sequence[Way]) -> Found:
    """By number; an address beside it must be of the same account."""
    number = ways[0].account
    row = db.execute(_ACCOUNT, {"number": number}).one_or_none()
    account = Account(row.id, row.number, Customer(row.customer)) if row else None
    if account:
        agreed = [way for way in ways if not way.address or _at(db, way.address, account)]
        if pairs := _only_pairs(db, account, agreed):
            return Found(Match(account, pairs), tried=number)
    return Found(None, Outcome.NO_MATCH, number)


def _at(db: Connection, address: str, account: Account) -> bool:
    return any(_account_at(db, place) == account for place in _places(db, address))


def _only_pairs(db: Connection, account: Account, ways: Sequence[Way]) -> Pairs | None:
    """The meters with their readings, if there is one way to bring them together."""
    meters = meters_of(db, account.id)
    fitting = [pairs for way in ways if (pairs := assigned(way.readings, meters))]
    return fitting[0] if len(fitting) == 1 else None


_ACCOUNT = select(AccountRow.id, AccountRow.number, AccountRow.customer).where(
    AccountRow.number == bindparam("number")
)
