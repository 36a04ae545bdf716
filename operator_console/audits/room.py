"""The room of audits: who comes to which of its screens, and what all of them need."""

import secrets
from collections.abc import Callable
from typing import TypeVar

from flask import flash, request
from sqlalchemy import Connection

from models.audits.readiness import make_ready
from models.audits.records import NotAllowed
from models.contacts import looks
from models.contacts.records import Contact
from models.operators.roles import Role
from operator_console.drafts import LONGEST_NAME
from operator_console.office import this_office
from operator_console.room import Room
from operator_console.security.visitor import signed_in
from operator_console.texts import t

audits = Room("audits", __name__, admitted=frozenset({Role.SUPERVISOR, Role.AUDITOR}), tab="index")
WORKERS = (Role.ENGINEER, Role.SUPERVISOR, Role.AUDITOR)  # all but who sees no customer
KEEPERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)  # of the forms

Done = TypeVar("Done")


def ready() -> None:
    """Before anything is drawn or graded."""
    office = this_office()
    make_ready(office.reader, office.writer, office.utility.zone, office.now())


def written(work: Callable[[Connection], Done], done: str = "frame.saved") -> Done | None:
    """Do it in a transaction and say so; where it is not allowed, say why instead: None then."""
    try:
        with this_office().writer.begin() as db:
            result = work(db)
    except NotAllowed as refused:
        flash(because(refused), "bad")
        return None
    flash(t(done), "good")
    return result


def because(refused: NotAllowed) -> str:
    """Why something may not be done, for whoever wanted it."""
    return t(f"audits.not_{refused}")


def note_look(db: Connection, one: Contact, why: str) -> None:
    """Write down that the call is shown (P2)."""
    looks.look(
        db,
        this_office().now(),
        signed_in().operator,
        "audit",
        account=one.account,
        call=one.call,
        reason=why,
    )


def form_key() -> str:
    """What makes this form one form however often it is sent; a new one for a new form."""
    return request.form.get("form_key", "")[:LONGEST_NAME] or secrets.token_hex(16)
