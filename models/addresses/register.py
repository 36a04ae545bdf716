"""The utility's addresses: streets in memory, kept fresh; houses and flats by indexed queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, bindparam, func, select

from config.utility import SecondFactor
from models.addresses.houses import called, key_of
from models.addresses.names import spoken, vocabulary
from models.addresses.numbering import Numbered, natural, numberings
from models.addresses.said import Mark, Said
from models.addresses.streets import AS_GOOD, Meant, Street, Streets, merged
from models.records import Account, AddressFound, Customer, Place
from models.tables import AccountRow, AddressRow, MeterRow, StreetAliasRow, StreetRow

MOST_PLACES = 4  # that one question can tell apart
Version = tuple[object, ...]

_known: WeakKeyDictionary[Engine, tuple[Version, Streets]] = WeakKeyDictionary()


class House(NamedTuple):
    """A house as some addresses write it, and whether it has flats."""

    street: int
    written: str
    key: str
    flats: bool


class Candidate(NamedTuple):
    """A house that exists, and how the words lead to it."""

    street: Street
    way: Numbered
    house: House


def streets_of(connection: Connection) -> Streets:
    """The streets as they are now; read again only when an import has brought new ones."""
    engine = connection.engine
    version: Version = tuple(connection.execute(_VERSION).one())
    known = _known.get(engine)
    if known is None or known[0] != version:
        known = _known[engine] = version, _read(connection)
    return known[1]


def _read(connection: Connection) -> Streets:
    aliases = defaultdict(list)
    for street, name in connection.execute(_ALIASES):
        aliases[street].append(name)
    return merged(
        [(row.id, row.locality, row.name) for row in connection.execute(_STREETS)], aliases
    )


def street_phrases(engine: Engine) -> Sequence[str]:
    """The words of all streets, with their old names, and of localities where there are several.

    Lower case, ё as е; this is what a grammar's "@streets" stands for.
    """
    with engine.connect() as connection:
        rows = connection.execute(_STREETS).all()
        old = [name for _, name in connection.execute(_ALIASES)]
    localities = sorted({row.locality for row in rows})
    names = [row.name for row in rows]
    return vocabulary([*names, *old, *(localities if len(localities) > 1 or "" in names else ())])


def street_names(engine: Engine) -> Sequence[str]:
    """Streets and localities as they are read out, for making their sounds beforehand."""
    with engine.connect() as connection:
        rows = connection.execute(_STREETS).all()
    said = [text for row in rows for text in (spoken(row.name), row.locality) if text]
    return list(dict.fromkeys(said))


def find(connection: Connection, said: Said) -> AddressFound:
    """The places that the words can mean: of the streets that fit best, those with such a house."""
    streets = streets_of(connection)
    left = streets.meant(said)
    while left:
        best = [one for one in left if one.fit >= left[0].fit - AS_GOOD]
        left = left[len(best) :]
        ways = [(one.street, way) for one in best for way in _ways(said, one)]
        if found := _exactly(connection, ways) or _building_unsaid(connection, ways):
            places = list(_places(streets, found))
            return AddressFound(places[:MOST_PLACES], len(places) > MOST_PLACES)
    return AddressFound([])


def account_at(
    connection: Connection, place: Place, factor: str, kind: SecondFactor
) -> Account | None:
    """The one account of this place whose second factor ends with these digits (C4)."""
    rows = connection.execute(
        _ACCOUNTS,
        {"streets": place.streets, "house": key_of(place.house), "flat": key_of(place.flat)},
    ).all()
    found = {
        Account(row.id, row.number, Customer(row.customer))
        for row in rows
        if called(row.house) == called(place.house)
        and _digits(row.number if kind == "account_tail" else row.serial).endswith(factor)
    }
    return found.pop() if len(found) == 1 else None


def tried(place: Place) -> str:
    """The place as the limits against trawling count it, whether it exists or not."""
    return f"@{min(place.streets)} {key_of(place.house)}, {key_of(place.flat)}"


def _digits(text: str | None) -> str:
    return "".join(filter(str.isdigit, text or ""))


def _ways(said: Said, meant: Meant) -> list[Numbered]:
    return numberings(said, meant.taken)


def _exactly(connection: Connection, ways: Collection[tuple[Street, Numbered]]) -> list[Candidate]:
    """The ways to houses that exist."""
    keys = {way.house for _, way in ways}
    ids = {id_ for street, _ in ways for id_ in street.ids}
    if not keys:
        return []
    houses = _houses(connection.execute(_HOUSES, {"streets": ids, "keys": keys}))
    found = [
        Candidate(street, way, house)
        for street, way in ways
        for id_ in street.ids
        for house in houses.get(id_, ())
        if house.key == way.house
    ]
    likely = set(natural({one.way for one in found}))
    return _as_called([one for one in found if one.way in likely])


def _building_unsaid(
    connection: Connection, ways: Collection[tuple[Street, Numbered]]
) -> list[Candidate]:
    """Where there is no house 25, those that begin with it: 25а, 25 корпус 2."""
    ids = {id_ for street, _ in ways for id_ in street.ids}
    if not ids:
        return []
    houses = _houses(connection.execute(_ALL_HOUSES, {"streets": ids}))
    found = [
        Candidate(street, way, house)
        for street, way in ways
        for id_ in street.ids
        for house in houses.get(id_, ())
        if house.key.startswith(f"{way.house} ")
    ]
    likely = set(natural({one.way for one in found}))
    return [one for one in found if one.way in likely]


def _houses(rows: Iterable[tuple[int, str, str, str]]) -> dict[int, list[House]]:
    houses: dict[int, list[House]] = defaultdict(list)
    for street, written, key, last_flat in rows:
        houses[street].append(House(street, written, key, bool(last_flat)))
    return houses


def _as_called(found: list[Candidate]) -> list[Candidate]:
    """Where 25/2 and 25 корпус 2 both exist, the one that was named, if one was."""
    named = [one for one in found if one.way.called & called(one.house.written)]
    return named or found


def _places(streets: Streets, found: Iterable[Candidate]) -> Iterator[Place]:
    """One place for each house, however often the register writes it, and flat."""
    places: dict[tuple[tuple[int, ...], str, frozenset[Mark], str], Place] = {}
    for street, way, house in found:
        same = (street.ids, house.key, called(house.written), way.flat)
        flats = house.flats or (same in places and places[same].flats)
        locality = "" if streets.in_one_place and street.written else street.locality
        written = spoken(street.written)
        places[same] = Place(street.ids, locality, written, house.written, way.flat, flats)
    yield from places.values()


_VERSION = select(
    select(func.max(StreetRow.id)).scalar_subquery(),
    select(func.max(StreetAliasRow.id)).scalar_subquery(),
    select(func.count()).select_from(StreetAliasRow).scalar_subquery(),
)
_STREETS = select(StreetRow.id, StreetRow.locality, StreetRow.name).order_by(StreetRow.id)
_ALIASES = select(StreetAliasRow.street_id, StreetAliasRow.name).order_by(StreetAliasRow.id)
_of_house = (AddressRow.street_id, AddressRow.house, AddressRow.house_key)
_ALL_HOUSES = (
    select(*_of_house, func.max(AddressRow.flat_key))
    .where(AddressRow.street_id.in_(bindparam("streets", expanding=True)))
    .group_by(*_of_house)
    .order_by(*_of_house)
)
_HOUSES = _ALL_HOUSES.where(AddressRow.house_key.in_(bindparam("keys", expanding=True)))
_ACCOUNTS = (
    select(AccountRow.id, AccountRow.number, AccountRow.customer)
    .add_columns(AddressRow.house, MeterRow.serial)
    .join(AddressRow, AddressRow.id == AccountRow.address_id)
    .join(
        MeterRow,
        (MeterRow.account_id == AccountRow.id) & MeterRow.removed_on.is_(None),
        isouter=True,
    )
    .where(
        AddressRow.street_id.in_(bindparam("streets", expanding=True)),
        AddressRow.house_key == bindparam("house"),
        AddressRow.flat_key == bindparam("flat"),
    )
)
