"""Logging: constant events with the call they belong to; never a caller's number or words."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_call: ContextVar[str] = ContextVar("call", default="-")


@contextmanager
def bound_call(name: str) -> Iterator[None]:
    """Name the call in every line logged within."""
    token = _call.set(name)
    try:
        yield
    finally:
        _call.reset(token)


def set_up_logging(level: str) -> None:
    """Log to standard error, one line an event. Raises ValueError for an unknown level."""
    handler = logging.StreamHandler()
    handler.addFilter(name_call)
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(name)s call=%(call)s %(message)s")
    )
    logging.basicConfig(level=level, handlers=[handler])
    for library in ("alembic", "websockets"):  # the latter would log what callers say
        logging.getLogger(library).setLevel(logging.WARNING)


def name_call(record: logging.LogRecord) -> bool:
    """A filter that gives each record the call it belongs to, and lets it pass."""
    record.call = _call.get()
    return True
