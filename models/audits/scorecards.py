"""Forms: read from a file, kept in versions. One that is kept is never edited, only closed."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.orm import aliased

import config
from config.utility import Language
from models.audits.records import Card
from models.audits.tables import GradeRow, ScorecardRow
from models.once import insert_once
from models.operators.tables import OperatorRow
from models.rules.grading import Scorecard

SHIPPED = Path(config.__file__).parent / "scorecards"
LARGEST = 200_000  # bytes of a file


class WrongForm(ValueError):
    """A file is no form; the message is one sentence that says why."""


def read(content: bytes, language: Language) -> Scorecard:
    """The form in a TOML file; all of it has names in this language. Raises WrongForm."""
    if len(content) > LARGEST:
        raise WrongForm(f"the file is larger than {LARGEST} bytes")
    try:
        card = msgspec.toml.decode(content, type=Scorecard)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WrongForm(f"the file is no form: {error}") from None
    keys = [one.key for one in card.criteria]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise WrongForm(f"the criterion {twice[0]!r} is there twice")
    named = [card.names, *(each.names for each in card.sections)]
    for names in (*named, *(each.names for each in card.criteria)):
        if not names.get(language, "").strip():
            raise WrongForm(f"no name in {language!r} where there is {sorted(names.values())}")
    return card


def digest_of(card: Scorecard) -> str:
    """What makes two contents the same."""
    return sha256(msgspec.json.encode(card, order="deterministic")).hexdigest()


def keep(db: Connection, card: Scorecard, by: int | None, at: datetime) -> tuple[int, bool]:
    """Keep the form as the next version of its name; its id, and whether it was new.

    The content of some version there is already changes nothing.
    """
    digest = digest_of(card)
    same_name = ScorecardRow.name == card.name
    # this first: what is kept after it has a version that cannot be taken twice
    newest = db.scalar(select(func.max(ScorecardRow.version)).where(same_name)) or 0
    known = select(ScorecardRow.id).where(same_name, ScorecardRow.digest == digest)
    if (found := db.scalar(known)) is not None:
        return found, False
    row = {
        "name": card.name,
        "version": newest + 1,
        "content": msgspec.to_builtins(card),
        "digest": digest,
        "added_at": at,
        "added_by": by,
    }
    made = db.execute(insert_once(db, ScorecardRow.__table__).returning(ScorecardRow.id), row)
    number = made.scalar()
    # None: another took the version meanwhile, perhaps with this very content
    return keep(db, card, by, at) if number is None else (number, True)


def shipped() -> list[Scorecard]:
    """The forms that come with Teplofon."""
    return [read(path.read_bytes(), "ru") for path in sorted(SHIPPED.glob("*.toml"))]


def lacking(db: Connection) -> list[Scorecard]:
    """Shipped forms whose present content is not kept yet."""
    known = set(db.scalars(select(ScorecardRow.digest)))
    return [card for card in shipped() if digest_of(card) not in known]


def close(db: Connection, id_: int, by: int, at: datetime) -> None:
    """Take no new grades on it; closed once, it stays as it was closed."""
    still_open = (ScorecardRow.id == id_, ScorecardRow.closed_at.is_(None))
    db.execute(update(ScorecardRow).where(*still_open), {"closed_at": at, "closed_by": by})


def cards(db: Connection) -> Sequence[Card]:
    """All versions: by name, the newest first."""
    return [_card(row) for row in db.execute(_CARDS)]


def open_cards(db: Connection) -> Sequence[Card]:
    """Those that take new grades."""
    return [card for card in cards(db) if card.closed_at is None]


def card(db: Connection, id_: int) -> Card | None:
    """The version with this number."""
    row = db.execute(_CARDS.where(ScorecardRow.id == id_)).first()
    return _card(row) if row else None


def _card(row: Row[tuple[object, ...]]) -> Card:
    return Card(
        row.id,
        row.version,
        msgspec.convert(row.content, Scorecard),
        row.added_at,
        row.who or "",
        row.closed_at,
        row.grades,
    )


_who = aliased(OperatorRow)
_GRADES = (
    select(func.count())
    .select_from(GradeRow)
    .where(GradeRow.scorecard_id == ScorecardRow.id)
    .scalar_subquery()
)
_CARDS = (
    select(ScorecardRow.__table__, _who.name.label("who"), _GRADES.label("grades"))
    .join(_who, _who.id == ScorecardRow.added_by, isouter=True)
    .order_by(ScorecardRow.name, ScorecardRow.version.desc())
)
