"""Rows of one file that contradict each other: neither is taken, so their order means nothing.

What was seen is kept in a temporary file, not in memory: files of millions of rows are read.
"""

import sqlite3
from collections.abc import Iterable, Iterator

from models.importing.lines import Line
from models.importing.refusals import Reason, Refusal

REASONS = (Reason.ACCOUNT_CONFLICT, Reason.METER_CONFLICT, Reason.READING_CONFLICT)


class Conflicts:
    """Told of every good row once; then says of a row which other contradicts it."""

    def __init__(self) -> None:
        self._seen = sqlite3.connect("")  # a nameless file that goes with the connection
        self._seen.execute("PRAGMA journal_mode=OFF")
        self._seen.execute(
            "CREATE TABLE seen (key TEXT PRIMARY KEY, mark INTEGER, row INTEGER, rival INTEGER)"
            " WITHOUT ROWID"
        )
        self._any: bool | None = None

    def note(self, rows: Iterable[tuple[int, Line]]) -> None:
        """Remember what these rows say."""
        self._seen.executemany(
            "INSERT INTO seen (key, mark, row) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE"
            " SET rival = excluded.row WHERE mark <> excluded.mark AND rival IS NULL",
            ((key, mark, row) for row, line in rows for key, mark in _claims(line)),
        )

    def check(self, line: Line) -> None:
        """Raises Refusal for a row that another one contradicts."""
        if self._any is None:
            self._settle()
        if not self._any:
            return
        for (key, _), reason in zip(_claims(line), REASONS, strict=False):
            found = self._seen.execute("SELECT row, rival FROM conflict WHERE key = ?", (key,))
            if pair := found.fetchone():
                raise Refusal(reason, one=pair[0], other=pair[1])

    def close(self) -> None:
        self._seen.close()

    def _settle(self) -> None:
        self._seen.execute("CREATE TABLE conflict (key TEXT PRIMARY KEY, row, rival)")
        made = self._seen.execute(
            "INSERT INTO conflict SELECT key, row, rival FROM seen WHERE rival IS NOT NULL"
        )
        self._any = made.rowcount > 0


def _claims(line: Line) -> Iterator[tuple[str, int]]:
    """What a row says, as what it is said of and a mark of what is said."""
    yield line.account.number, hash((line.account, line.numbers))
    if line.meter:
        meter = f"{line.account.number}\n{line.meter.service}\n{line.meter.serial}"
        yield meter, hash(line.meter)
        if line.reading:
            yield f"{meter}\n{line.reading.taken_on}", hash(line.reading.value)
