"""What is waiting, what was drawn, which seeds are announced: the first screen of audits."""

from flask import redirect, render_template, url_for
from werkzeug import Response

from models.audits import calibrations, samples, schedule, scorecards, seeds, tasks, words
from models.operators.roles import Role
from operator_console.audits.grade import seen_appeals
from operator_console.audits.room import audits, ready
from operator_console.office import this_office
from operator_console.room import admits
from operator_console.security.visitor import signed_in


@audits.get("/")
@admits(*Role)
def index() -> str | Response:
    """For who audits; others are led to what concerns them."""
    who, office = signed_in(), this_office()
    if who.role is Role.ENGINEER:
        return redirect(url_for("audits.own"))
    if who.role is Role.ADMINISTRATOR:
        return redirect(url_for("audits.forms"))
    ready()
    now, today = office.now(), office.today()
    months = seeds.due(today)
    with office.reader.connect() as db:
        return render_template(
            "audits/index.html",
            today=today,
            reminders=schedule.reminders(db, office.utility, today),
            samples=samples.samples(db),
            forms={one.id: one for one in scorecards.cards(db)},
            to_calibrate=[
                one
                for one in calibrations.calibrations(db)
                if calibrations.may_grade_in(one, who.operator)
            ],
            to_decide=[
                one
                for one in seen_appeals(db)
                if one.verdict is None and words.may_decide(one.grade, who.operator, who.role)
            ],
            late=[
                one for one in tasks.tasks(db) if one.done_at is None and one.due_on < today
            ],
            seeds=seeds.published(db, months[0], months[-1], now, office.utility.zone),
        )  # fmt: skip


@audits.app_template_global()
def audit_reminders() -> list[schedule.Due]:
    """For the pages where supervisors and auditors begin: what is due (P4)."""
    office, who = this_office(), signed_in()
    if who.role not in (Role.SUPERVISOR, Role.AUDITOR):
        return []
    today = office.today()
    with office.reader.connect() as db:
        return list(schedule.reminders(db, office.utility, today))
