"""Messages of any other provider, as JSON: an example of what a gateway is."""

import hmac
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from flask import Blueprint, Response, abort, jsonify, request

from ivr.channels.sms.take import Take
from models.sms.receive import Inbound


class Posted(msgspec.Struct, rename={"sender": "from"}):
    """The body: `{"id": ..., "from": ..., "text": ...}`."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    sender: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    text: str


def json_gateway(take: Take, token: str) -> Blueprint:
    """The route for whoever has the token: POST /sms, which answers `{"answer": ...}`."""
    routes = Blueprint("json_sms", __name__)
    wanted = f"Bearer {token}".encode()

    @routes.post("/sms")
    def receive() -> Response | tuple[Response, int]:
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), wanted):
            abort(401)
        try:
            posted = msgspec.json.decode(request.get_data(), type=Posted)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return jsonify(error=f"the body cannot be read: {error}"), 400
        inbound = Inbound("json", posted.id, posted.sender, posted.text, datetime.now(UTC))
        return jsonify(answer=take(inbound))

    return routes
