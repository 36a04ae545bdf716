"""`teplofon operators ...`: accounts of the console from the command line, the first one above all.

Passwords are never arguments, which others on the machine could read: they are made here, or
typed.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NoReturn

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, select

from config.settings import read_settings
from config.utility import Utility, read_utility
from models.database import open_database, upgrade
from models.operators.accounts import LANGUAGES, TELEPHONES, Account, Refused
from models.operators.book import Book
from models.operators.listing import operators as all_operators
from models.operators.passwords import OneTime, is_password
from models.operators.roles import Role
from models.operators.tables import OperatorRow

SENTENCES = {
    "login: shape": "a login is 2 to 31 letters a-z, digits and hyphens, a letter first",
    "login: taken": "there is an operator of that login already",
    "name: line": "a name is one line of at most 80 characters",
    "unit: line": "a unit is one line of at most 80 characters",
    "queues: unknown": "there is no such queue in the utility's profile",
    "active: last_administrator": "the last administrator is needed: add another first",
}


@click.group()
def operators() -> None:
    """Accounts of the operator console."""


@operators.command()
@click.argument("login")
@click.option("--name", required=True, help="As callers and colleagues know the person.")
@click.option(
    "--role",
    type=click.Choice([each.value for each in Role]),
    default="engineer",
    show_default=True,
)
@click.option("--unit", default="", help="Named in the greeting.")
@click.option("--language", type=click.Choice(LANGUAGES), help="By default the utility's first.")
@click.option("--telephone", type=click.Choice(TELEPHONES), default="browser", show_default=True)
@click.option("--queue", "queues", multiple=True, help="Of the profile; several times for several.")
@click.option("--ask-password", is_flag=True, help="Type the password instead of having it made.")
def add(
    login: str,
    name: str,
    role: str,
    unit: str,
    language: str | None,
    telephone: str,
    queues: tuple[str, ...],
    ask_password: bool,
) -> None:
    """Add the operator LOGIN and print the password, to be changed at the first sign-in."""
    engine, utility = _office()
    language = language or utility.languages[0]
    account = Account(login, name, Role(role), unit, language, telephone, queues)
    password = _password(login, ask_password)
    with _book(engine, utility) as book:
        book.add(account, password)
    _tell(login, password, ask_password)


@operators.command("list")
def list_() -> None:
    """All operators."""
    engine, _ = _office()
    table = Table("login", "name", "role", "unit", "queues", "telephone", "", box=None)
    with engine.connect() as connection:
        for each in all_operators(connection):
            closed = "" if each.active else "closed"
            queues = " ".join(each.queues)
            table.add_row(
                each.login, each.name, each.role, each.unit, queues, each.telephone, closed
            )
    if not table.rows:
        click.echo("nobody yet: teplofon operators add")
        return
    console = Console(markup=False)
    console.print(table, width=None if console.is_terminal else 160)


@operators.command("reset-password")
@click.argument("login")
@click.option("--ask-password", is_flag=True, help="Type the password instead of having it made.")
def reset_password(login: str, ask_password: bool) -> None:
    """Give LOGIN another password; it ends the lock and open sessions."""
    engine, utility = _office()
    operator = _operator(engine, login)
    password = _password(login, ask_password)
    with _book(engine, utility) as book:
        book.reset_password(operator, password)
    _tell(login, password, ask_password)


@operators.command()
@click.argument("login")
def deactivate(login: str) -> None:
    """Close the account of LOGIN; what its owner did stays on record."""
    engine, utility = _office()
    operator = _operator(engine, login)
    with _book(engine, utility) as book:
        book.deactivate(operator)
    click.echo(f"{login} cannot sign in any more")


def _office() -> tuple[Engine, Utility]:
    settings = read_settings()
    upgrade(settings.database_url)
    return open_database(settings.database_url), read_utility(settings.utility)


@contextmanager
def _book(engine: Engine, utility: Utility) -> Iterator[Book]:
    try:
        with engine.begin() as connection:
            yield Book(connection, None, datetime.now(UTC), utility.queues)
    except Refused as refused:
        _fail(SENTENCES[str(refused)])


def _operator(engine: Engine, login: str) -> int:
    with engine.connect() as connection:
        found = connection.execute(select(OperatorRow.id).where(OperatorRow.login == login))
        operator: int | None = found.scalar()
    if operator is None:
        _fail(f"there is no operator {login}")
    return operator


def _password(login: str, ask: bool) -> OneTime:
    if not ask:
        return OneTime.make()
    text: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if not is_password(text, login):
        _fail("a password has at least 10 characters, 5 of them different, and not the login")
    return OneTime.of(text)


def _tell(login: str, password: OneTime, asked: bool) -> None:
    shown = "" if asked else f"; the password, shown this once: {password.text}"
    click.echo(f"{login} can sign in and has to change the password{shown}")


def _fail(sentence: str) -> NoReturn:
    click.echo(f"teplofon: {sentence}", err=True)
    sys.exit(1)
