"""A signed grade: who sees it, what the operator says to it, and what the head decides."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from models.audits import calibrations, grades, scorecards, tasks, words
from models.audits.grades import Asked
from models.audits.records import GRADERS, Grade, NotAllowed, Said, Verdict, Word
from models.contacts.desk import contact
from models.operators.roles import Role
from operator_console.audits.room import WORKERS, audits, note_look, written
from operator_console.office import this_office
from operator_console.room import admits
from operator_console.security.visitor import signed_in


@audits.get("/own")
@admits(*WORKERS)
def own() -> str:
    """The visitor's own grades."""
    with this_office().reader.connect() as db:
        mine = grades.grades_of(db, signed_in().operator)
        said = {one.id: words.words_of(db, one.id) for one in mine}
        forms = {one.id: one for one in scorecards.cards(db)}
        return render_template("audits/own.html", grades=mine, said=said, forms=forms)


@audits.get("/grades/<int:number>")
@admits(*WORKERS)
def grade(number: int) -> str:
    """The grade with all that was said of it."""
    office, who = this_office(), signed_in()
    with office.writer.begin() as db:
        one = _seen(db, number)
        about = contact(db, one.contact)
        assert about is not None
        note_look(db, about, f"grade {number}")
        words.note_seen(db, one, who.operator, office.now())
    with office.reader.connect() as db:
        form = scorecards.card(db, one.scorecard)
        said = words.words_of(db, number)
        return render_template(
            "audits/grade.html",
            grade=one,
            form=form,
            said=said,
            mine=one.operator == who.operator,
            appealed=any(word.kind is Word.APPEAL for word in said),
            may_decide=_may_decide(one, said),
            may_correct=_may_correct(db, one),
            tasks=tasks.tasks(db, tasks.from_grade(number)),
            people=tasks.people(db) if who.role in GRADERS else {},
            today=office.today(),
        )


@audits.post("/grades/<int:number>/answer")
@admits(*WORKERS)
def answer(number: int) -> ResponseReturnValue:
    """The operator's answer, or with `appeal` an appeal to the head."""
    office, who = this_office(), signed_in().operator
    say = words.appeal if request.form.get("appeal") == "yes" else words.answer
    said = request.form.get("text", "")
    written(lambda db: say(db, number, who, said, office.now()))
    return redirect(url_for("audits.grade", number=number), 303)


@audits.post("/grades/<int:number>/decide")
@admits(Role.SUPERVISOR)
def decide(number: int) -> ResponseReturnValue:
    """The head's decision on an appeal."""
    office, who = this_office(), signed_in()
    if request.form.get("verdict") not in set(Verdict):
        abort(400)
    verdict, said = Verdict(request.form["verdict"]), request.form.get("text", "")
    with office.reader.connect() as db:
        _seen(db, number)
    written(
        lambda db: words.decide(db, number, who.operator, who.role, verdict, said, office.now())
    )
    return redirect(url_for("audits.grade", number=number), 303)


@audits.get("/appeals")
def appeals() -> str:
    """All appeals, those that wait first."""
    who = signed_in()
    with this_office().reader.connect() as db:
        found = seen_appeals(db)
    decides = {one.grade.id for one in found if words.may_decide(one.grade, who.operator, who.role)}
    return render_template("audits/appeals.html", appeals=found, decides=decides)


def seen_appeals(db: Connection) -> list[words.Appeal]:
    """All but those against grades of calls that the visitor is to grade blind."""
    blind = calibrations.blind_to(db, signed_in().operator)
    return [one for one in words.appeals(db) if one.grade.contact not in blind]


def _seen(db: Connection, number: int) -> Grade:
    """The grade, if the visitor may see it: 404 or 403 otherwise."""
    one, who = grades.grade(db, number), signed_in()
    if one is None:
        abort(404)
    own = one.operator == who.operator and one.calibration is None
    if not own and who.role not in GRADERS:
        abort(403)
    if calibrations.keeps_blind(db, one.contact, who.operator):
        abort(403)
    if one.calibration is not None:
        of = calibrations.calibration(db, one.calibration)
        if of is None or of.is_open or one.operator == who.operator:
            abort(403)
    return one


def _may_decide(one: Grade, said: list[Said]) -> bool:
    kinds, who = {word.kind for word in said}, signed_in()
    waits = Word.APPEAL in kinds and Word.DECISION not in kinds
    return waits and words.may_decide(one, who.operator, who.role)


def _may_correct(db: Connection, one: Grade) -> bool:
    who, asked = signed_in(), Asked(one.contact, one.scorecard, replaces=one.id)
    try:
        grades.may_grade(db, asked, who.operator, who.role)
    except NotAllowed:
        return False
    return True
