"""The web application that Twilio asks. No pages, and nothing without Twilio's signature."""

import logging
from datetime import timedelta

from flask import Blueprint, Flask, Response, abort, current_app, request, send_file

from ivr.channels.twilio.back import routes as back
from ivr.channels.twilio.back import talked
from ivr.channels.twilio.caller import Turn
from ivr.channels.twilio.calls import Refused
from ivr.channels.twilio.happenings import note_answered, note_left, note_talked
from ivr.channels.twilio.hotline import NAME, Hotline, go_on, hotline, told, twiml
from ivr.channels.twilio.known import Known, known_call
from ivr.channels.twilio.places import BACK, SURVEY, Place, key_of
from ivr.channels.twilio.prompts import ENDING
from ivr.channels.twilio.requests import seconds_in
from ivr.engine.outcomes import HungUp

log = logging.getLogger(__name__)

LARGEST = 64 * 1024  # bytes of a request
FOREVER = 365 * 24 * 3600  # seconds: a sound's name changes with the sound
HUNG_UP = Turn((), None, HungUp())
routes = Blueprint("twilio", __name__)


def create_app(hotline: Hotline) -> Flask:
    """The application. What it says when we are down is made now."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.extensions[NAME] = hotline
    app.extensions["apology"] = hotline.writer.apology()
    app.register_blueprint(routes)
    app.register_blueprint(back)
    app.before_request(_check_signature)
    app.register_error_handler(Refused, _refused)
    return app


@routes.post("/call/<route>")
def begin(route: str) -> Response:
    """A call comes in; one that we made begins elsewhere."""
    if route == BACK:
        raise Refused("nobody calls in there")
    return go_on(Place(route), begins=True)


@routes.post("/call/<route>/<int:part>/<int:answers>")
def answer(route: str, part: int, answers: int) -> Response:
    """An answer; none is silence. Of a part without one, its beginning."""
    return go_on(Place(route, part, answers))


@routes.post("/call/<route>/<int:part>/answered")
def answered(route: str, part: int) -> Response:
    """The leg to an operator tells that somebody is there."""
    what = told("ParentCallSid")
    note_answered(hotline().calls.desk, _known(key_of(route, what.sid)), Place(route, part), what)
    return Response(status=204)


@routes.post("/call/<route>/<int:part>/after")
def after(route: str, part: int) -> Response:
    """The operators are done with the caller (P6), or do not answer: then a call back (C9)."""
    ours, what, place = hotline(), told(), Place(route, part)
    known = _known(key_of(route, what.sid))
    if what.talked:
        note_talked(ours.calls.desk, known, place, what)
        talked(ours.calls.desk, known.number)
        asks = ours.calls.desk.utility.survey.questions
        end = twiml(ours.writer.answer(Place(route), HUNG_UP))
        return go_on(Place(route, SURVEY)) if asks else end
    if route == BACK or not ours.writer.waits:
        note_left(ours.calls.desk, known, place)
    if route == BACK or ours.writer.waits:
        return go_on(place.waiting)
    return twiml(current_app.extensions["apology"])


@routes.post("/call/<route>/ended")
def ended(route: str) -> Response:
    """The status callback: the caller's leg has ended, or has come to another state."""
    what = told()
    if what.over:
        hotline().calls.end(key_of(route, what.sid), what)
    return Response(status=204)


@routes.post("/call/<route>/recorded")
def recorded(route: str) -> Response:
    """The recording at Twilio is complete, and is brought home."""
    ours, key = hotline(), key_of(route, told().sid)
    _known(key)
    if ours.recordings and request.form.get("RecordingStatus") == "completed":
        ours.recordings.want_soon(key, request.form.get("RecordingUrl", ""))
    return Response(status=204)


@routes.post("/hold")
def hold() -> Response:
    """Music for who waits in a queue of Twilio's, until it takes too long."""
    ours = hotline()
    waited = seconds_in(request.form.get("QueueTime", ""))
    longest = timedelta(seconds=ours.calls.desk.utility.waiting.longest)
    leaves = waited is not None and waited >= longest
    return twiml(ours.writer.hold(ours.writer.sounds.publish(ours.music), leaves))


@routes.route("/fallback", methods=["GET", "POST"])
def fallback() -> Response:
    """What Twilio asks for when we have failed: known beforehand, no database is asked."""
    log.error("Twilio asked for the fallback: error %s", request.values.get("ErrorCode", "")[:5])
    return twiml(current_app.extensions["apology"])


@routes.get(f"/sound/<name>{ENDING}")
def sound(name: str) -> Response:
    """A sound, which never changes."""
    path = hotline().writer.sounds.path(name)
    if path is None:
        abort(404)
    response = send_file(path.resolve(), mimetype="audio/wav", max_age=FOREVER)
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


def _known(key: str) -> Known:
    known = known_call(hotline().calls.desk, key)
    if known is None:
        raise Refused("there is no such call")
    return known


def _check_signature() -> None:
    if wrong := hotline().signatures.wrong_with(request):
        raise Refused(wrong)


def _refused(why: Refused) -> Response:
    log.warning("request refused: %s", why)
    return Response(status=403)
