"""The list of accounts, one account's page, and what an administrator does there."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.floor import MoveQueues, SignOff
from models.operators.accounts import Account, Refused, account_of
from models.operators.listing import changes_of, operators
from models.operators.passwords import OneTime
from models.operators.roles import Role
from operator_console.accounts.book import book, tell_floor
from operator_console.accounts.forms import options, read_account
from operator_console.office import this_office
from operator_console.room import Room
from operator_console.texts import t

accounts = Room("accounts", __name__, admitted=frozenset({Role.ADMINISTRATOR}), tab="index")


@accounts.get("/")
def index() -> ResponseReturnValue:
    """All accounts."""
    with this_office().reader.connect() as connection:
        return render_template("accounts/index.html", operators=operators(connection))


@accounts.get("/new")
def blank() -> ResponseReturnValue:
    """The form of a new account."""
    language = this_office().utility.languages[0]
    return _form(None, Account("", "", Role.ENGINEER, language=language))


@accounts.post("/new")
def add() -> ResponseReturnValue:
    """Add it; the answer shows the password, this once."""
    account, password = read_account(request.form), OneTime.make()
    try:
        with book() as pages:
            operator = pages.add(account, password)
    except Refused as refused:
        return _form(None, account, refused), 422
    tell_floor()
    return _password(operator, password)


@accounts.get("/<int:operator>")
def show(operator: int) -> ResponseReturnValue:
    """One account and what was done to it."""
    return _form(operator, _account(operator))


@accounts.post("/<int:operator>")
def change(operator: int) -> ResponseReturnValue:
    """Write the form into the account."""
    before = _account(operator)
    account = read_account(request.form, login=before.login)
    try:
        with book() as pages:
            pages.change(operator, account)
    except Refused as refused:
        return _form(operator, account, refused), 422
    tell_floor(MoveQueues(operator, account.queues))
    flash(t("frame.saved"), "good")
    return redirect(url_for("accounts.show", operator=operator))


@accounts.post("/<int:operator>/password")
def reset_password(operator: int) -> ResponseReturnValue:
    """A password for one use, which the answer shows, this once."""
    _account(operator)
    password = OneTime.make()
    with book() as pages:
        pages.reset_password(operator, password)
    return _password(operator, password)


@accounts.post("/<int:operator>/active")
def set_active(operator: int) -> ResponseReturnValue:
    """Close the account or open it again."""
    _account(operator)
    active = request.form.get("active") == "yes"
    try:
        with book() as pages:
            (pages.activate if active else pages.deactivate)(operator)
    except Refused as refused:
        return _form(operator, _account(operator), refused), 422
    tell_floor(*(() if active else (SignOff(operator),)))
    flash(t("frame.saved"), "good")
    return redirect(url_for("accounts.show", operator=operator))


def _account(operator: int) -> Account:
    try:
        with this_office().reader.connect() as connection:
            return account_of(connection, operator)
    except LookupError:
        abort(404)


def _form(operator: int | None, account: Account, refused: Refused | None = None) -> str:
    errors = {refused.field: t(f"accounts.{refused.field}_{refused.reason}")} if refused else {}
    with this_office().reader.connect() as connection:
        everybody = operators(connection)
        changes = changes_of(connection, operator) if operator else []
    listed = next((each for each in everybody if each.operator == operator), None)
    return render_template(
        "accounts/account.html",
        account=account,
        listed=listed,
        changes=changes,
        options=options(everybody, operator),
        errors=errors,
    )


def _password(operator: int, password: OneTime) -> str:
    return render_template(
        "accounts/password.html", operator=operator, account=_account(operator), password=password
    )
