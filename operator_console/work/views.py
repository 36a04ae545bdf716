"""The list of open requests, one request with its history, and its end (C16)."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import abort, flash, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug import Response as Answer

from models.contacts import drafts, looks
from models.contacts.card import meters_of
from models.contacts.open_requests import (
    KINDS,
    Wanted,
    close_request,
    open_requests,
    request_numbered,
)
from models.contacts.records import Closing, RequestKind
from models.operators.roles import Role
from models.rules.working_days import working_days_until
from operator_console.customers.access import access_to
from operator_console.customers.fragment import page
from operator_console.customers.public import public_id
from operator_console.office import this_office
from operator_console.requests.closing import LONGEST_NOTE
from operator_console.room import Room
from operator_console.security.visitor import signed_in
from operator_console.texts import t
from operator_console.work.shown import filled, matter

ENDS = (Closing.DONE, Closing.REFUSED)

work = Room("work", __name__, admitted=frozenset({Role.ENGINEER, Role.SUPERVISOR}), tab="index")


@work.get("/")
def index() -> str:
    """What is open, the most urgent first. Nothing in it is personal."""
    kind, mine, overdue = _kind(), "mine" in request.args, "overdue" in request.args
    wanted = Wanted(kind, signed_in().operator if mine else None, overdue)
    number = request.args.get("page", 1, type=int)
    today = this_office().today()
    with this_office().reader.connect() as db:
        found = open_requests(db, wanted, number, today)
    chosen: dict[str, Any] = {"kind": kind, "mine": mine or None, "overdue": overdue or None}
    return page(
        "work/index.html",
        found=found,
        kinds=[("", t("work.any")), *((one, t(f"requests.kind_{one}")) for one in KINDS)],
        chosen=chosen,
        address=lambda to: url_for("work.index", page=to, **chosen),
        matter=matter,
        today=today,
        days_left=partial(working_days_until, this_office().utility.hours, today),
    )


@work.get("/<int:number>")
def one(number: int) -> str:
    """One request: what was filled in, and what has become of it."""
    return _shown(number, None, "")


@work.post("/<int:number>/close")
def close(number: int) -> Answer | tuple[str, int]:
    """Done, or refused with a reason (C16); of two people at once one closes it."""
    office, typed = this_office(), request.form
    note = typed.get("note", "").strip()
    if error := _error(typed.get("how", ""), note):
        return _shown(number, typed, error), 422
    with office.writer.begin() as db:
        me, how = signed_in().operator, Closing(typed["how"])
        closed = close_request(db, number, how, me, note, office.now())
        if closed:
            drafts.forget(db, me, _draft(number))
    if not closed:
        return _shown(number, typed, t("work.closed_before")), 409
    flash(t("work.closed", number=number), "good")
    return redirect(url_for("work.index"), 303)


def _kind() -> RequestKind | None:
    wanted = request.args.get("kind", "")
    return RequestKind(wanted) if wanted in KINDS else None


def _error(how: str, note: str) -> str:
    if how not in ENDS:
        return t("requests.error_choice")
    if len(note) > LONGEST_NOTE:
        return t("requests.error_too_long")
    return t("requests.error_reason") if how == Closing.REFUSED and not note else ""


def _draft(number: int) -> str:
    return f"request:{number}"


def _shown(number: int, typed: Mapping[str, str] | None, error: str) -> str:
    """The page; that it is seen is written down first (P2). None: as it was typed before."""
    office, me = this_office(), signed_in().operator
    with office.writer.begin() as db:
        found = request_numbered(db, number)
        if found is None:
            abort(404)
        asked, call = found
        account, reason = asked.account, f"request {number}"
        hidden = account is not None and _is_not_identified(db, account)
        looks.look(db, office.now(), me, looks.REQUEST, account=account, reason=reason)
        meters = meters_of(db, account) if account else []
        if typed is None:
            typed = drafts.kept(db, me, _draft(number))
    return page(
        "work/one.html",
        one=asked,
        call=call,
        customer=public_id(account) if account else "",
        fields=None if hidden else filled(asked, meters),
        today=office.today(),
        days_left=partial(working_days_until, office.utility.hours, office.today()),
        draft=_draft(number),
        typed=typed,
        error=error,
        ends=[(end.value, t(f"work.end_{end}")) for end in ENDS],
    )


def _is_not_identified(db: Connection, account: int) -> bool:
    """Whether the customer is on the line, and not yet known to be the customer (C3, C5)."""
    access = access_to(db, account)
    here = access.contact is not None and access.contact.account == account
    return here and not access.sees
