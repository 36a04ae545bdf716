"""The end of a contact: no operator takes the next call before it has an outcome (C14)."""

from flask import abort, flash, redirect, request, url_for
from werkzeug import Response as Answer

from models.contacts import desk, drafts
from models.contacts.records import OUTCOME_OF, Contact, Outcome
from models.contacts.requests import registered_in
from models.floor import Closed
from models.operators.roles import Role
from operator_console.customers.fragment import page
from operator_console.formats import in_language
from operator_console.live.gateway import this_gateway
from operator_console.office import this_office
from operator_console.room import Room
from operator_console.security.visitor import signed_in
from operator_console.texts import t

LONGEST_NOTE = 2000  # characters
NEED_NOTE = (Outcome.REFUSED, Outcome.SUSPENDED)  # outcomes which are nothing without a reason

contacts = Room("contacts", __name__, admitted=frozenset({Role.ENGINEER, Role.SUPERVISOR}))


@contacts.app_template_global()
def topic_name(topic: str) -> str:
    """A topic of the profile as the screen calls it; one that is no longer there by its key."""
    known = this_office().utility.topics.get(topic)
    return in_language(dict(known.name)) if known else topic


@contacts.get("/<int:number>")
def form(number: int) -> str | Answer:
    """The outcome, with the one that follows from what was registered."""
    with this_office().reader.connect() as db:
        one = _mine(desk.contact(db, number))
        typed = drafts.kept(db, one.operator, _draft(number))
        kinds = registered_in(db, number)
    if one.closed_at is not None:
        return redirect(url_for("home.home"), 303)
    suggested = {"outcome": OUTCOME_OF[kinds[0]].value} if kinds else {}
    return _shown(number, {**suggested, **typed}, {})


@contacts.post("/<int:number>/close")
def close(number: int) -> Answer | tuple[str, int]:
    """Store the outcome; sent twice, it is stored once."""
    office, typed = this_office(), request.form
    errors = _errors(typed)
    with office.writer.begin() as db:
        one = _mine(desk.contact(db, number))
        if errors and one.closed_at is None:
            return _shown(number, typed, errors), 422
        if one.closed_at is None:
            outcome, note = Outcome(typed["outcome"]), typed.get("note", "").strip()
            topic = typed["topic"]
            desk.close_contact(db, number, one.operator, topic, outcome, note, office.now())
        drafts.forget(db, one.operator, _draft(number))
    this_gateway().do(Closed(one.operator, one.call))
    flash(t("requests.closed"), "good")
    return redirect(url_for("home.home"), 303)


def _mine(one: Contact | None) -> Contact:
    if one is None or one.operator != signed_in().operator:
        abort(404)
    return one


def _errors(typed: dict[str, str]) -> dict[str, str]:
    errors = {}
    if typed.get("topic") not in this_office().utility.topics:
        errors["topic"] = t("requests.error_required")
    if typed.get("outcome") not in set(Outcome):
        errors["outcome"] = t("requests.error_required")
    if len(typed.get("note", "")) > LONGEST_NOTE:
        errors["note"] = t("requests.error_too_long")
    if typed.get("outcome") in NEED_NOTE and not typed.get("note", "").strip():
        errors["note"] = t("requests.error_reason")
    return errors


def _draft(number: int) -> str:
    return f"close:{number}"


def _shown(number: int, typed: dict[str, str], errors: dict[str, str]) -> str:
    topics = [(key, topic_name(key)) for key in this_office().utility.topics]
    return page(
        "requests/close.html",
        number=number,
        typed=typed,
        errors=errors,
        topics=topics,
        outcomes=[(one.value, t(f"requests.outcome_{one}")) for one in Outcome],
        draft=_draft(number),
    )
