"""What days leave behind: requests of all kinds, call backs of all turns. For tests of screens."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from config.utility import Utility
from models.contacts.records import Attempt, RequestKind
from models.contacts.tables import CallbackAttemptRow, RequestRow
from models.operators.tables import OperatorRow
from models.rules.routing import priority
from models.tables import AccountRow, CallbackRow, CallRow, JournalRow

VISIT = {
    "reason": "replacement", "contact_person": "Кузнецова Мария Петровна", "phone": "+79120000017",
    "convenient_time": "после 17:00", "note": "Домофон не работает, позвонить с улицы.",
}  # fmt: skip
# kind, days until it is due, what was filled in
REQUESTS: tuple[tuple[RequestKind, int | None, dict[str, str]], ...] = (
    (RequestKind.SEALING, -6, VISIT),
    (RequestKind.INSPECTION, -1, VISIT | {"reason": "doubt"}),
    (RequestKind.SEALING, 0, VISIT | {"reason": "accident"}),
    (RequestKind.UNSEALING, 4, VISIT | {"reason": "scheduled"}),
    (RequestKind.SEALING, 9, VISIT | {"reason": "plumbing_work"}),
    (RequestKind.CHARGES, None, {"period": "октябрь", "satisfied": "written_answer"}),
    (RequestKind.EMERGENCY, None, {"danger": "property", "what": "leak", "address": "Ленина, 25"}),
    *((RequestKind.INSPECTION, 10 + day, VISIT | {"reason": "scheduled"}) for day in range(17)),
)
# reason, seconds of waiting whose place is kept, minutes until it is due, calls nobody answered
CALLBACKS: tuple[tuple[str, int | None, int, int], ...] = (
    ("asked", 900, 55, 0),
    ("limit", 400, 61, 0),
    ("callback", None, -12, 1),
    ("operator", None, 35, 0),
    ("not_identified", 30, 110, 0),
    ("no_number", None, 90, 2),
)
HEARD = (
    {"by": "keys", "text": "2"},
    {"by": "speech", "text": "соедините с оператором"},
)


def leave_work(engine: Engine, utility: Utility, now: datetime, number: str) -> list[int]:
    """Requests and call backs of the account with this number; the calls of the latter."""
    with engine.begin() as db:
        account = db.scalars(select(AccountRow.id).where(AccountRow.number == number)).one()
        people = list(db.scalars(select(OperatorRow.id).order_by(OperatorRow.id)))
        for place, (kind, days, fields) in enumerate(REQUESTS):
            due = None if days is None else now.date() + timedelta(days=days)
            row = {
                "kind": kind, "account_id": account, "operator_id": people[place % len(people)],
                "fields": fields, "due_on": due, "form_key": f"left-{place}",
                "created_at": now - timedelta(days=10, minutes=7 * place),
            }  # fmt: skip
            db.execute(insert(RequestRow), row)
        return [_promise(db, utility, now, account, people[0], *one) for one in CALLBACKS]


def _promise(
    db: Connection, utility: Utility, now: datetime, account: int, operator: int,
    reason: str, waited: int | None, due: int, tried: int,
) -> int:  # fmt: skip
    began = now - timedelta(seconds=waited or 1200)
    call = {
        "key": f"left-{reason}", "utility": "demo", "caller": VISIT["phone"], "dialled": "",
        "began_at": began, "holder": "", "language": "ru", "account_id": account,
    }  # fmt: skip
    number: int = db.execute(insert(CallRow).returning(CallRow.id), call).scalar_one()
    row: dict[str, Any] = {
        "call_id": number, "number": VISIT["phone"], "reason": reason, "asked_at": began,
        "due_at": now + timedelta(minutes=due), "queue": "individuals" if waited else None,
        "priority": priority(utility, began, reason, False) if waited else None,
        "again_at": now + timedelta(minutes=40) if tried > 1 else None,
    }  # fmt: skip
    made: int = db.execute(insert(CallbackRow).returning(CallbackRow.id), row).scalar_one()
    for _ in range(tried):
        attempt = {"callback_id": made, "operator_id": operator, "at": now, "note": ""}
        db.execute(insert(CallbackAttemptRow), attempt | {"result": Attempt.NOT_REACHED})
    for position, heard in enumerate(HEARD):
        said = [{"key": "main_menu", "values": {}, "language": "ru"}]
        entry = {"kind": "answer", "key": "main_menu", "value": heard, "said": said}
        db.execute(
            insert(JournalRow),
            {"call_id": number, "position": position, "at": began, "entry": entry},
        )
    return number
