"""The web application that Twilio asks. No pages, and nothing without Twilio's signature."""

import logging
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request, send_file

from config.log import bound_call
from ivr.channels.twilio.caller import Turn
from ivr.channels.twilio.calls import Calls, Refused
from ivr.channels.twilio.places import SURVEY, Place, key_of
from ivr.channels.twilio.prompts import ENDING
from ivr.channels.twilio.recordings import Recordings
from ivr.channels.twilio.requests import Told, told_in
from ivr.channels.twilio.signature import Signatures
from ivr.channels.twilio.twiml import Writer
from ivr.engine.channel import TurnOver
from ivr.engine.outcomes import HungUp

log = logging.getLogger(__name__)

LARGEST = 64 * 1024  # bytes of a request
FOREVER = 365 * 24 * 3600  # seconds: a sound's name changes with the sound
HUNG_UP = Turn((), None, HungUp())
routes = Blueprint("twilio", __name__)


@dataclass(frozen=True)
class Hotline:
    """What requests are answered with."""

    calls: Calls
    writer: Writer
    signatures: Signatures
    music: Path  # for those who wait
    recordings: Recordings | None  # where none may be made there


def create_app(hotline: Hotline) -> Flask:
    """The application. What it says when we are down is made now."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.extensions["hotline"] = hotline
    app.extensions["apology"] = hotline.writer.apology()
    app.register_blueprint(routes)
    app.before_request(_check_signature)
    app.register_error_handler(Refused, _refused)
    return app


@routes.post("/call/<route>")
def begin(route: str) -> Response:
    """A call comes in."""
    return _go_on(Place(route), begins=True)


@routes.post("/call/<route>/<int:part>/<int:answers>")
def go_on(route: str, part: int, answers: int) -> Response:
    """An answer; none is silence. Of a part without one, its beginning."""
    return _go_on(Place(route, part, answers))


@routes.post("/call/<route>/<int:part>/after")
def after(route: str, part: int) -> Response:
    """The operators are done with the caller (P6), or do not answer: then a call back (C9)."""
    hotline = _hotline()
    if _told().talked:
        asks = hotline.calls.desk.utility.survey.questions
        end = _twiml(hotline.writer.answer(Place(route), HUNG_UP))
        return _go_on(Place(route, SURVEY)) if asks else end
    if hotline.writer.waits:
        return _go_on(Place(route, part).waiting)
    return _twiml(current_app.extensions["apology"])


@routes.post("/call/<route>/ended")
def ended(route: str) -> Response:
    """The status callback: the caller's leg has ended, or has come to another state."""
    told = _told()
    if told.over:
        _hotline().calls.end(key_of(route, told.sid))
    return Response(status=204)


@routes.post("/call/<route>/recorded")
def recorded(route: str) -> Response:
    """The recording at Twilio is complete, and is brought home."""
    hotline, key = _hotline(), key_of(route, _told().sid)
    if hotline.recordings and request.form.get("RecordingStatus") == "completed":
        hotline.recordings.bring_soon(key, request.form.get("RecordingUrl", ""))
    return Response(status=204)


@routes.post("/hold")
def hold() -> Response:
    """Music for who waits in a queue of Twilio's, until it takes too long."""
    hotline = _hotline()
    waited = request.form.get("QueueTime", "0")
    longest = hotline.calls.desk.utility.waiting.longest
    leaves = waited.isdigit() and int(waited) >= longest
    return _twiml(hotline.writer.hold(hotline.writer.sounds.publish(hotline.music), leaves))


@routes.route("/fallback", methods=["GET", "POST"])
def fallback() -> Response:
    """What Twilio asks for when we have failed: known beforehand, no database is asked."""
    log.error("Twilio asked for the fallback: error %s", request.form.get("ErrorCode", "")[:5])
    return _twiml(current_app.extensions["apology"])


@routes.get(f"/sound/<name>{ENDING}")
def sound(name: str) -> Response:
    """A sound, which never changes."""
    path = _hotline().writer.sounds.path(name)
    if path is None:
        abort(404)
    response = send_file(path.resolve(), mimetype="audio/wav", max_age=FOREVER)
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


def _go_on(place: Place, begins: bool = False) -> Response:
    """Any fault of ours ends with an apology and a person, never in silence."""
    hotline, told = _hotline(), _told()
    key = key_of(place.route, told.sid)
    with bound_call(key):
        try:
            turn = hotline.calls.go_on(place, told, begins)
            return _twiml(hotline.writer.answer(place, turn))
        except Refused:
            raise
        except (Exception, TurnOver):
            log.exception("the call could not go on")
            return _twiml(current_app.extensions["apology"])


def _check_signature() -> None:
    if wrong := _hotline().signatures.wrong_with(request):
        raise Refused(wrong)


def _refused(why: Refused) -> Response:
    log.warning("request refused: %s", why)
    return Response(status=403)


def _hotline() -> Hotline:
    hotline: Hotline = current_app.extensions["hotline"]
    return hotline


def _told() -> Told:
    told = told_in(request.form)
    if told is None:
        raise Refused("it names no call")
    return told


def _twiml(text: str) -> Response:
    response = Response(text, mimetype="text/xml")
    response.cache_control.no_store = True
    return response
