"""Telling the gateway what has happened on the page. Without one the record still stands."""

import logging

from flask import current_app

from models.floor import Action

NAME = "teplofon.gateway"  # in `app.extensions`

log = logging.getLogger(__name__)


def tell(action: Action) -> None:
    """Have it done where there is a gateway; what was stored stays stored if it cannot be."""
    gateway = current_app.extensions.get(NAME)
    if gateway is None:
        return
    try:
        gateway.do(action)
    except Exception:  # whatever it is, the operator's work is not lost by it
        log.exception("the gateway was not told of %s", type(action).__name__)
