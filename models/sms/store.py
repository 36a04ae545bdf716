"""Are the values of a message believable, may they be stored, and storing them (M3, M4).

All readings of a message are stored or none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, bindparam, select

from models import ledger
from models.meters import metering
from models.records import Meter, Source
from models.rules.readings import Verdict, as_shown, check_reading
from models.sms.find import Match
from models.sms.outcomes import STORES, Outcome
from models.sms.parse import Written
from models.sms.tables import SmsRow
from models.tables import MeterRow, ReadingRow

ENTERED_BY = "sms"


@dataclass(frozen=True)
class Judged:
    """The values, or why none is stored, with the reading that the answer may name."""

    values: Sequence[tuple[Meter, Decimal]] = ()
    refused: Outcome | None = None
    readings: Sequence[Written] = ()


def judge(db: Connection, match: Match, today: date, multiple: float, agrees: bool) -> Judged:
    """As by telephone: lower than the last is refused, of a high use the writer decides (M3).

    Where the flat is doubtful, only what goes on from the meters' last readings is taken.
    """
    values: list[tuple[Meter, Decimal]] = []
    high: list[Written] = []
    for meter, written in match.pairs:
        value = as_shown(written.whole, written.behind, meter)
        if value is None:
            return Judged(refused=Outcome.DIGITS, readings=[written])
        known = metering(db, meter, today)
        verdict = check_reading(meter, known, value, today, multiple)
        if match.doubtful and (known.last is None or verdict is not Verdict.PLAUSIBLE):
            return Judged(refused=Outcome.NO_FLAT)
        if verdict is Verdict.LOWER_THAN_LAST:
            return Judged(refused=Outcome.LOWER)
        if verdict is Verdict.UNUSUALLY_HIGH:
            high.append(written)
        values.append((meter, value))
    if high and not agrees:
        return Judged(refused=Outcome.HIGH, readings=high)
    return Judged(values)


def may_replace(db: Connection, match: Match, today: date, sender: str) -> bool:
    """Whether what stands for today, if anything, is the same sender's own.

    The number of a sender proves nothing, so an SMS takes the place of no reading that was given by
    telephone, to an operator or by somebody else. Whoever asks here waits for others who do.
    """
    meters = [meter.id for meter, _ in match.pairs]
    if db.dialect.name != "sqlite":
        lock = select(MeterRow.id).where(MeterRow.id.in_(meters)).order_by(MeterRow.id)
        db.execute(lock.with_for_update()).all()
    standing = set(db.scalars(_STANDING, {"meters": meters, "today": today}))
    if not standing:
        return True
    last = db.scalar(_LAST_SENDER, {"account": match.account.id})
    return standing == {Source.SMS} and last == sender


def take_all(
    db: Connection, values: Sequence[tuple[Meter, Decimal]], today: date, at: datetime
) -> bool:
    """Store them; whether any took the place of another of the day."""
    taken = [
        ledger.take(
            db, meter.id, value, today, at=at, source=Source.SMS, entered_by=ENTERED_BY, call=None
        )
        for meter, value in values
    ]
    return any(replaced for _, replaced in taken)


_STANDING = select(ReadingRow.source).where(
    ReadingRow.meter_id.in_(bindparam("meters", expanding=True)),
    ReadingRow.taken_on == bindparam("today"),
    ReadingRow.replaced_at.is_(None),
)
_LAST_SENDER = (
    select(SmsRow.sender)
    .where(SmsRow.account_id == bindparam("account"), SmsRow.outcome.in_(STORES))
    .order_by(SmsRow.id.desc())
    .limit(1)
)
