"""A reading taken by an operator (M3): judged by the rules of the telephone menu, with a photo."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from flask import redirect, request, url_for
from sqlalchemy import Connection
from werkzeug import Response as Answer

from ivr.engine.prompt import Prompt
from ivr.prompts.catalogue import Catalogue
from models import ledger
from models.contacts import drafts, photos
from models.contacts.card import MeterFacts
from models.contacts.records import Identified, RequestKind
from models.contacts.requests import register
from models.records import Meter, Source
from models.rules.readings import Verdict, check_reading, in_window
from models.sql_office import SqlOffice
from operator_console.customers.access import note_look
from operator_console.customers.fragment import page
from operator_console.office import this_office
from operator_console.requests.forms import Form
from operator_console.requests.subject import Subject, subject
from operator_console.requests.views import draft_name, form_key, requests
from operator_console.security.visitor import signed_in
from operator_console.texts import language, t

WHAT = RequestKind.READING
NEEDS = Form((), needs=Identified.CLAIMED)  # as in the menu: the account's number is enough
ASKED_BACK = {
    Verdict.UNUSUALLY_HIGH: "confirm_high_use",
    Verdict.LOWER_THAN_LAST: "lower_than_last",
}  # in the words of the menu


@dataclass
class Typed:
    """The form as it was sent, and what is wrong with it."""

    meter: MeterFacts | None
    shown: str
    confirmed: str
    value: Decimal | None = None
    photo: bytes | None = None
    errors: dict[str, str] = field(default_factory=dict)
    question: str = ""  # asked back: is it really so?

    @property
    def token(self) -> str:
        """What a confirmation confirms: this value of this meter, and no other."""
        return f"{self.meter.id if self.meter else ''}:{self.shown}"


@requests.get("/reading", endpoint="form_reading")
def form() -> str | tuple[str, int]:
    """The form, with what was typed before."""
    office = this_office()
    with office.writer.begin() as db:
        about = subject(db)
        _note(db, about)
        typed = drafts.kept(db, signed_in().operator, draft_name(about, WHAT))
    if not about.is_enough_for(NEEDS):
        return page("requests/not_yet.html", what=WHAT, subject=about), 409
    return _shown(about, _typed(about, typed), typed)


@requests.post("/reading", endpoint="send_reading")
def send() -> str | Answer | tuple[str, int]:
    """Store the reading; an unusual one is asked back, not refused."""
    office = this_office()
    with office.writer.begin() as db:
        about = subject(db)
        typed = _typed(about, request.form)
        _judge(db, typed)
        if about.is_enough_for(NEEDS) and not typed.errors and not typed.question:
            number = _store(db, about, typed)
            where = url_for("requests.done", number=number, customer=about.customer)
            return redirect(where, 303)
        _note(db, about)
    if not about.is_enough_for(NEEDS):
        return page("requests/not_yet.html", what=WHAT, subject=about), 409
    return _shown(about, typed, request.form), 422


def _note(db: Connection, about: Subject) -> None:
    if about.access:
        note_look(db, about.access, f"form: {WHAT}")


def _typed(about: Subject, fields: Mapping[str, str]) -> Typed:
    get = fields.get
    meters = {str(meter.id): meter for meter in about.meters}
    only = about.meters[0] if len(about.meters) == 1 else None
    meter = meters.get(get("meter", ""), only)
    return Typed(meter, " ".join(get("value", "").split())[:30], get("confirmed", ""))


def _judge(db: Connection, typed: Typed) -> None:
    """What the menu would say to it (M1, M3)."""
    office = this_office()
    today = office.today()
    window = office.utility.readings
    if not in_window(today, window.first_day, window.last_day):
        values = {"first": window.first_day, "last": window.last_day}
        typed.errors["value"] = _said("window_closed", values)
    if typed.meter is None:
        typed.errors["meter"] = t("requests.error_choice")
        return
    typed.value = _value(typed.shown, typed.meter)
    if typed.value is None:
        typed.errors["value"] = t(
            "requests.error_value", wheels=typed.meter.wheels, decimals=typed.meter.decimals
        )
        return
    _judge_photo(typed)
    asks = SqlOffice(db, 0, "", office.utility, office.now())
    meter = _as_menu_knows(typed.meter)
    known = asks.metering(meter, today)
    verdict = check_reading(meter, known, typed.value, today, window.unusual_multiple)
    if verdict in ASKED_BACK and typed.confirmed != typed.token:
        typed.question = _said(ASKED_BACK[verdict], {})


def _judge_photo(typed: Typed) -> None:
    file = request.files.get("photo")
    if file is None or not file.filename:
        return
    try:
        typed.photo = photos.made_safe(file.read(photos.LARGEST + 1))
    except photos.NotAPhoto:
        typed.errors["photo"] = t("requests.error_photo")


def _value(shown: str, meter: MeterFacts) -> Decimal | None:
    """1 234,5 or 1234.5; None if the register cannot show it."""
    plain = shown.replace(" ", "").replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    if not plain.isascii() or not set(plain) <= set("0123456789."):
        return None
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    fits = value < 10**meter.wheels and -exponent <= meter.decimals
    return value if fits else None


def _as_menu_knows(meter: MeterFacts) -> Meter:
    norm = meter.monthly_norm
    return Meter(
        meter.id, meter.service, meter.place, "", meter.wheels, meter.decimals, norm
    )  # fmt: skip


def _store(db: Connection, about: Subject, typed: Typed) -> int:
    office, who = this_office(), signed_in()
    assert typed.meter is not None and typed.value is not None
    number, first = register(
        db,
        WHAT,
        form_key(request.form),
        who.operator,
        office.now(),
        {"meter": str(typed.meter.id), "value": str(typed.value)},
        contact=about.belongs_to,
        account=about.account,
        done=True,
    )
    drafts.forget(db, who.operator, draft_name(about, WHAT))
    if first:
        reading, _ = ledger.take(
            db,
            typed.meter.id,
            typed.value,
            office.today(),
            at=office.now(),
            source=Source.OPERATOR,
            entered_by=who.login,
            call=about.contact.call if about.contact else None,
        )
        if typed.photo:
            photos.keep(db, reading, typed.photo)
    return number


def _said(key: str, values: Mapping[str, object]) -> str:
    """The first sentence of what the menu says: the rest is about keys."""
    pieces = Catalogue.load().pieces(Prompt(key, values, language()))
    return pieces[0] if not values else " ".join(pieces)


def _shown(about: Subject, typed: Typed, fields: Mapping[str, str]) -> str:
    return page(
        "requests/reading.html",
        typed=typed,
        subject=about,
        draft=draft_name(about, WHAT),
        form_key=form_key(fields),
        what=WHAT,
    )
