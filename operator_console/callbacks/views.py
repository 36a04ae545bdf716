"""The list of call backs, taking one, and what came of it. Numbers are seen by who calls."""

from collections.abc import Mapping

from flask import abort, flash, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug import Response as Answer

from models.contacts import drafts, looks
from models.contacts.callbacks import (
    Callback,
    NotYours,
    attempts_of,
    callback_of,
    claim,
    give_back,
    held_by,
    record,
)
from models.contacts.desk import current_contact
from models.contacts.records import Attempt
from models.events.kinds import Presence
from models.floor import Away, Floor
from models.operators.roles import Role
from models.outbound.on_call import is_rung
from models.rules.callbacks import Turn
from operator_console.callbacks.turns import NOW, floor, line, lines, own_place, with_talks
from operator_console.customers.fragment import page
from operator_console.customers.public import public_id
from operator_console.customers.transcript import transcript_of
from operator_console.formats import moment
from operator_console.live.gateway import this_gateway
from operator_console.office import this_office
from operator_console.requests.closing import LONGEST_NOTE
from operator_console.room import Room
from operator_console.security.visitor import signed_in
from operator_console.texts import language, t

MOST = 40  # that are listed
AWAY = "callback"  # the reason why the operator takes no calls meanwhile
IN_A_CALL = (Presence.RINGING, Presence.TALKING, Presence.WRAP_UP)

callbacks = Room(
    "callbacks", __name__, admitted=frozenset({Role.ENGINEER, Role.SUPERVISOR}), tab="index"
)


@callbacks.get("/")
def index() -> str:
    """All that are open, without numbers."""
    office, newest = this_office(), floor()
    with office.reader.connect() as db:
        found = lines(db, newest, office.now())
        shown = with_talks(db, found[:MOST])
        mine = held_by(db, signed_in().operator, office.now())
    return page(
        "callbacks/index.html", lines=shown, more=len(found[MOST:]), mine=mine,
        is_compared=newest is not None, by_machine=office.settings.outbound != "off",
    )  # fmt: skip


@callbacks.get("/count")
def count() -> dict[str, int]:
    """How many could be called now and are nobody's, for the desk."""
    office = this_office()
    with office.reader.connect() as db:
        return {"count": sum(one.is_free for one in lines(db, floor(), office.now()))}


@callbacks.post("/<int:call>/take")
def take(call: int) -> Answer:
    """It is the visitor's for a while, and nobody else's; no call rings meanwhile (C14)."""
    office, me, newest = this_office(), signed_in().operator, floor()
    with office.writer.begin() as db:
        why = _why_not(db, call, newest)
        if not why and not claim(db, call, me, office.now()):
            why = "taken"
    if why:
        flash(t(f"callbacks.refused_{why}"), "warn")
        return redirect(url_for("callbacks.index"), 303)
    own = own_place(newest, me)
    if own and own.doing is Presence.READY:
        this_gateway().do(Away(me, AWAY))
    return redirect(url_for("callbacks.one", call=call), 303)


@callbacks.get("/<int:call>")
def one(call: int) -> str:
    """To whom it belongs: number, what was said in the menu, the result to give. Else its state."""
    return _shown(call, None, "")


@callbacks.post("/<int:call>/give-back")
def free(call: int) -> Answer:
    """It is anybody's again."""
    with this_office().writer.begin() as db:
        give_back(db, call, signed_in().operator)
    return redirect(url_for("callbacks.index"), 303)


@callbacks.post("/<int:call>/result")
def tell(call: int) -> Answer | tuple[str, int]:
    """What came of calling; sent twice, it is stored once."""
    office, typed = this_office(), request.form
    note = typed.get("note", "").strip()
    if typed.get("result") not in set(Attempt):
        return _shown(call, typed, t("requests.error_choice")), 422
    if len(note) > LONGEST_NOTE:
        return _shown(call, typed, t("requests.error_too_long")), 422
    result, me, now = Attempt(typed["result"]), signed_in().operator, office.now()
    try:
        with office.writer.begin() as db:
            ended = record(db, office.utility, call, me, result, note, now)
            after = callback_of(db, call, now)
            drafts.forget(db, me, _draft(call))
    except NotYours:
        flash(t("callbacks.refused_taken"), "warn")
    else:
        flash(_what_next(result, ended, after), "good")
    return redirect(url_for("callbacks.index"), 303)


def _what_next(result: Attempt, ended: bool, after: Callback | None) -> str:
    if not ended and after and after.owed.again:
        return t("callbacks.tried_again", at=moment(after.owed.again))
    given_up = result is Attempt.NOT_REACHED
    return t("callbacks.given_up" if given_up else "callbacks.stored")


def _why_not(db: Connection, call: int, newest: Floor | None) -> str:
    """What stands against calling back now, as the end of a text's key; empty if nothing does."""
    now, me = this_office().now(), signed_in().operator
    promise = callback_of(db, call, now)
    if promise is None:
        abort(404)
    if promise.done_at is not None:
        return "taken"
    if promise.called or is_rung(db, promise.number, now):
        return "called"
    own = own_place(newest, me)
    if current_contact(db, me) or (own and own.doing in IN_A_CALL):
        return "in_a_call"
    if held_by(db, me, now) not in (None, call):
        return "one_already"
    turn = line(db, promise, newest, now).turn
    if turn not in NOW and promise.operator != me:
        return "later" if turn is Turn.LATER else "behind"
    return ""


def _draft(call: int) -> str:
    return f"callback:{call}"


def _shown(call: int, typed: Mapping[str, str] | None, error: str) -> str:
    """The page; that a number is seen is written down first (P2). None: as it was typed before."""
    office, me, newest = this_office(), signed_in().operator, floor()
    with office.writer.begin() as db:
        promise = callback_of(db, call, office.now())
        if promise is None:
            abort(404)
        mine = promise.operator == me and promise.done_at is None
        if mine:
            reason, account = f"call back {call}", promise.account
            looks.look(db, office.now(), me, looks.CALLBACK, account=account, reason=reason)
        tried = attempts_of(db, promise.id)
        (shown,) = with_talks(db, [line(db, promise, newest, office.now())])
        transcript = transcript_of(db, call, language()) if mine else []
        if typed is None:
            typed = drafts.kept(db, me, _draft(call))
    return page(
        "callbacks/one.html",
        line=shown,
        promise=promise,
        mine=mine,
        customer=public_id(promise.account) if mine and promise.account else "",
        tried=tried,
        transcript=transcript,
        results=[(one.value, t(f"callbacks.result_{one}")) for one in Attempt],
        draft=_draft(call),
        typed=typed,
        error=error,
    )
