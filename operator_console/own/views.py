"""The own page: who you are here, your password, how your screens look."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from models.operators import owner
from models.operators.accounts import Refused, account_of
from operator_console.office import this_office
from operator_console.room import EVERYBODY, Room
from operator_console.security import cookies
from operator_console.security.visitor import signed_in
from operator_console.texts import t, text_in

own = Room("own", __name__, admitted=EVERYBODY)


@own.get("/")
def index() -> ResponseReturnValue:
    """The page as it is."""
    return _page()


@own.post("/password")
def change_password() -> ResponseReturnValue:
    """A new password; every other session of the account ends."""
    office, form = this_office(), request.form
    try:
        if form.get("new") != form.get("again"):
            raise Refused("again", "differs")
        old, new = form.get("old", ""), form.get("new", "")
        key = owner.change_password(office.writer, signed_in(), old, new, office.now())
    except Refused as refused:
        return _page(refused), 422
    session.clear()
    flash(t("own.password_changed"), "good")
    answer = redirect(url_for("own.index"))
    cookies.give(answer, key, office.settings)
    return answer


@own.post("/look")
def set_look() -> ResponseReturnValue:
    """Language and colours."""
    language = request.form.get("language", "")
    try:
        owner.set_look(this_office().writer, signed_in(), language, request.form.get("theme", ""))
    except Refused as refused:
        return _page(refused), 422
    flash(text_in(language, "frame.saved"), "good")
    return redirect(url_for("own.index"))


def _page(refused: Refused | None = None) -> str:
    with this_office().reader.connect() as connection:
        account = account_of(connection, signed_in().operator)
    errors = {refused.field: t(f"own.{refused.field}_{refused.reason}")} if refused else {}
    return render_template("own/index.html", account=account, errors=errors)
