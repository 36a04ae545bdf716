"""Signing in and out, and the signs of life of an open page."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from models.floor import SignOff
from models.operators import sessions
from models.operators.entering import enter
from models.operators.roles import Role
from operator_console.live.gateway import this_gateway
from operator_console.office import this_office
from operator_console.room import PUBLIC, Room, admits_everybody
from operator_console.security import cookies
from operator_console.security.visitor import visitor
from operator_console.sign_in.addresses import is_ours

sign_in = Room("sign_in", __name__, admitted=PUBLIC, at="")


@sign_in.get("/sign-in")
def form() -> ResponseReturnValue:
    """The form, or home for who is signed in."""
    if visitor():
        return redirect(url_for("home.home"))
    return render_template("sign_in/form.html", login="", failed=False)


@sign_in.post("/sign-in")
def let_in() -> ResponseReturnValue:
    """Sign in. Why it failed is the same sentence always: it says nothing about accounts."""
    office = this_office()
    login = request.form.get("login", "")
    key = enter(office.writer, login, request.form.get("password", ""), office.now())
    if key is None:
        return render_template("sign_in/form.html", login=login, failed=True), 422
    _end_session()  # of whoever sat here before
    wanted = request.args.get("next", "")
    answer = redirect(wanted if is_ours(wanted) else url_for("home.home"))
    cookies.give(answer, key, office.settings)
    return answer


@sign_in.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session, here and in the database; callers no longer ring there."""
    if (who := visitor()) and who.role is Role.ENGINEER:
        this_gateway().do(SignOff(who.operator))
    _end_session()
    answer = redirect(url_for("sign_in.form"))
    cookies.take(answer, this_office().settings)
    return answer


@sign_in.get("/ping")
@admits_everybody
def ping() -> dict[str, str]:
    """A sign of life, which the gate has written down; back goes the secret of forms."""
    return {"csrf_token": generate_csrf()}


def _end_session() -> None:
    office = this_office()
    key = request.cookies.get(cookies.name_of_session(office.settings), "")
    with office.writer.begin() as connection:
        sessions.end(connection, key, office.now())
    session.clear()  # the secret of the forms
