"""The office, kept in a database. One object serves one transaction of one call."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, insert, literal, select, update

from config.utility import Utility
from models import meters
from models.addresses import register
from models.addresses.said import Said
from models.events.kinds import Kind, Seen
from models.events.log import Event, add
from models.ledger import take
from models.outbound.reached import kept_place, reached
from models.queues.line import Queues
from models.records import (
    Account,
    AddressFound,
    CallbackRequest,
    CalledBack,
    Customer,
    IdentifiedBy,
    InQueue,
    Lookup,
    Meter,
    Metering,
    Place,
    Saved,
    Source,
)
from models.rules.phones import to_e164
from models.rules.retention import keep_until
from models.segments.kinds import State
from models.segments.tables import SegmentRow
from models.surveys import asking
from models.tables import (
    AccountRow,
    CallbackRow,
    CallRow,
    IdentificationRow,
)
from models.trawling import within_limits


class SqlOffice:
    """Keeps the promises of `models.office.Office`; see there."""

    def __init__(
        self, connection: Connection, call_id: int, caller: str, utility: Utility, now: datetime
    ) -> None:
        self._db = connection
        self._call_id = call_id
        self._caller = caller
        self._utility = utility
        self._now = now
        self._queues = Queues(connection, utility, now)

    def note_announced(self) -> None:
        self._db.execute(_ANNOUNCED, {"call": self._call_id, "at": self._now})
        day = self._now.astimezone(self._utility.zone).date()
        until = keep_until(day, self._utility.recordings.months)
        self._db.execute(
            _EXPECTED,
            {"call": self._call_id, "state": State.EXPECTED, "at": self._now, "until": until},
        )
        add(self._db, [self._event(Kind.ANNOUNCED, "", {})])

    def note_language(self, language: str) -> None:
        self._db.execute(_LANGUAGE, {"call": self._call_id, "to": language})

    def note_extension(self, extension: str) -> None:
        self._db.execute(_EXTENSION, {"call": self._call_id, "to": extension})

    def find_account(self, number: str) -> Lookup:
        limits = self._utility.limits
        if not within_limits(self._db, limits, self._caller, number, self._now):
            return Lookup(None, allowed=False)
        row = self._db.execute(_ACCOUNT, {"number": number}).one_or_none()
        self._count_try(number, found=row is not None)
        account = Account(row.id, row.number, Customer(row.customer)) if row else None
        self._identified(account, IdentifiedBy.NUMBER)
        return Lookup(account)

    def find_address(self, said: Said) -> AddressFound:
        return register.find(self._db, said)

    def account_at(self, place: Place, factor: str) -> Lookup:
        limits, number = self._utility.limits, register.tried(place)
        most_misses = limits.misses_per_address
        if not within_limits(self._db, limits, self._caller, number, self._now, most_misses):
            return Lookup(None, allowed=False)
        kind = self._utility.identification.second_factor
        account = register.account_at(self._db, place, factor, kind)
        self._count_try(number, found=account is not None)
        self._identified(account, IdentifiedBy.ADDRESS)
        return Lookup(account)

    def _count_try(self, number: str, found: bool) -> None:
        self._db.execute(
            _TRIED,
            {
                "call_id": self._call_id,
                "caller": self._caller,
                "number": number,
                "found": found,
                "at": self._now,
            },
        )

    def _identified(self, account: Account | None, by: IdentifiedBy) -> None:
        """For whoever comes after the menu: the operator's screen and the choice of a queue."""
        if account:
            known = {"call": self._call_id, "account": account.id, "how": by}
            self._db.execute(_IDENTIFIED, known)
            detail = {"by": by}
            add(self._db, [self._event(Kind.IDENTIFIED, f"{account.id}", detail)])

    def _event(self, kind: Kind, what: str, detail: dict[str, Any]) -> Event:
        mark = f"{kind}:{self._call_id}:{what}"
        return Event(self._call_id, self._now, kind, detail=detail, seen=Seen.AGI, mark=mark)

    def meters_of(self, account: Account) -> list[Meter]:
        return meters.meters_of(self._db, account.id)

    def metering(self, meter: Meter, before: date) -> Metering:
        return meters.metering(self._db, meter, before)

    def save_reading(self, meter: Meter, value: Decimal, taken_on: date, source: Source) -> Saved:
        _, replaced = take(
            self._db,
            meter.id,
            value,
            taken_on,
            at=self._now,
            source=source,
            entered_by="caller",
            call=self._call_id,
        )
        return Saved(str(self._call_id), replaced)

    def caller_number(self) -> str | None:
        return to_e164(self._caller, self._utility.region)

    def request_callback(self, number: str, reason: str, due: datetime) -> CallbackRequest:
        self._db.execute(
            insert(CallbackRow),
            {
                "call_id": self._call_id,
                "number": number,
                "reason": reason,
                "asked_at": self._now,
                "due_at": due,
                **self._queues.kept_place(self._call_id),
            },
        )
        return CallbackRequest(str(self._call_id), due)

    def place_in_queue(self, reason: str) -> InQueue:
        place = self._queues.place_of(self._call_id, reason)
        self._queued(place, reason)
        return place

    def called_back(self) -> CalledBack:
        return reached(self._db, self._call_id)

    def take_kept_place(self) -> InQueue:
        place = kept_place(self._queues, self._call_id)
        self._queued(place, "called_back")
        return place

    def _queued(self, place: InQueue, reason: str) -> None:
        detail = {"reason": reason, "priority": place.priority}
        queued = self._event(Kind.QUEUED, place.queue, detail)
        add(self._db, [replace(queued, queue=place.queue)])

    def leave_queue(self) -> None:
        if self._queues.leave(self._call_id):
            add(self._db, [self._event(Kind.LEFT_QUEUE, f"{self._now:%Y%m%dT%H%M%S%f}", {})])

    def begin_survey(self) -> list[str]:
        return list(asking.begin(self._db, self._utility, self._call_id, self._now))

    def save_grade(self, criterion: str, grade: int) -> None:
        asking.answer(self._db, self._call_id, criterion, grade, self._now)


_ANNOUNCED = (
    update(CallRow).where(CallRow.id == bindparam("call")).values(announced_at=bindparam("at"))
)
_EXPECTED = insert(SegmentRow).from_select(
    ["call_id", "number", "source", "state", "expected_at", "keep_until", "lacks"],
    select(
        CallRow.id,
        literal(1),
        CallRow.key,
        bindparam("state", type_=SegmentRow.state.type),
        bindparam("at", type_=SegmentRow.expected_at.type),
        bindparam("until", type_=SegmentRow.keep_until.type),
        literal(0),
    ).where(CallRow.id == bindparam("call")),
)
_IDENTIFIED = (
    update(CallRow)
    .where(CallRow.id == bindparam("call"))
    .values(account_id=bindparam("account"), identified_by=bindparam("how"))
)
_LANGUAGE = update(CallRow).where(CallRow.id == bindparam("call")).values(language=bindparam("to"))
_EXTENSION = update(CallRow).where(CallRow.id == bindparam("call")).values(dialled=bindparam("to"))
_TRIED = insert(IdentificationRow)
_ACCOUNT = select(AccountRow.id, AccountRow.number, AccountRow.customer).where(
    AccountRow.number == bindparam("number")
)
