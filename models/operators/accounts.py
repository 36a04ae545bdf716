"""An operator's account: what may be written in it. Changing one is `models.operators.book`."""

import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select

from models.operators.roles import Role
from models.operators.tables import OperatorRow

LOGIN = re.compile("[a-z][a-z0-9-]{1,30}")
LONGEST_NAME = 80
LANGUAGES = ("ru", "kk", "lv", "en")
TELEPHONES = ("browser", "desk")
THEMES = ("", "light", "dark")  # empty: the computer's


class Refused(ValueError):
    """It cannot be so. `field` is the culprit, `reason` one word for which a screen has a text."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True)
class Account:
    """What an administrator writes of somebody."""

    login: str
    name: str
    role: Role
    unit: str = ""
    language: str = "ru"
    telephone: str = "browser"
    queues: tuple[str, ...] = ()
    substitute: int | None = None  # takes the calls in absence (C15)

    @property
    def values(self) -> dict[str, Any]:
        """By columns, as JSON can hold them."""
        values = asdict(self) | {"role": self.role.value, "queues": list(self.queues)}
        return values | {"substitute_id": values.pop("substitute")}


def check(account: Account, queues: Collection[str]) -> None:
    """What can be checked without other accounts; `queues` are the utility's. Raises Refused."""
    if not LOGIN.fullmatch(account.login):
        raise Refused("login", "shape")
    if not account.name or not is_line(account.name):
        raise Refused("name", "line")
    if not is_line(account.unit):
        raise Refused("unit", "line")
    if account.language not in LANGUAGES:
        raise Refused("language", "unknown")
    if account.telephone not in TELEPHONES:
        raise Refused("telephone", "unknown")
    if set(account.queues) - set(queues):
        raise Refused("queues", "unknown")


def is_line(text: str) -> bool:
    """Whether it is one line of text, of a length that screens can show."""
    return len(text) <= LONGEST_NAME and text.isprintable()


def account_of(connection: Connection, operator: int) -> Account:
    """The account as it is. Raises LookupError."""
    row = connection.execute(
        select(
            OperatorRow.login,
            OperatorRow.name,
            OperatorRow.role,
            OperatorRow.unit,
            OperatorRow.language,
            OperatorRow.telephone,
            OperatorRow.queues,
            OperatorRow.substitute_id,
        ).where(OperatorRow.id == operator)
    ).first()
    if row is None:
        raise LookupError(operator)
    *texts, language, telephone, queues, substitute = row
    login, name, role, unit = texts
    return Account(login, name, Role(role), unit, language, telephone, tuple(queues), substitute)
