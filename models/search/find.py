"""The one search box: what was typed is tried as all that it can be, and the best shown first."""

from collections.abc import Iterator

from sqlalchemy import Connection, bindparam, select

from config.utility import Utility
from models.records import Customer
from models.search.by_name import by_name
from models.search.by_number import by_account_number, by_contract, by_phone
from models.search.by_place import by_place
from models.search.found import Found, Hit, ranked
from models.search.words import digits_of, in_russian_layout
from models.tables import AccountRow, AddressRow

LONGEST = 200  # characters that are read
MANY_DIGITS = 5  # in one piece: no house


def find(connection: Connection, utility: Utility, typed: str) -> list[Found]:
    """Accounts that the words can mean, the best first, `found.MOST` at most."""
    asked = " ".join(typed[:LONGEST].split())
    whys = ranked(_hits(connection, utility, asked))
    if not whys and (switched := in_russian_layout(asked)) != asked:
        whys = ranked(_hits(connection, utility, switched))
    if not whys:
        return []
    rows = {row.id: row for row in connection.execute(_SHOWN, {"accounts": list(whys)})}
    return [
        Found(
            account, row.number, Customer(row.customer), row.name,
            row.locality or "", row.street or "", row.house or "", row.flat or "", why,
        )
        for account, why in whys.items()
        if (row := rows.get(account))
    ]  # fmt: skip


def _hits(connection: Connection, utility: Utility, asked: str) -> Iterator[Hit]:
    """Digits are numbers; words are a name, with numbers an address."""
    if not any(map(str.isalpha, asked)):
        yield from by_account_number(connection, digits_of(asked), utility)
        yield from by_phone(connection, asked, utility)
        yield from by_contract(connection, asked)
        return
    for part in asked.split():  # "лс 10000016", "договор ТС-17/204", "тел. 89121234567"
        if len(digits_of(part)) >= MANY_DIGITS and not any(map(str.isalpha, part)):
            yield from by_account_number(connection, digits_of(part), utility)
            yield from by_phone(connection, part, utility)
        if digits_of(part):
            yield from by_contract(connection, part)
    yield from by_contract(connection, asked)  # "ТС 17/204"
    there = list(by_place(connection, asked))
    yield from there or by_name(connection, asked)  # a house was named: its words are no name


_SHOWN = (
    select(AccountRow.id, AccountRow.number, AccountRow.customer, AccountRow.name)
    .add_columns(AddressRow.locality, AddressRow.street, AddressRow.house, AddressRow.flat)
    .join(AddressRow, AddressRow.id == AccountRow.address_id, isouter=True)
    .where(AccountRow.id.in_(bindparam("accounts", expanding=True)))
)
