"""Calls that we made (C9): the customer has answered, or the call is over. Twilio asks here.

How such a call is placed is in `outbound`, and what is said in it in the dialogue `called-back`.
"""

from flask import Blueprint, Response, request
from sqlalchemy import select

from ivr.channels.twilio.calls import Refused
from ivr.channels.twilio.hotline import go_on, hotline, told
from ivr.channels.twilio.outbound import NAME
from ivr.channels.twilio.places import BACK, Place, key_of
from ivr.desk import Desk
from models.outbound.endings import ended
from models.outbound.kinds import Outcome
from models.outbound.tables import OutboundAttemptRow

# What CallStatus says of a call that is over, where nobody has talked in it.
OUTCOMES = {
    "completed": Outcome.ANSWERED,
    "busy": Outcome.BUSY,
    "no-answer": Outcome.NO_ANSWER,
    "failed": Outcome.FAILED,
    "canceled": Outcome.FAILED,
}
routes = Blueprint("back", __name__)


@routes.post("/back/<key>")
def begin(key: str) -> Response:
    """The customer's telephone was answered."""
    return go_on(Place(BACK), begins=True, attempt=_attempt(key))


@routes.post("/back/<key>/status")
def status(key: str) -> Response:
    """The status callback of a call that we made."""
    what, outcome = told(), OUTCOMES.get(request.form.get("CallStatus", ""))
    attempt, calls = _attempt(key), hotline().calls
    if outcome:
        with calls.desk.engine.begin() as db:
            ended(db, calls.desk.utility, attempt, outcome, calls.desk.now())
        calls.end(key_of(BACK, what.sid), what)
    return Response(status=204)


def talked(desk: Desk, call: int) -> None:
    """The customer and an operator have; of a call that came in nothing is to be noted here."""
    with desk.engine.begin() as db:
        attempt = db.scalar(_WHICH.where(OutboundAttemptRow.call_id == call))
        if attempt:
            ended(db, desk.utility, attempt, Outcome.TALKED, desk.now())


def _attempt(key: str) -> int:
    """Its id. Raises Refused."""
    ours = _WHICH.where(OutboundAttemptRow.key == key, OutboundAttemptRow.carrier == NAME)
    with hotline().calls.desk.engine.connect() as db:
        attempt = db.scalar(ours)
    if attempt is None:
        raise Refused("we have made no such call")
    return attempt


_WHICH = select(OutboundAttemptRow.id)
