"""Legal holds, and what goes tomorrow: for supervisors (P1)."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import islice

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.operators.roles import Role
from operator_console.office import this_office
from operator_console.recordings.call import shown
from operator_console.recordings.older import older_shown
from operator_console.recordings.room import recordings
from operator_console.room import admits
from operator_console.security.visitor import signed_in
from operator_console.texts import t
from operator_console.typed import date_in
from recordings.retention import holds
from recordings.retention.holds import Hold, HoldRefused
from recordings.retention.office import Office
from recordings.retention.plan import plan, planned

MOST = 200  # segments that are listed by name


@recordings.post("/<int:call>/hold")
@admits(Role.SUPERVISOR)
def hold(call: int) -> ResponseReturnValue:
    """Keep the call longer, with a reason; what cannot be done is said, nothing typed is lost."""
    return _held(holds.place, call, shown, url_for("recordings.one", call=call))


@recordings.post("/older/<int:file>/hold")
@admits(Role.SUPERVISOR)
def hold_older(file: int) -> ResponseReturnValue:
    """The same of a file older than the installation."""
    return _held(holds.place_on_file, file, older_shown, url_for("recordings.older_one", file=file))


@recordings.post("/<int:call>/hold/<int:number>/lift")
@admits(Role.SUPERVISOR)
def lift(call: int, number: int) -> ResponseReturnValue:
    """The call is kept no longer than others."""
    with this_office().reader.connect() as db:
        known = holds.holds_of(db, call)
    return _lifted(known, number, url_for("recordings.one", call=call))


@recordings.post("/older/<int:file>/hold/<int:number>/lift")
@admits(Role.SUPERVISOR)
def lift_older(file: int, number: int) -> ResponseReturnValue:
    """The same of a file older than the installation."""
    with this_office().reader.connect() as db:
        known = holds.holds_of_file(db, file)
    return _lifted(known, number, url_for("recordings.older_one", file=file))


def _held(
    place: Callable[..., int], what: int, page: Callable[..., str], back: str
) -> ResponseReturnValue:
    """`place` a hold on it, and lead `back`; or its `page` again, with what was typed."""
    office, typed = this_office(), request.form
    until = date_in(typed, "until")
    if typed.get("until") and until is None:
        return page(what, typed, t("recordings.hold_wrong_date")), 422
    try:
        with office.writer.begin() as db:
            me, now, today = signed_in().operator, office.now(), office.today()
            place(db, what, typed.get("reason", ""), until, me, now, today)
    except HoldRefused as refused:
        return page(what, typed, t(f"recordings.hold_{refused.why}")), 422
    flash(t("recordings.hold_placed"), "good")
    return redirect(back, 303)


def _lifted(known: Sequence[Hold], number: int, back: str) -> ResponseReturnValue:
    """One of the holds that are `known` of it."""
    office = this_office()
    if number not in {one.id for one in known}:
        abort(404)
    try:
        with office.writer.begin() as db:
            holds.lift(db, number, signed_in().operator, office.now())
    except HoldRefused as refused:
        flash(t(f"recordings.hold_{refused.why}"), "warn")
    else:
        flash(t("recordings.hold_lifted_now"), "good")
    return redirect(back, 303)


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
