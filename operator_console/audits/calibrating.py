"""Calibration: who is asked, who has signed, and the result once nobody can be influenced."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.audits import agreements, calibrations, grades, scorecards
from models.audits.frames import last_contact
from operator_console.audits.room import audits, ready, written
from operator_console.audits.shown import who_may_grade
from operator_console.office import this_office
from operator_console.security.visitor import signed_in
from operator_console.typed import number_in, numbers_of


@audits.get("/calibrations", endpoint="calibrations")
def all_() -> str:
    """All of them, the form for another, and how well auditors agree by each form."""
    ready()
    who = signed_in().operator
    with this_office().reader.connect() as db:
        found = calibrations.calibrations(db)
        forms = scorecards.cards(db)
        used = {one.scorecard for one in found if not one.is_open}
        return render_template(
            "audits/calibrations.html",
            calibrations=found,
            forms=forms,
            mine={one.id for one in found if calibrations.may_grade_in(one, who)},
            agreed={
                one.id: agreements.agreement_on_all(db, one) for one in forms if one.id in used
            },
            graders=who_may_grade(db, 0),
            call=request.args.get("call", "")[:20],
        )


@audits.post("/calibrations")
def open_calibration() -> ResponseReturnValue:
    """Ask auditors to grade the last contact of a call."""
    office, who, form = this_office(), signed_in().operator, request.form
    asked = numbers_of(form.getlist("auditors"))
    call = number_in(form, "call") or 0
    number = written(
        lambda db: calibrations.open_calibration(
            db, last_contact(db, call) or 0, number_in(form, "form") or 0, asked, who, office.now()
        )
    )
    if number is None:
        return redirect(url_for("audits.calibrations", call=form.get("call", "")[:20]), 303)
    return redirect(url_for("audits.calibration", number=number), 303)


@audits.get("/calibrations/<int:number>")
def calibration(number: int) -> str:
    """Who has signed; the grades side by side once it is over."""
    with this_office().reader.connect() as db:
        one = calibrations.calibration(db, number)
        if one is None:
            abort(404)
        form = scorecards.card(db, one.scorecard)
        assert form is not None
        who = signed_in().operator
        blind = calibrations.keeps_blind(db, one.contact, who)  # in another one of the same call
        over = not one.is_open and who != one.operator and not blind
        signed = grades.grades_in(db, number) if over else []
        compared = agreements.compare(form, signed)
        return render_template(
            "audits/calibration.html",
            calibration=one,
            form=form,
            over=over,
            blind=blind,
            grades=signed,
            compared=compared,
            whole=agreements.agreement_on_call(compared),
            each=agreements.agreement_on_criteria(db, form) if over else {},
            mine=calibrations.may_grade_in(one, who),
            may_close=calibrations.may_close(one, who, signed_in().role),
        )


@audits.post("/calibrations/<int:number>/close")
def close_calibration(number: int) -> ResponseReturnValue:
    """Wait for nobody else."""
    office, who = this_office(), signed_in()
    written(
        lambda db: calibrations.close_calibration(db, number, who.operator, who.role, office.now())
    )
    return redirect(url_for("audits.calibration", number=number), 303)
