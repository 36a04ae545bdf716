"""The room of recordings: who comes to it, who that is to the log, and the archive at hand."""

from typing import cast

from flask import current_app, request, url_for

from models.operators.roles import Role
from operator_console.office import this_office
from operator_console.room import Room
from operator_console.security import cookies
from operator_console.security.visitor import signed_in
from operator_console.texts import t
from recordings.archive.archive import Archive, open_archive
from recordings.listening.links import Links, Listener

BOSS = frozenset({Role.SUPERVISOR})
BOTH = BOSS | {Role.AUDITOR}
ARCHIVE = "teplofon.archive"  # in `app.extensions`, once it was needed
SCREENS = {"index": BOTH, "older": BOTH, "log": BOSS, "tomorrow": BOSS}  # in the row of links

recordings = Room("recordings", __name__, admitted=BOTH, tab="index")


def this_archive() -> Archive:
    """Where the sounds are. Raises WrongSetting, BadKeyFile, StoreFailed."""
    kept = current_app.extensions
    if ARCHIVE not in kept:  # two at once open the same
        office = this_office()
        kept[ARCHIVE] = open_archive(office.settings, office.reader, office.now)
    return cast(Archive, kept[ARCHIVE])


def listener() -> Listener:
    """Who is signed in, as whom the log knows the person."""
    who, settings = signed_in(), this_office().settings
    session = request.cookies.get(cookies.name_of_session(settings), "")
    return Listener(who.operator, who.role, session)


def links() -> Links:
    """To issue one, or take one, now."""
    office = this_office()
    return Links(office.writer, office.settings.secret("links to recordings"), office.now())


@recordings.app_template_global()
def recording_screens() -> list[tuple[str, str, str]]:
    """Endpoint, address and text of the row of links; engineers see one call, and no row."""
    return [
        (f"recordings.{name}", url_for(f"recordings.{name}"), t(f"recordings.screen_{name}"))
        for name, admitted in SCREENS.items()
        if signed_in().role in admitted
    ]
