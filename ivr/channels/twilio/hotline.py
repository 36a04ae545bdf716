"""What every route is answered with: the hotline of the application, and TwiML."""

import logging
from dataclasses import dataclass
from pathlib import Path

from flask import Response, current_app, request

from config.log import bound_call
from ivr.channels.twilio.calls import Calls, Refused
from ivr.channels.twilio.happenings import note_brought
from ivr.channels.twilio.known import known_call
from ivr.channels.twilio.places import Place, key_of
from ivr.channels.twilio.recordings import Recordings
from ivr.channels.twilio.requests import Told, told_in
from ivr.channels.twilio.signature import Signatures
from ivr.channels.twilio.twiml import Writer
from ivr.engine.channel import TurnOver
from ivr.engine.outcomes import Outcome, Transfer

log = logging.getLogger(__name__)

NAME = "hotline"  # of the extension


@dataclass(frozen=True)
class Hotline:
    """What requests are answered with."""

    calls: Calls
    writer: Writer
    signatures: Signatures
    music: Path  # for those who wait
    recordings: Recordings | None  # where none may be made there


def hotline() -> Hotline:
    """That of the application."""
    found: Hotline = current_app.extensions[NAME]
    return found


def told(leg: str = "CallSid") -> Told:
    """What the request says of this leg's call. Raises Refused if it names none."""
    found = told_in(request.form, leg)
    if found is None:
        raise Refused("it names no call")
    return found


def go_on(place: Place, begins: bool = False, attempt: int = 0) -> Response:
    """Any fault of ours ends with an apology and a person, never in silence."""
    ours, what = hotline(), told()
    key = key_of(place.route, what.sid)
    with bound_call(key):
        try:
            turn = ours.calls.go_on(place, what, begins, attempt)
            _note(ours, place, key, turn.outcome)
            return twiml(ours.writer.answer(place, turn))
        except Refused:
            raise
        except (Exception, TurnOver):
            log.exception("the call could not go on")
            return twiml(current_app.extensions["apology"])


def twiml(text: str) -> Response:
    """A document that nobody may keep."""
    response = Response(text, mimetype="text/xml")
    response.cache_control.no_store = True
    return response


def _note(ours: Hotline, place: Place, key: str, outcome: Outcome | None) -> None:
    if isinstance(outcome, Transfer) and ours.writer.where(outcome):
        known = known_call(ours.calls.desk, key)
        if known:
            note_brought(ours.calls.desk, known, place, outcome.reason)
