"""Legal holds, and what goes tomorrow: for supervisors (P1)."""

from datetime import timedelta
from itertools import islice

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.operators.roles import Role
from operator_console.audits.room import date_in
from operator_console.office import this_office
from operator_console.recordings.call import shown
from operator_console.recordings.room import recordings
from operator_console.room import admits
from operator_console.security.visitor import signed_in
from operator_console.texts import t
from recordings.retention import holds
from recordings.retention.holds import HoldRefused
from recordings.retention.office import Office
from recordings.retention.plan import plan, planned

MOST = 200  # segments that are listed by name


@recordings.post("/<int:call>/hold")
@admits(Role.SUPERVISOR)
def hold(call: int) -> ResponseReturnValue:
    """Keep the call longer, with a reason; what cannot be done is said, nothing typed is lost."""
    office, typed = this_office(), request.form
    until = date_in(typed, "until")
    if typed.get("until") and until is None:
        return shown(call, typed, t("recordings.hold_wrong_date")), 422
    try:
        with office.writer.begin() as db:
            me, now, today = signed_in().operator, office.now(), office.today()
            holds.place(db, call, typed.get("reason", ""), until, me, now, today)
    except HoldRefused as refused:
        return shown(call, typed, t(f"recordings.hold_{refused.why}")), 422
    flash(t("recordings.hold_placed"), "good")
    return redirect(url_for("recordings.one", call=call), 303)


@recordings.post("/<int:call>/hold/<int:number>/lift")
@admits(Role.SUPERVISOR)
def lift(call: int, number: int) -> ResponseReturnValue:
    """The call is kept no longer than others."""
    office = this_office()
    with office.reader.connect() as db:
        if number not in {one.id for one in holds.holds_of(db, call)}:
            abort(404)
    try:
        with office.writer.begin() as db:
            holds.lift(db, number, signed_in().operator, office.now())
    except HoldRefused as refused:
        flash(t(f"recordings.hold_{refused.why}"), "warn")
    else:
        flash(t("recordings.hold_lifted_now"), "good")
    return redirect(url_for("recordings.one", call=call), 303)


@recordings.get("/tomorrow")
@admits(Role.SUPERVISOR)
def tomorrow() -> str:
    """What the next night's sweep finds due, and what holds keep from it."""
    office = this_office()
    day = office.today() + timedelta(days=1)
    of = Office.of(office.reader, office.settings, office.utility)
    with office.reader.connect() as db:
        return render_template(
            "recordings/tomorrow.html",
            plan=plan(db, of, day),
            segments=list(islice(planned(db, day), MOST)),
        )
