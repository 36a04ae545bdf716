"""Accounts by an address as people type it; the register of addresses finds the house."""

from collections.abc import Iterator

from sqlalchemy import Connection, bindparam, select

from models.addresses import register
from models.addresses.houses import called, key_of
from models.records import Place
from models.search.found import MOST, Hit, Why
from models.search.typed import names_in, typed_address
from models.search.words import matched
from models.tables import AccountRow, AddressRow

MOST_IN_HOUSE = 400  # flats of a house that are looked through for a name


def by_place(connection: Connection, typed: str) -> Iterator[Hit]:
    """The flat that was named, or the house's accounts, those first whose name was typed too."""
    said = typed_address(typed)
    if said is None:
        return
    words = names_in(said)
    for place in register.find(connection, said).places:
        yield from _in(connection, place, words)


def _in(connection: Connection, place: Place, words: list[str]) -> Iterator[Hit]:
    at = {"streets": place.streets, "house": key_of(place.house)}
    if place.flat:
        rows = connection.execute(_FLAT, at | {"flat": key_of(place.flat)}).all()
    else:
        rows = connection.execute(_HOUSE, at).all()
    shown = 0
    for account, name, house in rows:
        if called(house) != called(place.house):
            continue
        named = matched(words, name)
        if not (place.flat or named) and shown >= MOST:
            continue
        shown += 1
        yield Hit(account, Why.ADDRESS if place.flat else Why.HOUSE)
        if named:
            yield Hit(account, Why.NAME, len(named) / max(1, len(words)))


_HOUSE = (
    select(AccountRow.id, AccountRow.name, AddressRow.house)
    .join(AddressRow, AddressRow.id == AccountRow.address_id)
    .where(
        AddressRow.street_id.in_(bindparam("streets", expanding=True)),
        AddressRow.house_key == bindparam("house"),
    )
    .order_by(AccountRow.id)
    .limit(MOST_IN_HOUSE)
)
_FLAT = _HOUSE.where(AddressRow.flat_key == bindparam("flat"))
