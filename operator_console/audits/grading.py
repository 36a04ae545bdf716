"""Grading a call: the form at the right, the call at the left; a draft until it is signed (P3)."""

import logging

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug import Response

from models import anchor
from models.audits import grades, scorecards, seal
from models.audits.calibrations import keeps_blind
from models.audits.frames import last_contact
from models.audits.grades import Asked
from models.audits.records import NotAllowed
from models.contacts import drafts
from models.contacts.desk import contact
from models.contacts.records import Contact
from models.seals import BadSealKeys, seal_keys
from operator_console.audits.answers import Filled, read, typed
from operator_console.audits.call import call_of
from operator_console.audits.room import audits, because, form_key, note_look, ready
from operator_console.drafts import keep
from operator_console.office import this_office
from operator_console.security.visitor import signed_in
from operator_console.texts import t
from operator_console.typed import number_in

log = logging.getLogger(__name__)


@audits.get("/grading")
def grade_call() -> ResponseReturnValue:
    """By the number of a call and a form: on to its last finished contact."""
    with this_office().reader.connect() as db:
        found = last_contact(db, number_in(request.args, "call") or 0)
    if found is None:
        flash(because(NotAllowed("no_contact")), "bad")
        return redirect(url_for("audits.index"))
    form = number_in(request.args, "form")
    return redirect(url_for("audits.grading", contact_=found, form=form))


@audits.get("/grading/<int:contact_>")
def grading(contact_: int) -> ResponseReturnValue:
    """The form, with what was typed before; a correction begins with what it corrects."""
    ready()
    office, who = this_office(), signed_in()
    asked = _asked(contact_, request.args)
    try:
        with office.writer.begin() as db:
            one = grades.may_grade(db, asked, who.operator, who.role)
            note_look(db, one, _why(asked))
            fields = drafts.kept(db, who.operator, draft_name(asked)) or _before(db, asked)
    except NotAllowed as refused:
        return _refused(contact_, refused), 409
    return _page(one, asked, Filled(fields, {}, {}, ""))


@audits.post("/grading/<int:contact_>")
def sign(contact_: int) -> ResponseReturnValue:
    """Sign it. What is missing is said beside what was typed; nothing is lost."""
    office, who = this_office(), signed_in()
    asked = _asked(contact_, request.form)
    try:
        with office.writer.begin() as db:
            form = scorecards.card(db, asked.scorecard)
            if form is None:
                raise NotAllowed("form")
            filled = read(form.card, request.form)
            if not filled.wrong:
                key = seal_keys(db, office.settings, "grades").newest
                anchor.note_beginning(db, seal, office.settings.home / seal.NOTE)
                number = grades.sign(
                    db, key, asked, who.operator, who.role, filled.answers, filled.remark,
                    form_key(), office.now(),
                )  # fmt: skip
                drafts.forget(db, who.operator, draft_name(asked))
            else:
                one = grades.may_grade(db, asked, who.operator, who.role)
                note_look(db, one, _why(asked))
    except NotAllowed as refused:
        return _refused(contact_, refused), 409
    except BadSealKeys:
        keep(draft_name(asked))
        flash(t("audits_grading.no_seal"), "bad")
        return redirect(_form_of(asked), 303)
    if filled.wrong:
        return _page(one, asked, filled), 422
    _note_newest()
    flash(t("audits_grading.signed"), "good")
    return redirect(_after(asked, number), 303)


@audits.post("/drafts/<name>")
def keep_draft(name: str) -> Response:
    """What is being typed into a form of a grade."""
    if not name.startswith("grade:"):
        abort(400)
    return keep(name)


def draft_name(asked: Asked) -> str:
    """One draft of each auditor for each grade that could be signed."""
    about = (asked.contact, asked.scorecard, asked.sample, asked.calibration, asked.replaces)
    return "grade:" + ":".join(str(each or 0) for each in about)


def _asked(contact_: int, fields: dict[str, str]) -> Asked:
    return Asked(
        contact_,
        number_in(fields, "form") or 0,
        number_in(fields, "sample"),
        number_in(fields, "calibration"),
        number_in(fields, "replaces"),
    )


def _note_newest() -> None:
    """Outside the database. A full disk keeps nobody from signing: the next grade notes it."""
    office = this_office()
    try:
        with office.reader.connect() as db:
            holds = anchor.note(db, seal, office.settings.home / seal.NOTE)
    except OSError as error:
        log.error("the newest grade could not be noted: %s", error.strerror)
        return
    if not holds:
        log.error("the chain of grades is not what it was: teplofon audits verify")


def _form_of(asked: Asked) -> str:
    """Where it is filled in."""
    return url_for(
        "audits.grading", contact_=asked.contact, form=asked.scorecard, sample=asked.sample,
        calibration=asked.calibration, replaces=asked.replaces,
    )  # fmt: skip


def _why(asked: Asked) -> str:
    if asked.calibration:
        return f"calibration {asked.calibration}"
    if asked.replaces:
        return f"correction of grade {asked.replaces}"
    return f"sample {asked.sample}" if asked.sample else "grading"


def _before(db: Connection, asked: Asked) -> dict[str, str]:
    one = grades.grade(db, asked.replaces) if asked.replaces else None
    return typed(one.answers, one.remark) if one else {}


def _after(asked: Asked, number: int) -> str:
    if asked.sample and not asked.replaces:
        return url_for("audits.sample", number=asked.sample, _anchor="calls")
    if asked.calibration:
        return url_for("audits.calibration", number=asked.calibration)
    return url_for("audits.grade", number=number)


def _page(one: Contact, asked: Asked, filled: Filled) -> str:
    with this_office().reader.connect() as db:
        form = scorecards.card(db, asked.scorecard)
        return render_template(
            "audits/grading.html",
            asked=asked,
            form=form,
            filled=filled,
            draft=draft_name(asked),
            form_key=form_key(),
            blind=keeps_blind(db, one.id, signed_in().operator),
            **call_of(db, one),
        )


def _refused(contact_: int, refused: NotAllowed) -> str:
    with this_office().reader.connect() as db:
        one = contact(db, contact_)
    return render_template("audits/refused.html", why=because(refused), call=one and one.call)
