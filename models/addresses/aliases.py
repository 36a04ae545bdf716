"""Old names of streets, brought from a file: people say them for decades.

The file is the whole list. Importing it again after a correction replaces what was there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select

from models.addresses.names import name_of, same_kind
from models.importing.refusals import NotATable
from models.importing.sheets import SEARCHED, open_sheet
from models.importing.terms import fold
from models.importing.values import Cell
from models.tables import StreetAliasRow, StreetRow

NAME, OLD, LOCALITY = "Улица", "Старое название", "Населённый пункт"
SYNONYMS: Mapping[str, Sequence[str]] = {
    NAME: ("улица", "название", "нынешнее название", "street", "name", "көше", "iela"),
    OLD: (
        "старое название", "прежнее название", "другое название", "old name", "other name",
        "ескі атауы", "vecais nosaukums",
    ),
    LOCALITY: ("населённый пункт", "город", "locality", "city", "town", "қала", "pilsēta"),
}  # fmt: skip
_HEADING_OF = {fold(one): heading for heading, names in SYNONYMS.items() for one in names}


@dataclass
class Imported:
    """What became of a file: names stored, and rows whose street no address has."""

    stored: int = 0
    unknown: list[str] = field(default_factory=list)  # "row 3: ул. Такая-то"


def import_aliases(engine: Engine, path: Path, encoding: str | None, legacy: str) -> Imported:
    """Store the old names of a CSV or XLSX file in place of those there were.

    Raises NotATable, and then nothing was changed.
    """
    rows = list(_rows(path, encoding, legacy))
    done = Imported()
    with engine.begin() as connection:
        streets = connection.execute(_STREETS).all()
        found: dict[tuple[int, str], None] = {}
        for number, name, old, locality in rows:
            ids = [id_ for id_, at, written in streets if _is(written, at, name, locality)]
            found |= dict.fromkeys((id_, old) for id_ in ids)
            if not ids:
                done.unknown.append(f"row {number}: {', '.join(filter(None, (locality, name)))}")
        _replace(connection, list(found))
    done.stored = len(found)
    return done


def _is(written: str, at: str, name: str, locality: str) -> bool:
    """Whether the row of the register is the street that the file names."""
    ours, theirs = name_of(written), name_of(name)
    kinds_agree = not theirs.kind or same_kind(ours.kind, theirs.kind)
    here = not locality or name_of(at).words == name_of(locality).words
    return kinds_agree and here and sorted(ours.words) == sorted(theirs.words)


def _replace(connection: Connection, names: Sequence[tuple[int, str]]) -> None:
    connection.execute(delete(StreetAliasRow))
    if names:
        rows = [{"street_id": street, "name": old} for street, old in names]
        connection.execute(insert(StreetAliasRow), rows)


def _rows(path: Path, encoding: str | None, legacy: str) -> Iterator[tuple[int, str, str, str]]:
    """Row number, present name, old name and locality of each row below the headings."""
    sheet = open_sheet(path, encoding, legacy, _recognised)
    top = enumerate(islice(sheet.rows(), SEARCHED), start=1)
    first, cells = next((row for row in top if _recognised(row[1])), (0, ()))
    if not cells:
        raise NotATable(f"{path} has no row with the headings «{NAME}» and «{OLD}»")
    at = {_HEADING_OF.get(fold(str(cell))): place for place, cell in enumerate(cells)}
    for number, row in enumerate(islice(sheet.rows(), first, None), start=first + 1):
        name, old, locality = (_words(row, at.get(heading)) for heading in (NAME, OLD, LOCALITY))
        if name and old:
            yield number, name, old, locality


def _recognised(cells: Sequence[Cell]) -> int:
    """How many headings are ours; none unless both names have a column."""
    known = {_HEADING_OF.get(fold(str(cell))) for cell in cells if cell is not None}
    return len(known - {None}) if {NAME, OLD} <= known else 0


def _words(row: Sequence[Cell], place: int | None) -> str:
    cell = row[place] if place is not None and place < len(row) else None
    return "" if cell is None else " ".join(str(cell).split())


_STREETS = select(StreetRow.id, StreetRow.locality, StreetRow.name)
