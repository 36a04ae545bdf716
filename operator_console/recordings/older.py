"""Files older than the installation: their list, and the page of one, which belongs to no call."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug import Response

from models.contacts import looks
from models.operators.roles import Role
from models.segments.kinds import State
from operator_console.office import this_office
from operator_console.recordings.kept import kept
from operator_console.recordings.older_asked import FIELDS, search, written
from operator_console.recordings.room import listener, recordings
from operator_console.recordings.sealed import for_address, this_seal
from operator_console.recordings.timeline import Timeline
from operator_console.reports.period import WrongPeriod
from operator_console.room import admits
from operator_console.security.visitor import signed_in
from operator_console.texts import t
from recordings.listening import log
from recordings.listening.links import refuse
from recordings.listening.older import File, Page, find_older
from recordings.listening.older import older as file_of
from recordings.listening.pieces import Piece, Utterance, spoken_in_file
from recordings.listening.reasons import Reason, Why
from recordings.listening.rights import OF_ALL_CALLS, Way, may
from recordings.retention.holds import holds_of_file

SHOWN_STATES = (State.STORED, State.MISSING, State.DESTROYED)
USUAL = timedelta(days=92)  # before today: older ones are gone but for holds


@recordings.get("/older/")
def older() -> str | tuple[str, int]:
    """What the address asks for, the newest first: nothing in it is personal."""
    office, fields = this_office(), request.args
    about = this_seal().opened(fields.get("about", ""))
    asked, error, found = None, "", Page([], None)
    try:
        asked = search(fields, about, office, USUAL)
    except WrongPeriod as wrong:
        error = t(str(wrong))
    else:
        with office.reader.connect() as db:
            found = find_older(db, asked.wanted, office.today(), asked.after)
    page = render_template(
        "recordings/older.html",
        found=found,
        asked=asked,
        about=about,
        error=error,
        **_shown(fields, found),
    )
    return (page, 422) if error else page


@recordings.post("/older/")
def ask_older() -> Response:
    """By POST, because words may be typed: they go on sealed."""
    return redirect(url_for("recordings.older", **for_address(FIELDS)), 303)


def _shown(fields: Mapping[str, str], found: Page) -> dict[str, Any]:
    chosen: dict[str, Any] = {key: fields[key] for key in (*FIELDS, "about") if fields.get(key)}
    return {
        "chosen": chosen,
        "states": [("", t("recordings.any"))]
        + [(one, t(f"recordings.state_{one}")) for one in SHOWN_STATES],
        "goes_on": found.goes_on
        and url_for("recordings.older", **chosen, after=written(found.goes_on)),
        "back": url_for("recordings.older", **chosen) if "after" in fields else "",
    }


@recordings.get("/older/<int:file>")
@admits(*Role)
def older_one(file: int) -> str:
    """For who may hear it; that others have tried is on record."""
    return older_shown(file, {}, "")


def older_shown(file: int, typed: Mapping[str, str], error: str) -> str:
    """The page, its form for a hold as it was typed. That it is seen is written down first (P2)."""
    office, who = this_office(), signed_in()
    with office.reader.connect() as db:
        allowed = may(db, who.operator, who.role, None)
        one = file_of(db, file, office.today())
    if not allowed:
        known = one.id if one else None
        refuse(office.writer, listener(), None, Why.ROLE, office.now(), segment=known)
        abort(403)
    if one is None:
        abort(404)
    with office.writer.begin() as db:
        reason = f"file {file} from before"
        looks.look(db, office.now(), who.operator, "recording", reason=reason)
    with office.reader.connect() as db:
        holds = holds_of_file(db, file)
        listened = log.of_file(db, file)
        spoken = spoken_in_file(db, file)
    return render_template(
        "recordings/older_one.html",
        file=one,
        typed=typed,
        error=error,
        role=who.role,
        listened=listened,
        hold_at=url_for("recordings.hold_older", file=file),
        lifts={
            each.id: url_for("recordings.lift_older", file=file, number=each.id) for each in holds
        },
        may_be_held=one.state is not State.DESTROYED,
        **kept(holds, one.goes_on if one.state is not State.DESTROYED else None),
        **_player(one, spoken),
    )


def _player(one: File, spoken: Sequence[Utterance]) -> dict[str, Any]:
    """What its parts need: one piece, which begins at 0."""
    address = url_for("recordings.older_link", file=one.id)
    line = Timeline([_piece(one)] if one.can_be_heard else [])
    return {
        "line": line,
        "said": line.said((), spoken),
        "is_written_down": bool(spoken),
        "for_player": line.for_the_player([address] * len(line.placed), [], []),
        "downloads": [(1, address)],
        "sides": (),
        "reasons": [(each.value, t(f"recordings.reason_{each}")) for each in Reason],
        "may_download": signed_in().role in OF_ALL_CALLS[Way.DOWNLOAD],
    }


def _piece(one: File) -> Piece:
    return Piece(
        one.id, 1, one.state, one.at, one.keep_until, one.at, one.duration, 0, one.peaks, None, None
    )
