"""Tasks out of findings (P7, P8), and the indicators of timeliness (P5)."""

from datetime import date, timedelta

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.audits import tasks as tasks_
from models.audits.records import GRADERS, NotAllowed, TaskKind
from models.audits.timeliness import timeliness
from models.events.days import Days
from models.operators.roles import Role
from operator_console.audits.room import WORKERS, audits, form_key, written
from operator_console.office import this_office
from operator_console.room import admits
from operator_console.security.visitor import signed_in
from operator_console.typed import date_in, number_in

LONGEST_PERIOD = timedelta(days=366)


@audits.get("/tasks")
@admits(*WORKERS)
def tasks() -> str:
    """Everybody's, the overdue first; to who is no auditor only the own."""
    who = signed_in()
    only = () if who.role in GRADERS else (tasks_.of_responsible(who.operator),)
    with this_office().reader.connect() as db:
        return render_template(
            "audits/tasks.html",
            tasks=tasks_.tasks(db, *only),
            people=tasks_.people(db) if who.role in GRADERS else {},
            today=this_office().today(),
        )


@audits.post("/tasks")
def open_task() -> ResponseReturnValue:
    """Out of a grade, a sample, or by itself."""
    office, form = this_office(), request.form
    key, who = form_key(), signed_in().operator
    if form.get("kind") not in set(TaskKind):
        abort(400)
    new = tasks_.NewTask(
        TaskKind(form["kind"]),
        " ".join(form.get("topic", "").split()),
        form.get("text", "").strip(),
        number_in(form, "responsible") or 0,
        date_in(form, "due_on") or date.min,
        number_in(form, "grade"),
        number_in(form, "sample"),
    )
    written(lambda db: tasks_.open_task(db, new, who, key, this_office().today(), office.now()))
    if new.grade:
        return redirect(url_for("audits.grade", number=new.grade, _anchor="tasks"), 303)
    if new.sample:
        return redirect(url_for("audits.sample", number=new.sample, _anchor="tasks"), 303)
    return redirect(url_for("audits.tasks"), 303)


@audits.post("/tasks/<int:number>/done")
@admits(*WORKERS)
def finish_task(number: int) -> ResponseReturnValue:
    """What came of it, said by who is responsible or by who audits."""
    office, who = this_office(), signed_in()
    with office.reader.connect() as db:
        one = tasks_.task(db, number)
    if one is None:
        abort(404)
    if who.role not in GRADERS and one.responsible != who.operator:
        abort(403)
    result = request.form.get("result", "").strip()
    written(lambda db: tasks_.finish_task(db, number, who.operator, result, office.now()))
    return redirect(url_for("audits.tasks"), 303)


@audits.get("/timely")
@admits(Role.SUPERVISOR, Role.AUDITOR)
def timely() -> ResponseReturnValue:
    """Were requests registered and readings entered in time (P5)?"""
    today = this_office().today()
    last = date_in(request.args, "to") or today
    first = date_in(request.args, "from") or today.replace(day=1)
    if not timedelta() <= last - first <= LONGEST_PERIOD:
        return _timely(first, last, NotAllowed("period")), 422
    return _timely(first, last)


def _timely(first: date, last: date, refused: NotAllowed | None = None) -> str:
    office, found = this_office(), None
    if refused is None:
        with office.reader.connect() as db:
            found = timeliness(db, office.utility, Days(first, last, office.utility.zone))
    return render_template(
        "audits/timely.html",
        first=first,
        last=last,
        found=found,
        refused=refused,
        today=this_office().today(),
    )
