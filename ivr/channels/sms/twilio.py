"""Messages over Twilio: its webhook in, TwiML out. Only what Twilio has signed is read."""

import re
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, request
from twilio.twiml.messaging_response import MessagingResponse

from ivr.channels.sms.take import Take
from ivr.channels.twilio.signature import Signatures
from models.sms.receive import Inbound

_SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")


def twilio_gateway(take: Take, signatures: Signatures) -> Blueprint:
    """The route of the webhook: POST /sms/twilio."""
    routes = Blueprint("twilio_sms", __name__)

    @routes.post("/sms/twilio")
    def receive() -> Response:
        form = request.form
        if signatures.wrong_with(request) or not _SID.fullmatch(form.get("MessageSid", "")):
            abort(403)
        inbound = Inbound(
            "twilio", form["MessageSid"], form.get("From", ""), form.get("Body", ""), _now()
        )
        answer, reply = take(inbound), MessagingResponse()
        if answer is not None:
            reply.message(answer)
        return Response(str(reply), mimetype="text/xml")

    return routes


def _now() -> datetime:
    return datetime.now(UTC)
