"""The page of a recorded call: player, what happened and was said, how long it is kept, the log."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import abort, render_template, url_for
from sqlalchemy import Connection, select

from models.contacts import looks
from models.contacts.tables import ContactRow
from models.events.log import events_of
from models.operators.roles import Role
from models.operators.tables import OperatorRow
from models.segments.kinds import State
from models.tables import AccountRow, CallRow
from operator_console.customers.public import public_id
from operator_console.customers.transcript import transcript_of
from operator_console.office import this_office
from operator_console.recordings.happened import happened
from operator_console.recordings.hinted import hints_of
from operator_console.recordings.kept import kept
from operator_console.recordings.room import listener, recordings
from operator_console.recordings.timeline import Timeline
from operator_console.room import admits
from operator_console.security.visitor import signed_in
from operator_console.texts import language, t
from recordings.listening import log
from recordings.listening.links import refuse
from recordings.listening.pieces import SIDES, Piece, pieces_of, spoken_in
from recordings.listening.reasons import Reason, Why
from recordings.listening.rights import OF_ALL_CALLS, Way, may
from recordings.retention.holds import holds_of

READS_THE_LOG = frozenset({Role.SUPERVISOR, Role.AUDITOR})
SEES_HINTS = READS_THE_LOG  # an engineer would take them for verdicts


@recordings.get("/<int:call>")
@admits(*Role)
def one(call: int) -> str:
    """For who may hear it; that others have tried is on record."""
    return shown(call, {}, "")


def shown(call: int, typed: Mapping[str, str], error: str) -> str:
    """The page, its form for a hold as it was typed. That it is seen is written down first (P2)."""
    office, who = this_office(), signed_in()
    with office.reader.connect() as db:
        allowed = may(db, who.operator, who.role, call)
        row = db.execute(_call(call)).first()
    if not allowed:
        refuse(office.writer, listener(), call, Why.ROLE, office.now())
        abort(403)
    if row is None:
        abort(404)
    with office.writer.begin() as db:
        looks.look(db, office.now(), who.operator, "recording", account=row.account_id, call=call)
    with office.reader.connect() as db:
        return render_template(
            "recordings/call.html",
            call=row,
            customer=public_id(row.account_id) if row.account_id else "",
            parts=db.execute(_parts(call)).all(),
            typed=typed,
            error=error,
            role=who.role,
            sees_hints=who.role in SEES_HINTS,
            hold_at=url_for("recordings.hold", call=call),
            **_sound(db, call),
            **_held(db, call),
            listened=log.of_call(db, call) if who.role in READS_THE_LOG else [],
        )


def _sound(db: Connection, call: int) -> dict[str, Any]:
    """What is to be heard and read along."""
    pieces, events = pieces_of(db, call), events_of(db, call)
    line = Timeline(pieces)
    marks = [(line.place(each.at), each) for each in happened(db, call, events)]
    pauses = line.pauses(events)
    addresses = [
        url_for("recordings.link", call=call, number=each.piece.number) for each in line.placed
    ]
    said = line.said(transcript_of(db, call, language()), spoken_in(db, call))
    return {
        "pieces": pieces,
        "lost": [each for each in pieces if not each.is_there or each.state is State.DAMAGED],
        "line": line,
        "marks": marks,
        "pauses": pauses,
        "said": said,
        "is_written_down": any(each.words for each in said),
        "hints": hints_of(db, call, pieces),
        "for_player": line.for_the_player(addresses, pauses, [at for at, _ in marks]),
        "reasons": [(each.value, t(f"recordings.reason_{each}")) for each in Reason],
        "may_download": signed_in().role in OF_ALL_CALLS[Way.DOWNLOAD],
        "downloads": [
            (each.piece.number, at) for each, at in zip(line.placed, addresses, strict=True)
        ],
        "sides": SIDES,
    }


def _held(db: Connection, call: int) -> dict[str, Any]:
    """How long it is kept; one that was never recorded has words to be kept."""
    holds, pieces = holds_of(db, call), pieces_of(db, call)
    lifts = {one.id: url_for("recordings.lift", call=call, number=one.id) for one in holds}
    goes_on = _goes_on(pieces)
    return {"lifts": lifts, "may_be_held": goes_on or not pieces, **kept(holds, goes_on)}


def _goes_on(pieces: Sequence[Piece]) -> date | None:
    """When the last of what is there has to be destroyed."""
    return max((one.goes_on for one in pieces if one.state is not State.DESTROYED), default=None)


def _call(call: int) -> Any:
    return (
        select(
            CallRow.id, CallRow.began_at, CallRow.account_id, CallRow.announced_at,
            CallRow.forgotten_at, AccountRow.number.label("account"),
        )
        .outerjoin(AccountRow, AccountRow.id == CallRow.account_id)
        .where(CallRow.id == call)
    )  # fmt: skip


def _parts(call: int) -> Any:
    """Each operator's part."""
    return (
        select(
            OperatorRow.name, ContactRow.opened_at, ContactRow.queue, ContactRow.topic,
            ContactRow.outcome,
        )
        .join(OperatorRow, OperatorRow.id == ContactRow.operator_id)
        .where(ContactRow.call_id == call)
        .order_by(ContactRow.id)
    )  # fmt: skip
