"""The desk's page, its parts that change with the call, and what its buttons ask for."""

from datetime import timedelta
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug import Response as Answer

from config.asterisk.operators import telephone_name, telephone_password
from config.utility import Topic
from models.contacts.desk import current_contact
from models.contacts.records import RequestKind
from models.contacts.repeats import earlier_contacts
from models.events.log import events_of
from models.floor import (
    Action,
    Alarm,
    Away,
    Closed,
    Consult,
    EndConsult,
    PauseRecording,
    Ready,
    SignOff,
    Transfer,
)
from models.operators.roles import Role
from models.operators.tables import OperatorRow
from models.outbound.made import kept_by
from models.rules.clocks import Clock, Stage, norm_of
from models.rules.stays import stays
from operator_console.callbacks.turns import named
from operator_console.customers.access import Access
from operator_console.customers.fragment import page
from operator_console.customers.public import public_id
from operator_console.customers.transcript import transcript_of
from operator_console.live.gateway import this_gateway
from operator_console.office import this_office
from operator_console.room import Room
from operator_console.security.visitor import signed_in
from operator_console.texts import language, t
from operator_console.typed import number_in

AWAY = ("break", "lunch", "training", "paperwork")
# The forms that need no account, by the digit that opens them on a card as well.
KEYS = {
    RequestKind.CALLBACK: 6,
    RequestKind.EMERGENCY: 7,
    RequestKind.REFUSAL: 8,
    RequestKind.SUSPENSION: 9,
}
HOW = ("transfer", "conference", "back")
UNKNOWN_TOPIC = Topic(name={})  # the norm of a talk of which nobody has said yet what it is about

desk = Room("desk", __name__, admitted=frozenset({Role.ENGINEER, Role.SUPERVISOR}), tab="index")


@desk.get("/")
def index() -> str:
    """The page; what is on it comes by the stream and the parts below."""
    utility = this_office().utility
    return render_template(
        "desk/index.html",
        kind=_kind(),
        waiting=norm_of(Clock.WAITING, utility.norms),
        away=AWAY,
        queues=utility.queues,
        specialists=utility.specialists,
    )


@desk.post("/telephone")
def telephone() -> dict[str, str]:
    """Where the softphone registers, as whom, and with which password."""
    settings, who = this_office().settings, signed_in()
    return {
        "url": settings.softphone_url or f"ws://{settings.sip_websocket}/ws",
        "user": telephone_name(who.login, "browser"),
        "password": telephone_password(settings, who.login),
    }


@desk.get("/contact")
def contact() -> dict[str, Any]:
    """The contact that is open, with the pages of its work."""
    with this_office().reader.connect() as db:
        one = current_contact(db, signed_in().operator)
    if one is None:
        return {"contact": None, "card": url_for("customers.index"), "close": None}
    if one.account is None:
        card = url_for("desk.caller")
    else:
        card = url_for("customers.card", customer=public_id(one.account))
    return {
        "contact": one.id,
        "card": card,
        "close": url_for("contacts.form", number=one.id),
    }


@desk.get("/caller")
def caller() -> str | Answer:
    """The open contact whose customer nobody knows yet; with a customer, or none, elsewhere."""
    office = this_office()
    with office.reader.connect() as db:
        one = current_contact(db, signed_in().operator)
        if one is None or one.account is not None:
            return redirect(url_for("customers.index"), 303)
        transcript = transcript_of(db, one.call, language())
        earlier = earlier_contacts(db, None, one.caller, one.call, office.now())
    return page(
        "desk/caller.html",
        typed="",
        results=None,
        access=Access(0, one, None, ""),
        forms=KEYS.items(),
        transcript=transcript,
        earlier=earlier,
        requests=None,
    )


@desk.get("/clocks")
def clocks() -> str:
    """The stages of the operator's part of the call, as clocks against their norms (N1-N5)."""
    office, me = this_office(), signed_in().operator
    with office.reader.connect() as db:
        one = current_contact(db, me)
        events = events_of(db, one.call) if one else []
    mine = [stay for stay in stays(events) if stay.operator == me][-1:]
    shown = [
        {
            "clock": stage.clock,
            "since": _shown_since(stage),
            "until": stage.end,
            "norm": norm_of(stage.clock, office.utility.norms, UNKNOWN_TOPIC.handling),
        }
        for stay in mine
        for stage in stay.stages
    ]
    return render_template("desk/clocks.html", clocks=shown)


@desk.get("/made")
def made() -> str:
    """Whether the call is one that we made, and about what (C9); empty if it came in."""
    call = number_in(request.args, "call")
    with this_office().reader.connect() as db:
        kept = kept_by(db, call) if call else None
    return render_template("desk/made.html", made=kept, reason=named(kept.reason) if kept else "")


@desk.post("/ready")
def ready() -> dict[str, str]:
    return _do(Ready(signed_in().operator))


@desk.post("/away")
def away() -> dict[str, str]:
    reason = request.form.get("reason", "")
    if reason not in AWAY:
        abort(400)
    return _do(Away(signed_in().operator, reason))


@desk.post("/sign-off")
def sign_off() -> dict[str, str]:
    return _do(SignOff(signed_in().operator))


@desk.post("/transfer")
def transfer() -> dict[str, str]:
    """To a queue or a specialist of the profile (C10, C11)."""
    utility, to = this_office().utility, request.form.get("to", "")
    if to not in utility.queues and to not in utility.specialists:
        abort(400)
    return _do(Transfer(signed_in().operator, to))


@desk.post("/consult")
def consult() -> dict[str, str]:
    specialist = request.form.get("to", "")
    if specialist not in this_office().utility.specialists:
        abort(400)
    return _do(Consult(signed_in().operator, specialist))


@desk.post("/consult/end")
def end_consult() -> dict[str, str]:
    how = request.form.get("how", "")
    if how not in HOW:
        abort(400)
    return _do(EndConsult(signed_in().operator, how))


@desk.post("/closed")
def closed() -> dict[str, str]:
    """Once more that the contact has its outcome: it was given during the talk, say (C14)."""
    me, call = signed_in().operator, number_in(request.form, "call")
    with this_office().reader.connect() as db:
        if call is None or current_contact(db, me):
            abort(400)
    return _do(Closed(me, call))


@desk.post("/alarm")
def alarm() -> dict[str, str]:
    return _do(Alarm(signed_in().operator, request.form.get("on") == "yes"))


@desk.post("/recording")
def recording() -> dict[str, str]:
    """Silence is recorded while the caller says personal codes (P2)."""
    return _do(PauseRecording(signed_in().operator, request.form.get("pause") == "yes"))


def _kind() -> str:
    """Of the visitor's telephone: browser, or one on the desk."""
    mine = select(OperatorRow.telephone).where(OperatorRow.id == signed_in().operator)
    with this_office().reader.connect() as db:
        return str(db.execute(mine).scalar_one())


def _do(action: Action) -> dict[str, str]:
    """Empty where it was done, else why not, in words for the operator."""
    refused = this_gateway().do(action)
    return {"refused": t(f"desk.refused_{refused}") if refused else ""}


def _shown_since(stage: Stage) -> Any:
    return stage.begin - timedelta(milliseconds=stage.carried)
