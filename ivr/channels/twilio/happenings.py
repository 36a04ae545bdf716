"""What webhooks tell of a call, in the log of events: for the reports and the history of calls.

Each is stored once, whoever tells of it and however often, at the moment it names, if it names one.
"""

from datetime import datetime

from sqlalchemy import Connection, select

from ivr.channels.twilio.known import Known
from ivr.channels.twilio.places import Place
from ivr.channels.twilio.requests import Told
from ivr.desk import Desk
from models.events.kinds import Kind, Seen
from models.events.log import Event, add
from models.events.tables import CallEventRow
from models.outbound.tables import OutboundAttemptRow
from models.queues.line import Queues
from models.rules.routing import queue_for
from models.tables import AccountRow, CallbackRow, CallRow


def note_brought(desk: Desk, call: Known, place: Place, reason: str) -> None:
    """The caller waits for the operators, whose telephones ring; not if the caller is gone."""
    if call.hung_up_at is None:
        with desk.engine.begin() as db:
            queue = _queue(db, desk, call.number, reason)
            _note(db, call, place, Kind.QUEUED, desk.now(), queue)


def note_answered(desk: Desk, call: Known, place: Place, told: Told) -> None:
    """An operator has taken the call. Who that is, Twilio does not know."""
    with desk.engine.begin() as db:
        queue, _ = _queued(db, call, place)
        _note(db, call, place, Kind.ANSWERED, _moment(desk, call, told), queue)


def note_talked(desk: Desk, call: Known, place: Place, told: Told) -> None:
    """The operator is gone again; should nobody have told of the answer, it is known now."""
    now = desk.now()
    with desk.engine.begin() as db:
        queue, since = _queued(db, call, place)
        answered = now - told.talk if told.talk is not None else now
        if told.wait is not None and since:
            answered = since + told.wait
        answered = min(now, max(call.began_at, answered))
        _note(db, call, place, Kind.ANSWERED, answered, queue)
        _note(db, call, place, Kind.OPERATOR_LEFT, now)


def note_left(desk: Desk, call: Known, place: Place) -> None:
    """Nobody has answered, and the caller waits no longer."""
    if call.hung_up_at is None:
        with desk.engine.begin() as db:
            _note(db, call, place, Kind.LEFT_QUEUE, desk.now())


def note_hung_up(desk: Desk, call: Known, told: Told | None = None) -> None:
    """The caller's leg has ended; told again, nothing changes. Who waited does so no more."""
    at = _moment(desk, call, told) if told else desk.now()
    with desk.engine.begin() as db:
        mark = f"{Kind.HUNG_UP}:{call.number}"
        add(db, [Event(call.number, at, Kind.HUNG_UP, seen=Seen.TWILIO, mark=mark)])
        Queues(db, desk.utility, at).leave(call.number)


def _note(
    db: Connection, call: Known, place: Place, kind: Kind, at: datetime, queue: str | None = None
) -> None:
    mark = _mark(call, place, kind)
    add(db, [Event(call.number, at, kind, queue=queue, seen=Seen.TWILIO, mark=mark)])


def _mark(call: Known, place: Place, kind: Kind) -> str:
    return f"twilio:{kind}:{call.number}:{place.part}"


def _queued(db: Connection, call: Known, place: Place) -> tuple[str | None, datetime | None]:
    """For which queue the operators' telephones ring, and since when."""
    of = select(CallEventRow.queue, CallEventRow.at)
    row = db.execute(of.where(CallEventRow.mark == _mark(call, place, Kind.QUEUED))).first()
    return (row.queue, row.at) if row else (None, None)


def _moment(desk: Desk, call: Known, told: Told) -> datetime:
    """What the request says, if that can be: not before the call, nor after this moment."""
    now = desk.now()
    return min(now, max(call.began_at, told.at)) if told.at else now


def _queue(db: Connection, desk: Desk, call: int, reason: str) -> str | None:
    """By the rules of any call; whom we call back has the queue that was kept (C9)."""
    facts = db.execute(
        select(CallRow.language, CallRow.dialled, AccountRow.customer, CallbackRow.queue)
        .outerjoin(AccountRow, AccountRow.id == CallRow.account_id)
        .outerjoin(OutboundAttemptRow, OutboundAttemptRow.call_id == CallRow.id)
        .outerjoin(CallbackRow, CallbackRow.id == OutboundAttemptRow.callback_id)
        .where(CallRow.id == call)
    ).first()
    if facts is None or facts.queue in desk.utility.queues:
        return facts.queue if facts else None
    customer = facts.customer or ""
    return queue_for(desk.utility, reason, customer, facts.language, facts.dialled)
