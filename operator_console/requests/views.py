"""The forms of an operator, but for readings: shown, judged, registered once."""

import secrets
from collections.abc import Mapping
from datetime import date

from flask import abort, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug import Response as Answer

from config.utility import Language
from models.contacts import drafts
from models.contacts.records import RequestKind
from models.contacts.requests import register, request_by
from models.floor import Alarm
from models.operators.roles import Role
from operator_console.customers.access import note_look
from operator_console.customers.fragment import page
from operator_console.drafts import LONGEST_NAME, keep
from operator_console.live.gateway import this_gateway
from operator_console.office import this_office
from operator_console.requests.callback import promise
from operator_console.requests.forms import FORMS, Filled, Form, Kind, read
from operator_console.requests.subject import Subject, subject
from operator_console.room import Room
from operator_console.security.visitor import signed_in

requests = Room("requests", __name__, admitted=frozenset({Role.ENGINEER, Role.SUPERVISOR}))


@requests.get("/<kind>")
def form(kind: str) -> str | tuple[str, int]:
    """An empty form, or what was typed into it and not sent."""
    what, spec = _known(kind)
    with this_office().writer.begin() as db:
        about = subject(db)
        if may := _may(about, what, spec):
            _note(db, about, what)
        typed = drafts.kept(db, signed_in().operator, draft_name(about, what))
    if not may:
        return _refused(about, what)
    return _shown(about, what, spec, Filled({**_offered(about), **typed}, {}))


@requests.post("/<kind>")
def send(kind: str) -> str | Answer | tuple[str, int]:
    """Register it; what is wrong is said beside what was typed."""
    what, spec = _known(kind)
    office, typed = this_office(), request.form
    with office.writer.begin() as db:
        about = subject(db)
        may = _may(about, what, spec)
        filled = read(spec.fields_for(about.kind), typed, office.utility, _allowed(about))
        stored = _store(db, about, what, filled) if may and not filled.errors else None
        if stored is None:
            _note(db, about, what)
    if stored:
        number, first = stored
        if first and what is RequestKind.EMERGENCY:
            this_gateway().do(Alarm(signed_in().operator, True))
        where = url_for("requests.done", number=number, customer=about.customer or None)
        return redirect(where, 303)
    if not may:
        return _refused(about, what)
    return _shown(about, what, spec, filled), 422


@requests.get("/done/<int:number>")
def done(number: int) -> str:
    """What the caller is told: the number, and by when."""
    with this_office().reader.connect() as db:
        one = request_by(db, number, signed_in().operator)
        about = subject(db)
    if one is None:
        abort(404)
    return page("requests/done.html", one=one, subject=about, heads=_heads())


@requests.post("/drafts/<name>")
def keep_draft(name: str) -> Answer:
    """What is being typed; at the latest when the page is left."""
    return keep(name)


def draft_name(about: Subject, what: str) -> str:
    """One draft of each kind for each customer in each contact."""
    return f"{what}:{about.contact.id if about.contact else 0}:{about.customer or '-'}"


def form_key(typed: Mapping[str, str]) -> str:
    """What makes this form one form however often it is sent; a new one for a new form."""
    return typed.get("form_key", "")[:LONGEST_NAME] or secrets.token_hex(16)


def _known(kind: str) -> tuple[RequestKind, Form]:
    try:
        return RequestKind(kind), FORMS[RequestKind(kind)]
    except (ValueError, KeyError):
        abort(404)


def _may(about: Subject, what: RequestKind, spec: Form) -> bool:
    needs_call = what in (RequestKind.CALLBACK, RequestKind.SUSPENSION)
    return about.is_enough_for(spec) and (about.contact is not None or not needs_call)


def _note(db: Connection, about: Subject, what: RequestKind) -> None:
    if about.access:
        note_look(db, about.access, f"form: {what}")


def _refused(about: Subject, what: RequestKind) -> tuple[str, int]:
    return page("requests/not_yet.html", what=what, subject=about), 409


def _shown(about: Subject, what: RequestKind, spec: Form, filled: Filled) -> str:
    return page(
        "requests/form.html",
        what=what,
        fields=spec.fields_for(about.kind),
        filled=filled,
        subject=about,
        draft=draft_name(about, what),
        form_key=form_key({**filled.values, **request.form}),
        heads=_heads(),
    )


def _offered(about: Subject) -> dict[str, str]:
    """What can be filled in beforehand: the number that calls, which the caller may correct."""
    offered = {"phone": about.contact.caller} if about.contact else {}
    if about.days:
        offered["visit_on"] = about.days[-1].isoformat()
    if len(about.meters) == 1:
        offered["meter"] = str(about.meters[0].id)
    return offered


def _allowed(about: Subject) -> dict[Kind, list[str]]:
    return {
        Kind.METER: [str(meter.id) for meter in about.meters],
        Kind.DAY: [day.isoformat() for day in about.days],
    }


def _store(db: Connection, about: Subject, what: RequestKind, filled: Filled) -> tuple[int, bool]:
    """Its number, and whether it was not there yet."""
    office, who = this_office(), signed_in()
    due = _due(db, about, what, filled)
    stored = register(
        db,
        what,
        form_key(request.form),
        who.operator,
        office.now(),
        {name: value for name, value in filled.values.items() if value},
        contact=about.belongs_to,
        account=about.account,
        due_on=due,
        done=not FORMS[what].leaves_work(filled.values),
    )
    drafts.forget(db, who.operator, draft_name(about, what))
    return stored


def _due(db: Connection, about: Subject, what: RequestKind, filled: Filled) -> date | None:
    if visit := filled.values.get("visit_on"):
        return date.fromisoformat(visit)
    if what is RequestKind.CALLBACK and about.contact:
        return promise(db, about.contact.call, filled.values["phone"])
    return None


def _heads() -> list[tuple[dict[Language, str], str]]:
    """Of the unit: those an emergency goes to at once (C12)."""
    specialists = this_office().utility.specialists.values()
    return [(one.name, one.extension) for one in specialists if one.head]
