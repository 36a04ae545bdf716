"""Drawing a sample, its screen, the proof that it was drawn fairly, and its conclusion (P4)."""

import csv
import io
from collections.abc import Mapping
from datetime import timedelta

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from models.audits import calibrations, figures, samples, scorecards, seeds, tasks
from models.audits.records import Filters, Kind, NotAllowed
from models.contacts.records import Outcome
from models.operators.roles import Role
from models.operators.tables import OperatorRow
from operator_console.audits.room import audits, because, ready, written
from operator_console.audits.shown import kinds, topics
from operator_console.office import this_office
from operator_console.security.visitor import signed_in
from operator_console.texts import t
from operator_console.typed import date_in, number_in, numbers_of

USUAL = 5  # calls of each operator


@audits.get("/samples/new")
def new_sample() -> str:
    """The form, with the month before filled in."""
    ready()
    today = this_office().today()
    last = today.replace(day=1) - timedelta(days=1)
    fields = {"from": last.replace(day=1).isoformat(), "to": last.isoformat(), "size": str(USUAL)}
    return _form(MultiDict(fields))


@audits.post("/samples")
def draw() -> ResponseReturnValue:
    """Draw it; the same wish again leads to the same sample."""
    office, form = this_office(), request.form
    try:
        wish = _wish(form)
        with office.writer.begin() as db:
            who = signed_in().operator
            number, _ = samples.draw_sample(db, office.utility, wish, who, office.now())
    except NotAllowed as refused:
        return _form(form, because(refused)), 422
    return redirect(url_for("audits.sample", number=number), 303)


@audits.get("/samples/<int:number>")
def sample(number: int) -> str:
    """The calls, who has how many points so far, and what it was drawn from.

    Sums and means would tell the grade of a call that the visitor is to grade blind.
    """
    office, who = this_office(), signed_in()
    with office.reader.connect() as db:
        one = samples.sample(db, number)
        if one is None:
            abort(404)
        form = scorecards.card(db, one.scorecard)
        assert form is not None
        drawn = samples.drawn_in(db, number)
        blind = calibrations.blind_to(db, who.operator) & {each.contact for each in drawn}
        return render_template(
            "audits/sample.html",
            sample=one,
            form=form,
            drawn=drawn,
            blind=blind,
            strata=samples.strata_of(db, number),
            verified=samples.verify(db, one),
            figures=None if blind else figures.of_sample(db, number),
            may_finish=samples.may_finish(one, who.role),
            tasks=tasks.tasks(db, tasks.from_sample(number)),
            seeds=seeds.published(db, one.first, one.last, office.now(), office.utility.zone),
            people=tasks.people(db),
            today=office.today(),
        )


@audits.get("/samples/<int:number>/frame.csv")
def frame(number: int) -> Response:
    """The numbers of the calls that it was drawn from: for whoever draws it again."""
    with this_office().reader.connect() as db:
        if samples.sample(db, number) is None:
            abort(404)
        strata = samples.strata_of(db, number)
    file = io.StringIO(newline="")
    lines = csv.writer(file, delimiter=";")
    lines.writerow(["operator", "call"])
    lines.writerows([each.operator, call] for each in strata for call in each.calls)
    disposition = f'attachment; filename="sample-{number}-frame.csv"'
    return Response(
        file.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


@audits.post("/samples/<int:number>/finish")
def finish(number: int) -> ResponseReturnValue:
    """The conclusion; every call has its grade by then."""
    office, who = this_office(), signed_in()
    said = request.form.get("conclusion", "").strip()
    written(lambda db: samples.finish(db, number, who.operator, who.role, said, office.now()))
    return redirect(url_for("audits.sample", number=number), 303)


def _wish(form: MultiDict[str, str]) -> samples.Wish:
    """What the form asks for. Raises NotAllowed."""
    first, last = date_in(form, "from"), date_in(form, "to")
    if not first or not last:
        raise NotAllowed("period")
    if form.get("kind") not in set(Kind):
        raise NotAllowed("kind")
    filters = Filters(
        operators=tuple(sorted(set(numbers_of(form.getlist("operators"))))),
        topics=tuple(sorted(set(form.getlist("topics")))),
        outcomes=tuple(sorted(set(form.getlist("outcomes")))),
        shortest=_seconds(form, "shortest"),
        longest=_seconds(form, "longest"),
        dissatisfied="dissatisfied" in form,
        repeated="repeated" in form,
        red="red" in form,
    )
    size, card = number_in(form, "size") or 0, number_in(form, "form") or 0
    return samples.Wish(Kind(form["kind"]), card, first, last, size, filters)


def _seconds(form: Mapping[str, str], name: str) -> int | None:
    """Minutes, perhaps with a part, as seconds. Raises NotAllowed."""
    text = form.get(name, "").strip().replace(",", ".")
    if not text:
        return None
    try:
        seconds = round(float(text) * 60)
    except (ValueError, OverflowError):
        raise NotAllowed("length") from None
    if not 0 <= seconds <= 86_400:
        raise NotAllowed("length")
    return seconds


def _form(fields: MultiDict[str, str], wrong: str = "") -> str:
    office = this_office()
    query = select(OperatorRow.id, OperatorRow.name).where(
        OperatorRow.role.in_([Role.ENGINEER, Role.SUPERVISOR])
    )
    yesterday = office.today() - timedelta(days=1)
    with office.reader.connect() as db:
        return render_template(
            "audits/new_sample.html",
            wrong=wrong,
            fields=fields,
            yesterday=yesterday,
            forms=scorecards.open_cards(db),
            operators=[tuple(row) for row in db.execute(query.order_by(OperatorRow.name))],
            topics=topics(),
            outcomes=[(one, t(f"requests.outcome_{one}")) for one in Outcome],
            kinds=kinds(),
            largest=samples.LARGEST,
        )
