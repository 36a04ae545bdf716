"""Documents that were made: each with its files as they were, and the calls behind its figures."""

from flask import Response, abort, make_response, render_template, url_for
from sqlalchemy import Connection

from models.audits import calibrations, grades
from models.audits.records import Grade
from models.audits.samples import drawn_in
from models.audits.tables import GradeRow
from models.documents import made
from models.documents.records import Made
from operator_console.documents.room import FIELDS, documents
from operator_console.office import this_office
from operator_console.security.visitor import signed_in
from operator_console.texts import t

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
MOST_GRADES = 500  # calls of a list whose grades are looked up


@documents.get("/<int:number>")
def document(number: int) -> str:
    """Who made it, when, of what; its files and their digests; its figures."""
    with this_office().reader.connect() as db:
        one = _readable(db, number)
        listed = made.listed_in(db, number)
    return render_template("documents/document.html", one=one, listed=listed, names=FIELDS)


@documents.get("/<int:number>/document.<suffix>")
def file(number: int, suffix: str) -> Response:
    """The file, byte for byte."""
    if suffix not in MEDIA:
        abort(404)
    with this_office().reader.connect() as db:
        one, content = _readable(db, number), made.file_of(db, number, suffix)
    disposition = f'attachment; filename="{one.kind}-{number}.{suffix}"'
    return Response(
        content, content_type=MEDIA[suffix], headers={"Content-Disposition": disposition}
    )


@documents.get("/<int:number>/calls/<int:place>")
def calls(number: int, place: int) -> str:
    """The calls that a printed figure counts."""
    with this_office().reader.connect() as db:
        _readable(db, number)
        listed = {one.number: one for one in made.listed_in(db, number)}
    if place not in listed:
        abort(404)
    back = url_for("documents.document", number=number)
    return render_template("documents/calls.html", listed=listed[place], back=back)


def _readable(db: Connection, number: int) -> Made:
    """The document; 404, or 403 with the reason to who has to grade one of its calls blind (P3)."""
    one = made.document(db, number)
    if one is None:
        abort(404)
    blind = calibrations.blind_to(db, signed_in().operator)
    drawn = (each for sample in one.samples for each in drawn_in(db, sample)) if blind else ()
    for each in drawn:
        if each.contact in blind:
            why = t("documents.blind", call=each.call)
            abort(make_response(render_template("documents/withheld.html", why=why), 403))
    return one


@documents.app_template_global()
def grades_of_calls(calls: tuple[int, ...]) -> dict[int, list[Grade]]:
    """The grades of these calls that stand and that the visitor may see; none of a long list."""
    if len(calls) > MOST_GRADES:
        return {}
    found: dict[int, list[Grade]] = {}
    with this_office().reader.connect() as db:
        blind = calibrations.blind_to(db, signed_in().operator)
        for one in grades.standing(db, GradeRow.call_id.in_(calls)):
            if one.contact not in blind:
                found.setdefault(one.call, []).append(one)
    return found


@documents.app_template_filter()
def block_kind(block: object) -> str:
    """What a block of the content is, for the template that shows it."""
    return type(block).__name__
