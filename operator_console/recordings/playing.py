"""Links to a sound, and the sound: asked for with a reason, given out once (P2)."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from flask import Response, abort, flash, jsonify, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from config.settings import WrongSetting
from models.operators.roles import Role
from operator_console.office import this_office
from operator_console.recordings.room import links, listener, recordings, this_archive
from operator_console.room import admits
from operator_console.texts import t
from recordings.archive.archive import IN_MEMORY, NoSound
from recordings.cipher import BadKeyFile, Unreadable
from recordings.listening.links import Granted, refuse
from recordings.listening.reasons import Refused, Why, written
from recordings.listening.rights import Way
from recordings.sound import BadSound
from recordings.sound.older import PLAYABLE, make_playable
from recordings.store import StoreFailed

log = logging.getLogger(__name__)

MEDIA_TYPE = "audio/ogg"
FAILS = (WrongSetting, BadKeyFile, BadSound, StoreFailed, Unreadable)
STATUS = {Why.ROLE: 403, Why.NO_REASON: 422, Why.DESTROYED: 410}  # of others: there is none


@recordings.post("/<int:call>/<int:number>/link")
@admits(*Role)
def link(call: int, number: int) -> ResponseReturnValue:
    """To hear a segment or take it away, for half a minute; where that is refused, why."""
    return _linked(partial(links().issue, listener(), call, number))


@recordings.post("/older/<int:file>/link")
@admits(*Role)
def older_link(file: int) -> ResponseReturnValue:
    """The same of a file older than the installation."""
    return _linked(partial(links().issue_file, listener(), file))


@recordings.post("/older/<int:file>/copy")
@admits(*Role)
def older_copy(file: int) -> ResponseReturnValue:
    """A copy of one that no browser plays, at once."""
    try:
        given = links().issue_file(listener(), file, Way.DOWNLOAD, _reason())
    except Refused as refused:
        flash(t(f"recordings.refused_{refused.why}"), "bad")
        return redirect(url_for("recordings.older_one", file=file), 303)
    return redirect(url_for("recordings.sound", link=given), 303)


def _reason() -> str:
    return written(request.form.get("reason", ""), request.form.get("words", ""))


def _linked(issue: Callable[[Way, str], str]) -> ResponseReturnValue:
    if request.form.get("how") not in set(Way):
        abort(400)
    try:
        given = issue(Way(request.form["how"]), _reason())
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
        media_type = MEDIA_TYPE
        if granted.call is None:
            file, media_type = _of_older(granted, file, stack)
        answer = send_file(
            file,
            media_type,
            as_attachment=granted.way is Way.DOWNLOAD,
            download_name=_name(granted),
            conditional=False,
            etag=False,
        )
        answer.content_length = file.seek(0, 2)
        file.seek(0)
        answer.headers["Cache-Control"] = "no-store"
        answer.direct_passthrough = False  # or it would not tell when it was sent
        answer.call_on_close(stack.pop_all().close)
    return answer


def _of_older(granted: Granted, file: BinaryIO, stack: ExitStack) -> tuple[BinaryIO, str]:
    """A file older than the installation: to be taken away as it was, to be heard as FLAC."""
    if granted.way is Way.DOWNLOAD:
        return file, "application/octet-stream"
    return stack.enter_context(_playable(file, granted.form or "")), PLAYABLE


@contextmanager
def _playable(file: BinaryIO, form: str) -> Iterator[BinaryIO]:
    with SpooledTemporaryFile(IN_MEMORY, dir=str(this_archive().work())) as room:
        playable = cast(BinaryIO, room)
        make_playable(file, form, playable)
        playable.seek(0)
        yield playable


def _name(granted: Granted) -> str:
    """Which call, not whose."""
    if granted.call is None:
        ending = f".{granted.form}" if granted.form else ""
        return f"recording-before-{granted.segment}{ending}"
    return f"recording-{granted.call}-{granted.number}.ogg"


def _refuse(granted: Granted, why: Why) -> None:
    refuse(
        this_office().writer,
        listener(),
        granted.call,
        why,
        this_office().now(),
        granted.way,
        granted.segment,
    )
