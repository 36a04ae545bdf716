"""Who waits, on both databases: places, clocks, minutes, and who serves."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, insert, select

from config.utility import read_utility
from models.events.kinds import Presence
from models.events.tables import PresenceRow
from models.operators.tables import OperatorRow
from models.queues.line import Queues
from models.queues.tables import WaitingRow
from models.sql_office import SqlOffice
from models.tables import AccountRow, CallRow

DESK = read_utility("tests/utilities/desk.toml")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_places_in_the_order_of_coming(office: Engine) -> None:
    with office.begin() as db:
        first, second = calls(db), calls(db)
        assert at(db, NOW).place_of(first, "asked").place == 1
        assert at(db, NOW + MINUTE).place_of(second, "asked").place == 2
        assert at(db, NOW + 2 * MINUTE).place_of(first, "asked").place == 1
        assert at(db, NOW + 2 * MINUTE).place_of(first, "asked").waited == 120
        assert at(db, NOW).leave(first)
        assert not at(db, NOW).leave(first)
        assert at(db, NOW + 2 * MINUTE).place_of(second, "asked").place == 1


def test_out_of_turn_before_the_others(office: Engine) -> None:
    with office.begin() as db:
        first, second = calls(db), calls(db, out_of_turn=True)
        at(db, NOW).place_of(first, "asked")
        assert at(db, NOW + MINUTE).place_of(second, "asked").place == 1
        assert at(db, NOW + MINUTE).place_of(first, "asked").place == 2


def test_who_comes_back_keeps_place_and_clock(office: Engine) -> None:
    with office.begin() as db:
        first, second = calls(db), calls(db)
        at(db, NOW).place_of(first, "asked")
        at(db, NOW + MINUTE).place_of(second, "asked")
        at(db, NOW + MINUTE).leave(first)
        assert at(db, NOW + 5 * MINUTE).wait_in(first, "legal")
        assert not at(db, NOW + 6 * MINUTE).wait_in(first, "individuals")
        place = at(db, NOW + 6 * MINUTE).place_of(first, "asked")
        assert (place.queue, place.place, place.waited) == ("individuals", 1, 360)


def test_a_call_that_was_never_written_down_waits_from_now(office: Engine) -> None:
    with office.begin() as db:
        call = calls(db)
        assert at(db, NOW).wait_in(call, "individuals")
        row = db.execute(select(WaitingRow.since).where(WaitingRow.call_id == call)).scalar_one()
        assert row == NOW


def test_what_a_call_back_keeps(office: Engine) -> None:
    with office.begin() as db:
        call = calls(db)
        assert at(db, NOW).kept_place(call) == {}
        place = at(db, NOW).place_of(call, "asked")
        assert at(db, NOW).kept_place(call) == {"queue": place.queue, "priority": place.priority}


def test_overflow_only_to_somebody(office: Engine) -> None:
    with office.begin() as db:
        call, later = calls(db, dialled="110"), NOW + 6 * MINUTE
        assert at(db, NOW).place_of(call, "asked").overflow_in == 300
        assert at(db, later).place_of(call, "asked").queue == "legal"
        works(db, "anna", ["individuals"], Presence.TALKING)
        after = at(db, later).place_of(call, "asked")
        assert (after.queue, after.waited, after.overflow_in) == ("individuals", 360, None)


def test_the_extension_keyed_in_the_menu_decides(office: Engine) -> None:
    """As if it had been dialled at once (C6)."""
    with office.begin() as db:
        for extension, queue in (("110", "legal"), ("121", "individuals")):
            call = calls(db)
            its = SqlOffice(db, call, "", DESK, NOW)
            its.note_extension(extension)
            assert its.place_in_queue("extension").queue == queue


def test_who_serves(office: Engine) -> None:
    with office.begin() as db:
        call = calls(db)
        assert not at(db, NOW).place_of(call, "asked").staffed
        works(db, "anna", ["individuals"], Presence.AWAY)
        place = at(db, NOW).place_of(call, "asked")
        assert (place.staffed, place.free) == (True, 0)
        assert not at(db, NOW + 20 * MINUTE).place_of(call, "asked").staffed
        works(db, "boris", ["individuals"], Presence.READY)
        works(db, "vera", ["legal"], Presence.READY)
        assert at(db, NOW).place_of(call, "asked").free == 1


def test_the_substitute_counts(office: Engine) -> None:
    with office.begin() as db:
        call = calls(db)
        boris = works(db, "boris", ["legal"], Presence.READY)
        works(db, "anna", ["individuals"], Presence.OFFLINE, substitute=boris)
        assert at(db, NOW).place_of(call, "asked").staffed


def at(db: Connection, now: datetime) -> Queues:
    return Queues(db, DESK, now)


def calls(db: Connection, dialled: str = "100", out_of_turn: bool = False) -> int:
    account = None
    if out_of_turn:
        known = db.execute(select(AccountRow.__table__).limit(1)).one()
        row = {**known._mapping, "number": "99999999", "out_of_turn": True}
        del row["id"]
        account = db.execute(insert(AccountRow).returning(AccountRow.id), row).scalar_one()
    number = db.execute(select(CallRow.id)).all()
    row = {
        "key": f"queue-test-{len(number)}", "utility": "desk", "caller": "", "dialled": dialled,
        "channel": f"{len(number)}.0", "began_at": NOW, "holder": "test", "language": "ru",
        "account_id": account,
    }  # fmt: skip
    return int(db.execute(insert(CallRow).returning(CallRow.id), row).scalar_one())


def works(
    db: Connection, login: str, queues: list[str], doing: Presence, substitute: int | None = None
) -> int:
    row = {
        "login": login, "name": login, "unit": "", "role": "engineer", "language": "ru",
        "password_hash": "", "wrong_passwords": 0, "active": True, "telephone": "desk",
        "queues": queues, "changed_at": NOW, "substitute_id": substitute,
    }  # fmt: skip
    key = db.execute(insert(OperatorRow).returning(OperatorRow.id), row).scalar_one()
    presence = {"operator_id": key, "at": NOW, "doing": doing, "reason": ""}
    db.execute(insert(PresenceRow), presence)
    return int(key)
