"""Links to a sound, and the sound: asked for with a reason, given out once (P2)."""

import logging
from contextlib import ExitStack

from flask import Response, abort, jsonify, request, send_file, url_for
from flask.typing import ResponseReturnValue

from config.settings import WrongSetting
from models.operators.roles import Role
from operator_console.office import this_office
from operator_console.recordings.room import links, listener, recordings, this_archive
from operator_console.room import admits
from operator_console.texts import t
from recordings.archive.archive import NoSound
from recordings.cipher import BadKeyFile, Unreadable
from recordings.listening.links import Granted, refuse
from recordings.listening.reasons import Refused, Why, written
from recordings.listening.rights import Way
from recordings.store import StoreFailed

log = logging.getLogger(__name__)

MEDIA_TYPE = "audio/ogg"
FAILS = (WrongSetting, BadKeyFile, StoreFailed, Unreadable)
STATUS = {Why.ROLE: 403, Why.NO_REASON: 422, Why.DESTROYED: 410}  # of others: there is none


@recordings.post("/<int:call>/<int:number>/link")
@admits(*Role)
def link(call: int, number: int) -> ResponseReturnValue:
    """To hear a segment or take it away, for half a minute; where that is refused, why."""
    form = request.form
    if form.get("how") not in set(Way):
        abort(400)
    reason = written(form.get("reason", ""), form.get("words", ""))
    try:
        given = links().issue(listener(), call, number, Way(form["how"]), reason)
    except Refused as refused:
        why = t(f"recordings.refused_{refused.why}")
        return jsonify(why=why), STATUS.get(refused.why, 404)
    return jsonify(link=url_for("recordings.sound", link=given))


@recordings.get("/sound/<link>")
@admits(*Role)
def sound(link: str) -> Response:
    """Once, to whom the link was given. Why it is refused is the log's, and nobody else's."""
    try:
        granted = links().take(listener(), link)
    except Refused:
        abort(404)
    try:
        return _sent(granted)
    except NoSound:
        _refuse(granted, Why.DESTROYED)
        abort(410)
    except FAILS as error:
        log.error("segment %d cannot be read: %s", granted.segment, error)
        _refuse(granted, Why.UNREADABLE)
        abort(503)


def _sent(granted: Granted) -> Response:
    """Whole, not to be kept by the browser; the name says which call, not whose."""
    with ExitStack() as stack:
        file = stack.enter_context(this_archive().sound(granted.segment))
        answer = send_file(
            file,
            MEDIA_TYPE,
            as_attachment=granted.way is Way.DOWNLOAD,
            download_name=f"recording-{granted.call}-{granted.number}.ogg",
            conditional=False,
            etag=False,
        )
        answer.content_length = file.seek(0, 2)
        file.seek(0)
        answer.headers["Cache-Control"] = "no-store"
        answer.direct_passthrough = False  # or it would not tell when it was sent
        answer.call_on_close(stack.pop_all().close)
    return answer


def _refuse(granted: Granted, why: Why) -> None:
    office = this_office()
    refuse(office.writer, listener(), granted.call, why, office.now(), granted.way)
