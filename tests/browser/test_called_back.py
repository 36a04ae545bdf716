"""The desk in a real Chromium tells of a call that we made (C9); we play the gateway."""

from collections.abc import Callable
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import Connection, insert, select

from models.events.kinds import Presence
from models.floor import AtWork, CallOnFloor, Floor
from models.operators.tables import OperatorRow
from models.outbound.tables import OutboundAttemptRow
from models.tables import CallbackRow, CallRow
from operator_console.office import NAME as CONSOLE
from operator_console.office import Office, clock
from tests.browser.pages import assert_it_fits
from tests.browser.test_floor import Console, console, open_floor

__all__ = ["console", "open_floor"]
NUMBER = "+79127654321"


def call_of_ours(db: Connection, now: datetime) -> tuple[int, int]:
    """In which call it was promised, and the call that keeps it."""
    row = {
        "utility": "demo", "caller": NUMBER, "dialled": "", "holder": "", "language": "ru",
        "began_at": now,
    }  # fmt: skip
    asked, made = (
        db.execute(insert(CallRow).returning(CallRow.id), row | {"key": key}).scalar_one()
        for key in ("asked", "made")
    )
    promise = {"call_id": asked, "number": NUMBER, "reason": "asked", "asked_at": now}
    kept = insert(CallbackRow).returning(CallbackRow.id)
    number = db.execute(kept, promise | {"due_at": now}).scalar_one()
    attempt = {"callback_id": number, "number": NUMBER, "carrier": "asterisk", "key": "made"}
    db.execute(insert(OutboundAttemptRow), attempt | {"placed_at": now, "call_id": made})
    return asked, made


def with_call(me: int, doing: Presence, call: int) -> Floor:
    """A floor on which the operator has this call."""
    at = clock()
    ago = at - timedelta(seconds=20)
    answered = at if doing is Presence.TALKING else None
    theirs = CallOnFloor(call, "individuals", ago, ago, answered)
    one = AtWork(me, "boss", "Сергеева М. И.", doing, at, registered=True, call=theirs)
    return Floor(at=at, link=True, waiting=(), operators=(one,))


def test_the_desk_says_whom_we_call_back(console: Console, open_floor: Callable[..., Page]) -> None:
    office: Office = console.app.extensions[CONSOLE]  # type: ignore[attr-defined]
    with office.writer.begin() as db:
        asked, made = call_of_ours(db, clock())
        boss = select(OperatorRow.id).where(OperatorRow.login == "boss")
        me = db.execute(boss).scalar_one()
    page = open_floor()
    page.goto(f"{console.url}/desk/")
    console.gateway.show(with_call(me, Presence.RINGING, made))
    told = page.locator("#made")
    expect(told).to_contain_text(f"Звоним мы. Обещано по звонку № {asked}")
    assert NUMBER not in told.inner_text()
    assert_it_fits(page, "desk, a call of ours rings")
    console.gateway.show(with_call(me, Presence.TALKING, made))
    expect(page.locator("#clocks")).to_be_visible()
    expect(told).to_contain_text("Звоним мы")
    console.gateway.show(with_call(me, Presence.RINGING, asked))
    expect(told).to_be_empty()
