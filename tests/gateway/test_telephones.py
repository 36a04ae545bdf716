"""An operator who is ready, and whose telephone is not."""

from datetime import timedelta

from agi_scripts.gateway.telephones import GRACE, UNREACHABLE
from config.asterisk import process
from models.events.kinds import Presence
from models.floor import Ready
from tests.gateway.office import Office, answered, told

LONG = 2 * GRACE.total_seconds()


@told
async def test_a_telephone_that_stays_away_takes_its_operator_off_the_queue(hall: Office) -> None:
    async with hall.at_desk("anna", ready=False):
        assert await hall.wish(Ready(hall.ids["anna"])) == ""
        before = await hall.does("anna", Presence.READY)
        async with hall.telephone("anna"):
            pass  # registers instead of the first one, and is gone: nobody can be rung
        await hall.shows("anna", lambda one: not one.registered)
        async with hall.telephone("anna"):  # a page loaded anew
            await hall.shows("anna", lambda one: one.registered)
        gone = await hall.shows("anna", lambda one: not one.registered)
        assert (gone.doing, gone.since) == (Presence.READY, before.since)
        away = await hall.shows("anna", lambda one: one.doing is Presence.AWAY, LONG)
        assert away.reason == UNREACHABLE
        assert away.since - before.since > timedelta(seconds=GRACE.total_seconds())
        assert is_paused(hall, "anna")
        async with hall.telephone("anna") as telephone, hall.calls():
            await hall.shows("anna", lambda one: one.registered)
            await hall.waits(1)
            assert not telephone.calls  # until the operator says so
            assert hall.console.operator("anna").reason == UNREACHABLE
            assert await hall.wish(Ready(hall.ids["anna"])) == ""
            await answered(telephone)
            await hall.does("anna", Presence.TALKING)
            await telephone.put_down()
            await hall.does("anna", Presence.WRAP_UP)


@told
async def test_a_telephone_that_is_gone_in_wrap_up(hall: Office) -> None:
    """The contact is closed in peace; no caller is kept for who cannot be rung."""
    async with hall.at_desk("anna") as telephone:
        async with hall.calls():
            await answered(telephone)
        await hall.does("anna", Presence.WRAP_UP)
        async with hall.telephone("anna"):
            pass
        await hall.shows("anna", lambda one: not one.registered)
        await hall.closes("anna")
        away = await hall.shows("anna", lambda one: one.doing is Presence.AWAY, LONG)
        assert away.reason == UNREACHABLE


def is_paused(hall: Office, login: str) -> bool:
    """In every queue, as Asterisk has it."""
    lines = process.console(hall.settings, "queue show").splitlines()
    mine = [line for line in lines if line.strip().startswith(f"{login} ")]
    return bool(mine) and all("paused" in line for line in mine)
