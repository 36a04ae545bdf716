"""Forms: all versions, one as it is, another from a file, and closing one."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.audits import scorecards
from models.operators.roles import Role
from operator_console.audits.room import KEEPERS, audits, ready, written
from operator_console.office import this_office
from operator_console.room import admits
from operator_console.security.visitor import signed_in
from operator_console.texts import t

READERS = (Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR)


@audits.get("/forms")
@admits(*READERS)
def forms() -> str:
    """All versions of all forms."""
    ready()
    with this_office().reader.connect() as db:
        found = scorecards.cards(db)
    return render_template("audits/forms.html", forms=found, keeps=signed_in().role in KEEPERS)


@audits.get("/forms/<int:number>")
@admits(*READERS)
def form(number: int) -> str:
    """One version, criterion by criterion."""
    with this_office().reader.connect() as db:
        one = scorecards.card(db, number)
    if one is None:
        abort(404)
    return render_template("audits/form.html", form=one, keeps=signed_in().role in KEEPERS)


@audits.post("/forms")
@admits(*KEEPERS)
def import_form() -> ResponseReturnValue:
    """Keep the form in a file, as the next version of its name."""
    office, file = this_office(), request.files.get("file")
    content = file.read(scorecards.LARGEST + 1) if file else b""
    try:
        card = scorecards.read(content, office.utility.languages[0])
    except scorecards.WrongForm as wrong:
        flash(t("audits_forms.wrong", why=str(wrong)), "bad")
        return redirect(url_for("audits.forms"), 303)
    with office.writer.begin() as db:
        number, new = scorecards.keep(db, card, signed_in().operator, office.now())
    flash(t("frame.saved" if new else "audits_forms.known"), "good" if new else "plain")
    return redirect(url_for("audits.form", number=number), 303)


@audits.post("/forms/<int:number>/close")
@admits(*KEEPERS)
def close_form(number: int) -> ResponseReturnValue:
    """Take no new grades on it."""
    office, who = this_office(), signed_in().operator
    written(lambda db: scorecards.close(db, number, who, office.now()))
    return redirect(url_for("audits.form", number=number), 303)
