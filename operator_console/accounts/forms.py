"""The form of an account: what it offers, and what a browser sends."""

from collections.abc import Iterable

from werkzeug.datastructures import MultiDict

from models.operators.accounts import Account
from models.operators.listing import Listed
from models.operators.roles import Role
from operator_console.formats import in_language
from operator_console.office import this_office
from operator_console.texts import t

DIGITS = 19  # of the largest key


def read_account(form: MultiDict[str, str], login: str | None = None) -> Account:
    """What was written, not yet checked but for its types; an odd role is the least.

    The `login` is given where it cannot be changed.
    """
    return Account(
        login=form.get("login", "").strip().lower() if login is None else login,
        name=form.get("name", ""),
        role=_role(form.get("role", "")),
        unit=form.get("unit", ""),
        language=form.get("language", ""),
        telephone=form.get("telephone", ""),
        queues=tuple(form.getlist("queues")),
        substitute=_number(form.get("substitute", "")),
    )


def _number(text: str) -> int | None:
    """Of an operator; none for none. What is no key is a number that nobody has."""
    return (int(text) if text.isdecimal() and len(text) < DIGITS else 0) if text else None


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        return Role.ENGINEER


def options(everybody: Iterable[Listed], operator: int | None) -> dict[str, list[tuple[str, str]]]:
    """What the form offers in each of its lists: value and text."""
    others = [each for each in everybody if each.active and each.operator != operator]
    queues = this_office().utility.queues
    return {
        "roles": [(role.value, t(f"roles.{role}")) for role in Role],
        "substitutes": [("", "—"), *((str(each.operator), each.name) for each in others)],
        "queues": [(name, in_language(queue.name)) for name, queue in queues.items()],
    }
