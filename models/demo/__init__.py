"""A made-up town for the demo and the tests: `fill` puts it into a database.

Nobody in it is real. Everything follows from a fixed seed and the given day; the account numbers
have the check digit of the `demo` profile.
"""

from models.demo.accounts import (
    DEMO_ACCOUNT,
    EMPTY_FLAT,
    LEGAL_ENTITY,
    ROLLING_OVER,
    THREE_METERS,
    WITHOUT_METERS,
)
from models.demo.fill import fill

__all__ = [
    "DEMO_ACCOUNT",
    "EMPTY_FLAT",
    "LEGAL_ENTITY",
    "ROLLING_OVER",
    "THREE_METERS",
    "WITHOUT_METERS",
    "fill",
]
