"""The screens of a customer: the search box, the card, the questions of identity, photos."""

from flask import Response, abort, redirect, request, url_for
from werkzeug import Response as Answer

from models.contacts import looks, photos
from models.contacts.desk import take_account
from models.contacts.identity import answer, identity_of
from models.contacts.records import Factor
from models.floor import Found as OnScreen
from models.operators.roles import Role
from models.search.find import find
from operator_console.customers import public, quantities
from operator_console.customers.access import access_to, note_look
from operator_console.customers.card import card_of
from operator_console.customers.fragment import page
from operator_console.customers.results import shown
from operator_console.live.gateway import this_gateway
from operator_console.office import this_office
from operator_console.room import Room, admits
from operator_console.security.visitor import signed_in

LONGEST_REASON = 200  # characters

customers = Room(
    "customers",
    __name__,
    admitted=frozenset({Role.ENGINEER, Role.SUPERVISOR, Role.AUDITOR}),
    tab="index",
)
for each in quantities.FILTERS:
    customers.add_app_template_filter(each)


@customers.get("/")
def index() -> str:
    """The search box."""
    return page("customers/index.html", typed="", results=None)


@customers.post("/search")
def search() -> str:
    """What the box finds. Not by GET: what is typed is personal and addresses are logged."""
    office, typed = this_office(), request.form.get("typed", "")
    with office.reader.connect() as db:
        results = [shown(one, typed) for one in find(db, office.utility, typed)]
        calls = access_to(db, 0)
    with office.writer.begin() as db:
        looks.look(
            db,
            office.now(),
            signed_in().operator,
            looks.SEARCH,
            call=calls.call,
            reason=looks.CALL if calls.call else "",
        )
    return page("customers/index.html", typed=typed, results=results)


@customers.get("/<customer>")
def card(customer: str) -> str:
    """The card, as much of it as may be seen now."""
    office, account = this_office(), public.account_of(customer)
    with office.writer.begin() as db:
        access = access_to(db, account)
        first = access.call and not looks.seen_in(db, access.call, account)
        note_look(db, access, looks.CARD if access.sees else "card, general")
        if access.contact and access.contact.account is None:
            take_account(db, access.contact, account, access.sureness, office.now())
    with office.reader.connect() as db:
        context = card_of(db, access)
    if context is None:
        abort(404)
    if access.call and access.sees and first:
        this_gateway().do(OnScreen(signed_in().operator, access.call))
    return page("customers/card.html", customer=customer, **context)


@customers.post("/<customer>/reason")
def open_with_reason(customer: str) -> Answer:
    """Without a call a reason comes first (P2)."""
    office, account = this_office(), public.account_of(customer)
    reason = " ".join(request.form.get("reason", "").split())[:LONGEST_REASON]
    if reason:
        with office.writer.begin() as db:
            who = signed_in().operator
            looks.look(db, office.now(), who, looks.OPENED, account=account, reason=reason)
    return redirect(url_for("customers.card", customer=customer), 303)


@customers.post("/<customer>/identity")
@admits(Role.ENGINEER, Role.SUPERVISOR)
def identify(customer: str) -> Answer:
    """Compare what the caller says; the browser learns whether it matched, never what would."""
    office, account = this_office(), public.account_of(customer)
    try:
        factor = Factor(request.form.get("factor", ""))
    except ValueError:
        abort(400)
    said = request.form.get("said", "")[:200]
    with office.writer.begin() as db:
        access = access_to(db, account)
        if access.contact is None:
            abort(409)
        right = answer(db, office.utility, access.contact, account, factor, said, office.now())
    tried = {None: "no_more", True: "matched", False: "not_matched"}[right]
    where = url_for("customers.card", customer=customer, factor=factor, tried=tried)
    return redirect(where, 303)


@customers.post("/<customer>/about")
@admits(Role.ENGINEER, Role.SUPERVISOR)
def speak_about(customer: str) -> Answer:
    """The caller's matter is this account."""
    office, account = this_office(), public.account_of(customer)
    with office.writer.begin() as db:
        access = access_to(db, account)
        if access.contact is None:
            abort(409)
        known = identity_of(db, office.utility, access.contact, account)
        take_account(db, access.contact, account, known.sureness, office.now())
    return redirect(url_for("customers.card", customer=customer), 303)


@customers.get("/<customer>/photos/<int:number>")
def photo(customer: str, number: int) -> Response:
    """A picture of a meter, to whoever may see the card."""
    office, account = this_office(), public.account_of(customer)
    with office.writer.begin() as db:
        access = access_to(db, account)
        if not access.sees:
            abort(403)
        content = photos.photo(db, number, account)
        if content is None:
            abort(404)
        note_look(db, access, "photo")
    return Response(content, mimetype=photos.MEDIA_TYPE)
