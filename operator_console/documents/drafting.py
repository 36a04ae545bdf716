"""A document before it is made: asked for, its figures shown, its author's words taken down."""

from datetime import date, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug import Response

from models.audits import calibrations
from models.audits.records import NotAllowed
from models.contacts import drafts
from models.documents import made
from models.documents.facts import Facts, facts, suitable
from models.documents.records import LANGUAGES, DocumentKind, Files
from models.operators.accounts import account_of
from operator_console.documents.content import Content
from operator_console.documents.pdf_file import pdf
from operator_console.documents.room import FIELDS, Asked, asked, documents, fields_in
from operator_console.documents.word_file import docx
from operator_console.documents.writing import content
from operator_console.drafts import LONGEST_NAME, keep
from operator_console.office import this_office
from operator_console.security.visitor import signed_in
from operator_console.texts import LANGUAGE_NAMES, t


@documents.get("/")
def index() -> str:
    """Those made, and the form for another: by default of the half-year before."""
    return _index()


def _index(refused: NotAllowed | None = None) -> str:
    first, last = _half_year_before(this_office().today())
    with this_office().reader.connect() as db:
        return render_template(
            "documents/index.html",
            made=made.documents(db),
            kinds=[(kind, t(f"documents.kind_{kind}")) for kind in DocumentKind],
            languages=[(one, LANGUAGE_NAMES[one]) for one in LANGUAGES],
            first=request.args.get("from") or first,
            last=request.args.get("to") or last,
            refused=t(f"documents.not_{refused}") if refused else "",
        )


def _half_year_before(today: date) -> tuple[date, date]:
    begin = today.replace(month=1 if today.month < 7 else 7, day=1)
    last = begin - timedelta(days=1)
    return last.replace(month=last.month - 5, day=1), last


@documents.get("/draft")
def draft() -> ResponseReturnValue:
    """Its samples to choose from, its fields, and all its figures as they are now."""
    who = signed_in().operator
    with this_office().reader.connect() as db:
        try:
            one = asked(db, request.args)
        except NotAllowed as refused:
            return _index(refused), 422
        found = facts(db, this_office().utility, one.wanted)
        fields = drafts.kept(db, who, one.draft) or {"unit": account_of(db, who).unit}
        blind = blind_call(db, found)
        shown = None if blind else _content(found, fields)
        return render_template(
            "documents/draft.html",
            asked=one,
            suitable=suitable(db, one.wanted),
            ungraded=[each for each in found.samples if each.sample.graded < each.sample.drawn],
            fields=fields,
            longest=FIELDS,
            content=shown,
            blind=blind,
        )


@documents.get("/draft/calls/<int:number>")
def draft_calls(number: int) -> str:
    """The calls that a figure of the preview counts."""
    with this_office().reader.connect() as db:
        try:
            one = asked(db, request.args)
        except NotAllowed:
            abort(404)
        found = facts(db, this_office().utility, one.wanted)
        if blind_call(db, found):
            abort(403)
        listed = {each.number: each for each in _content(found, {}).listed}
    if number not in listed:
        abort(404)
    back = url_for("documents.draft", **one.arguments)
    return render_template("documents/calls.html", listed=listed[number], back=back)


@documents.post("/drafts/<name>")
def keep_draft(name: str) -> Response:
    """What is being typed."""
    if not name.startswith("document:"):
        abort(400)
    return keep(name, fields_in(request.form))


@documents.post("/")
def make() -> ResponseReturnValue:
    """Make it, or with `keep` only keep what was typed and show the preview with it."""
    office, who = this_office(), signed_in()
    fields = fields_in(request.form)
    with office.reader.connect() as db:
        try:
            one = asked(db, request.form)
        except NotAllowed:
            abort(400)
        blind = blind_call(db, facts(db, office.utility, one.wanted))
    if "keep" in request.form or blind:
        with office.writer.begin() as db:
            drafts.save(db, who.operator, one.draft, fields, office.now())
        return redirect(url_for("documents.draft", **one.arguments), 303)
    number = _make(one, fields)
    flash(t("documents.was_made", number=number), "good")
    return redirect(url_for("documents.document", number=number), 303)


def _make(one: Asked, fields: dict[str, str]) -> int:
    office, who = this_office(), signed_in()
    at, key = office.now(), request.form.get("form_key", "")[:LONGEST_NAME]
    if not key:
        abort(400)

    def write(db: Connection, number: int) -> Files:
        found = facts(db, office.utility, one.wanted)
        whole = content(found, office.utility, fields, who.name, at, number)
        return Files(docx(whole, at), pdf(whole, at), whole.listed)

    number = made.make(
        office.reader, office.writer, one.wanted, fields, who.operator, key, at, write
    )
    with office.writer.begin() as db:
        drafts.forget(db, who.operator, one.draft)
    return number


def _content(found: Facts, fields: dict[str, str]) -> Content:
    office = this_office()
    return content(found, office.utility, fields, signed_in().name, office.now())


def blind_call(db: Connection, found: Facts) -> int | None:
    """A call whose grade the visitor may not see yet: it is to be graded blind (P3)."""
    blind = calibrations.blind_to(db, signed_in().operator)
    counted = [one for form in found.forms for one in form.total.grades]
    return next((one.call for one in counted if one.contact in blind), None)
