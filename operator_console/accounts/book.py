"""The book of accounts, opened by who is signed in; the floor is told what was written."""

from collections.abc import Iterator
from contextlib import contextmanager

from models.floor import Accounts, Action
from models.operators.book import Book
from operator_console.live.gateway import this_gateway
from operator_console.office import this_office
from operator_console.security.visitor import signed_in


@contextmanager
def book() -> Iterator[Book]:
    """For one transaction; nothing is written if anything is refused."""
    office = this_office()
    with office.writer.begin() as connection:
        yield Book(connection, signed_in().operator, office.now(), office.utility.queues)


def tell_floor(*actions: Action) -> None:
    """Without a line to the gateway it reads the accounts when it comes back."""
    for action in (*actions, Accounts()):
        this_gateway().do(action)
