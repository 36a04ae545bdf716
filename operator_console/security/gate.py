"""Every request passes here first: nobody comes to a page that does not say it admits them."""

from flask import Flask, abort, current_app, redirect, request, url_for
from werkzeug import Response

from models.operators import sessions
from operator_console.office import this_office
from operator_console.room import PUBLIC, Admitted, Room
from operator_console.security import cookies
from operator_console.security.visitor import set_visitor, visitor

NOBODY: Admitted = frozenset()
STATIC = "static"  # style and scripts, which Flask itself serves


def guard(app: Flask) -> None:
    app.before_request(let_in)


def let_in() -> Response | None:
    """Find out who asks, and refuse or send to sign in who may not."""
    if request.endpoint == STATIC:
        return None
    set_visitor(_known())
    if request.endpoint is None:
        return None  # there is no such page, as Flask will say
    admitted = admitted_to(request.endpoint)
    who = visitor()
    if (who.role if who else None) in admitted:
        return _change_password() if who and who.must_change_password else None
    if who is not None or not admitted:
        abort(403)
    if request.method != "GET" or not wants_page():
        abort(401)
    return redirect(url_for("sign_in.form", next=request.full_path.rstrip("?")))


def admitted_to(endpoint: str) -> Admitted:
    """Whom the view admits: what is not declared is open to nobody."""
    own: Admitted | None = getattr(current_app.view_functions[endpoint], "admitted", None)
    if own is not None:
        return own
    room = current_app.blueprints.get(endpoint.rpartition(".")[0])
    return room.admitted or NOBODY if isinstance(room, Room) else NOBODY


def wants_page() -> bool:
    """Whether a person looks at the answer, and not a script."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _known() -> sessions.SignedIn | None:
    office = this_office()
    key = request.cookies.get(cookies.name_of_session(office.settings), "")
    who = sessions.find(office.reader, key, office.now()) if key else None
    if who and sessions.is_due(who, office.now()):
        sessions.see(office.writer, key, office.now())
    return who


def _change_password() -> Response | None:
    """A one-time password opens the page where it is changed, and no other."""
    if admitted_to(request.endpoint or "") == PUBLIC or request.blueprint == "own":
        return None
    return redirect(url_for("own.index"))
