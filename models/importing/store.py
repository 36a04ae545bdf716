"""Batches of lines written to the database: a handful of statements for thousands of rows."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, delete, insert, select, text, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from models.addresses.houses import key_of
from models.importing.batch import Batch, Fate
from models.importing.headings import Field
from models.importing.known import look_up
from models.importing.lines import AccountFacts, Address, Line, MeterFacts, Number
from models.importing.refusals import Refusal
from models.once import insert_once
from models.records import Source
from models.search import index
from models.search.tables import CustomerNumberRow
from models.tables import AccountRow, AddressRow, MeterRow, ReadingRow, StreetRow

T = TypeVar("T")

BATCH = 2000  # rows in a transaction: a caller's reading waits a fraction of a second for it


def save(
    connection: Connection,
    lines: Sequence[Line],
    given: Collection[Field],
    received_at: datetime,
    entered_by: str,
) -> list[Fate | Refusal]:
    """Store lines in the transaction of the connection; tells what became of each."""
    if connection.dialect.name == "postgresql":  # two imports at once take turns; callers do not
        connection.execute(text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE"))
    batch = Batch(look_up(connection, lines), given)
    fates = [_decide(batch, line) for line in lines]
    _write_accounts(connection, batch)
    _write_numbers(connection, batch)
    _write_meters(connection, batch)
    _write_readings(connection, batch, received_at, entered_by)
    return fates


def in_batches(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows, BATCH at a time."""
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch


def _decide(batch: Batch, line: Line) -> Fate | Refusal:
    try:
        return batch.add(line)
    except Refusal as refusal:
        return refusal


def _write_accounts(connection: Connection, batch: Batch) -> None:
    new, changed = batch.new_accounts, batch.changed_accounts
    changed = {number: facts for number, facts in changed.items() if number not in new}
    addresses = {facts.address for facts in (*new.values(), *changed.values())}
    ids = _address_ids(connection, addresses)

    def values(facts: AccountFacts) -> dict[str, Any]:
        return {
            "number": facts.number,
            "customer": facts.customer.value,
            "name": facts.name,
            "address_id": ids[facts.address],
        }

    if new:
        query = insert(AccountRow).returning(AccountRow.number, AccountRow.id)
        made = connection.execute(query, [values(facts) for facts in new.values()])
        batch.known.account_ids.update((number, id_) for number, id_ in made)
    known = batch.known.account_ids
    index.forget(connection, [known[number] for number in changed])
    _update(connection, AccountRow, changed, known, values)
    written = (*new.values(), *changed.values())
    index.keep(connection, {known[facts.number]: facts.name for facts in written})


def _address_ids(connection: Connection, addresses: Collection[Address]) -> dict[Address, int]:
    """The ids of addresses, which are made if they are new."""
    if not addresses:
        return {}
    columns = [getattr(AddressRow, name) for name in Address._fields]
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    query = dialect.insert(AddressRow).on_conflict_do_nothing().returning(*columns, AddressRow.id)
    streets = street_ids(connection, {(one.locality, one.street) for one in addresses})
    made = connection.execute(query, [_address_values(one, streets) for one in addresses])
    ids = {Address(*row[:4]): row[4] for row in made}
    if missing := [address for address in addresses if address not in ids]:
        standing = select(*columns, AddressRow.id).where(tuple_(*columns).in_(missing))
        ids |= {Address(*row[:4]): row[4] for row in connection.execute(standing)}
    return ids


def street_ids(
    connection: Connection, streets: Collection[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """The ids of streets, given by locality and name; they are made if they are new."""
    columns = (StreetRow.locality, StreetRow.name)
    standing = select(*columns, StreetRow.id).where(tuple_(*columns).in_(list(streets)))
    ids = {(row[0], row[1]): row[2] for row in connection.execute(standing)}
    if missing := [street for street in streets if street not in ids]:
        made = insert(StreetRow).returning(*columns, StreetRow.id)
        rows = [{"locality": locality, "name": name} for locality, name in missing]
        ids |= {(row[0], row[1]): row[2] for row in connection.execute(made, rows)}
    return ids


def _address_values(address: Address, streets: dict[tuple[str, str], int]) -> dict[str, Any]:
    return address._asdict() | {
        "street_id": streets[address.locality, address.street],
        "house_key": key_of(address.house),
        "flat_key": key_of(address.flat),
    }


def _write_numbers(connection: Connection, batch: Batch) -> None:
    """Telephones and contracts: by these the search box finds accounts too."""

    def row(account: str, number: Number) -> dict[str, Any]:
        id_ = batch.known.account_ids[account]
        return {"account": id_, "kind": number.kind, "number": number.key}

    if batch.gone_numbers:
        connection.execute(_GONE, [row(*one) for one in batch.gone_numbers])
    if batch.new_numbers:
        new = insert_once(connection, CustomerNumberRow.__table__).values(
            account_id=bindparam("account"), source=Source.IMPORT.value
        )
        connection.execute(new, [row(*one) for one in batch.new_numbers])


_GONE = delete(CustomerNumberRow).where(
    CustomerNumberRow.account_id == bindparam("account"),
    CustomerNumberRow.kind == bindparam("kind"),
    CustomerNumberRow.number == bindparam("number"),
    CustomerNumberRow.source == Source.IMPORT.value,
)


def _write_meters(connection: Connection, batch: Batch) -> None:
    new, changed = batch.new_meters, batch.changed_meters
    changed = {key: facts for key, facts in changed.items() if key not in new}
    account_ids = batch.known.account_ids
    number_of = {account_ids[number]: number for number, _, _ in new}
    if new:
        meter = MeterRow
        query = insert(meter).returning(meter.account_id, meter.service, meter.serial, meter.id)
        rows = [
            {"account_id": account_ids[key[0]]} | _meter_values(facts) for key, facts in new.items()
        ]
        for account_id, service, serial, id_ in connection.execute(query, rows):
            batch.known.meter_ids[number_of[account_id], service, serial] = id_
    _update(connection, MeterRow, changed, batch.known.meter_ids, _meter_values)


def _meter_values(facts: MeterFacts) -> dict[str, Any]:
    return facts._asdict() | {"service": facts.service.value}


def _write_readings(
    connection: Connection, batch: Batch, received_at: datetime, entered_by: str
) -> None:
    if batch.replaced:
        replaced = update(ReadingRow).where(ReadingRow.id.in_(batch.replaced))
        connection.execute(replaced.values(replaced_at=received_at))
    if not batch.new_readings:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    # A caller may give a reading of the same day while we are at it; then the caller's stands.
    query = dialect.insert(ReadingRow).on_conflict_do_nothing()
    rows = [
        {
            "meter_id": batch.known.meter_ids[key],
            "value": reading.value,
            "taken_on": reading.taken_on,
            "received_at": received_at,
            "source": Source.IMPORT.value,
            "entered_by": entered_by,
        }
        for key, reading in batch.new_readings
    ]
    connection.execute(query, rows)


def _update(
    connection: Connection,
    table: type[AccountRow] | type[MeterRow],
    changed: dict[Any, T],
    ids: dict[Any, int],
    values: Callable[[T], dict[str, Any]],
) -> None:
    if not changed:
        return
    rows = [{"key": ids[key]} | values(facts) for key, facts in changed.items()]
    names = [name for name in rows[0] if name != "key"]
    query = update(table.__table__).where(table.id == bindparam("key"))  # type: ignore[arg-type]
    connection.execute(query.values({name: bindparam(name) for name in names}), rows)
