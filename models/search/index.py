"""The words of customers' names, kept in the transaction that changes a name."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from sqlalchemy import Connection, bindparam, delete, insert, select

from models.once import insert_once
from models.search.tables import CustomerNumberRow, SearchSlipRow, SearchWordRow
from models.search.words import slips_of, words_of
from models.tables import AccountRow

BATCH = 5000  # accounts whose words are written at once


def keep(connection: Connection, names: Mapping[int, str]) -> None:
    """Add the words of new accounts, given as names by ids."""
    pairs = sorted((word, id_) for id_, name in names.items() for word in words_of(name))
    if pairs:
        rows = [{"word": word, "account_id": id_} for word, id_ in pairs]
        connection.execute(insert(SearchWordRow), rows)
        _keep_slips(connection, {word for word, _ in pairs})


def forget(connection: Connection, accounts: Collection[int]) -> None:
    """Remove the words of accounts whose names still stand as they were kept."""
    if not accounts:
        return
    query = select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_(accounts))
    gone = [
        {"gone": word, "account": account}
        for account, name in connection.execute(query)
        for word in words_of(name)
    ]
    if gone:
        connection.execute(_GONE, gone)


def keep_all(connection: Connection) -> None:
    """Index every account there is; for a database that has none of it yet."""
    last = 0
    while names := dict(connection.execute(_SOME, {"last": last}).all()):
        keep(connection, names)
        last = max(names)


def note_number(connection: Connection, account: int, kind: str, number: str, source: str) -> None:
    """Remember a telephone number (E.164) or a contract's key of an account."""
    row = {"account_id": account, "kind": kind, "number": number, "source": source}
    connection.execute(insert_once(connection, CustomerNumberRow.__table__), row)


def _keep_slips(connection: Connection, words: Collection[str]) -> None:
    """The slips of words that no name had before."""
    known: set[str] = set()
    for some in _in_parts(words):
        known |= set(connection.scalars(_KNOWN, {"words": some}))
    rows = [
        {"slip": slip, "word": word}
        for word in words
        if word not in known
        for slip in slips_of(word)
    ]
    if rows:
        rows.sort(key=lambda row: (row["slip"], row["word"]))
        connection.execute(insert_once(connection, SearchSlipRow.__table__), rows)


def _in_parts(words: Collection[str]) -> Iterator[list[str]]:
    source = iter(words)
    while some := list(islice(source, BATCH)):
        yield some


_KNOWN = select(SearchSlipRow.word).where(
    SearchSlipRow.slip.in_(bindparam("words", expanding=True)),
    SearchSlipRow.slip == SearchSlipRow.word,
)
_GONE = delete(SearchWordRow).where(
    SearchWordRow.word == bindparam("gone"), SearchWordRow.account_id == bindparam("account")
)
_SOME = (
    select(AccountRow.id, AccountRow.name)
    .where(AccountRow.id > bindparam("last"))
    .order_by(AccountRow.id)
    .limit(BATCH)
)
