"""Attempts on record: begun by one of two processes, ended once, the promise kept or not (C9)."""

import multiprocessing
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from models.contacts.callbacks import attempts_of, claim, open_callbacks
from models.contacts.records import Attempt as Result
from models.database import open_database
from models.outbound.attempts import answered, begin, in_turn, placed
from models.outbound.endings import ended
from models.outbound.history import histories
from models.outbound.kinds import Attempt, Outcome, Refusal
from models.outbound.settle import settle
from models.outbound.tables import OutboundAttemptRow
from models.outbound.talks import talked_since
from models.rules.outbound import LONGEST, UNTOLD, Limits
from models.tables import Base, CallbackRow
from tests.outbound.promised import LIMITS, NOON, NUMBER, OTHER, Desk, profile

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(office: Engine) -> Desk:
    return Desk(office)


def begun(desk: Desk, callback: int, limits: Limits = LIMITS) -> Attempt | Refusal:
    with in_turn(desk.engine) as db:
        return begin(db, desk.utility, limits, callback, "asterisk", desk.now)


def attempt(desk: Desk, callback: int) -> Attempt:
    found = begun(desk, callback)
    assert isinstance(found, Attempt), found
    return found


def end(desk: Desk, one: Attempt, outcome: Outcome) -> bool:
    with desk.engine.begin() as db:
        return ended(db, desk.utility, one.id, outcome, desk.now)


def settled(desk: Desk) -> int:
    with desk.engine.begin() as db:
        return settle(db, desk.utility, desk.now)


def test_the_tables_are_as_the_migrations_make_them(office: Engine) -> None:
    with office.connect() as db:
        found = compare_metadata(MigrationContext.configure(db), Base.metadata)
    assert [one for one in found if "outbound" in repr(one)] == []


def test_an_attempt_has_the_call_back_and_no_person_can_take_it(desk: Desk) -> None:
    callback, anna = desk.promise(), desk.operator()
    one = attempt(desk, callback)
    assert (one.number, one.callback) == (NUMBER, callback)
    call = desk.row(callback).call_id
    with desk.engine.begin() as db:
        assert not claim(db, call, anna, desk.now)
        (shown,) = open_callbacks(db, desk.now)
    assert shown.called and shown.operator is None
    end(desk, one, Outcome.BUSY)
    desk.later(minutes=10)
    with desk.engine.begin() as db:
        assert claim(db, call, anna, desk.now)


def test_who_has_taken_it_by_hand_keeps_it(desk: Desk) -> None:
    callback = desk.promise()
    desk.claim(callback, desk.operator())
    assert begun(desk, callback) is Refusal.TAKEN
    assert desk.attempts() == [] and desk.refusals() == []
    desk.later(minutes=15)
    attempt(desk, callback)


@pytest.mark.parametrize(
    "outcome", [Outcome.BUSY, Outcome.NO_ANSWER, Outcome.FAILED, Outcome.ANSWERED]
)
def test_in_vain_keeps_the_place_and_is_tried_again_later(desk: Desk, outcome: Outcome) -> None:
    callback = desk.promise()
    before = desk.row(callback)
    one = attempt(desk, callback)
    assert end(desk, one, outcome)
    assert not end(desk, one, Outcome.FAILED)  # told twice, it is as it was first told
    row = desk.row(callback)
    assert (row.done_at, row.queue, row.priority) == (None, before.queue, before.priority)
    assert row.again_at == desk.now + timedelta(minutes=10)
    assert (row.claimed_until, desk.attempts()[0].outcome) == (None, outcome)
    with desk.engine.connect() as db:
        assert histories(db, desk.utility, [callback])[callback].counted == 1


def test_what_the_carrier_refused_is_not_counted(desk: Desk) -> None:
    callback = desk.promise()
    end(desk, attempt(desk, callback), Outcome.REFUSED)
    with desk.engine.connect() as db:
        assert histories(db, desk.utility, [callback])[callback].counted == 0
    assert desk.row(callback).again_at == desk.now + timedelta(minutes=10)


def test_only_a_talk_with_an_operator_keeps_the_promise(desk: Desk) -> None:
    callback, anna = desk.promise(), desk.operator()
    one = attempt(desk, callback)
    call = desk.call(key=one.key, caller=NUMBER)
    with desk.engine.begin() as db:
        placed(db, one.id, "reference")
        answered(db, one.id, call)
        answered(db, one.id, call)
    desk.talk(call, anna)
    end(desk, one, Outcome.ANSWERED)
    assert desk.attempts()[0].outcome == Outcome.TALKED
    assert desk.row(callback).done_at == desk.now
    with desk.engine.connect() as db:
        (told,) = attempts_of(db, callback)
    assert (told.result, told.operator) == (Result.REACHED, "anna")


def test_a_carrier_whose_operators_nobody_knows_here_says_so_itself(desk: Desk) -> None:
    callback = desk.promise()
    end(desk, attempt(desk, callback), Outcome.TALKED)
    assert desk.row(callback).done_at == desk.now


def test_a_talk_that_is_told_after_the_end_keeps_the_promise(desk: Desk) -> None:
    """By whoever tells of it: the carrier, or the log of events after a broken link."""
    callback, anna = desk.promise(), desk.operator()
    one = attempt(desk, callback)
    call = desk.call(key=one.key, caller=NUMBER)
    desk.hang_up(call)
    over = desk.now
    assert settled(desk) == 1
    desk.later(seconds=5)
    assert settled(desk) == 0
    desk.talk(call, anna)
    assert (settled(desk), settled(desk)) == (1, 0)
    assert (desk.attempts()[0].outcome, desk.row(callback).done_at) == (Outcome.TALKED, over)


@pytest.mark.parametrize(
    ("first", "kept"), [(Outcome.ANSWERED, True), (Outcome.UNKNOWN, True), (Outcome.BUSY, False)]
)
def test_a_talk_that_the_carrier_tells_of_late(desk: Desk, first: Outcome, kept: bool) -> None:
    callback = desk.promise()
    one = attempt(desk, callback)
    end(desk, one, first)
    assert end(desk, one, Outcome.TALKED) is kept
    assert not end(desk, one, Outcome.TALKED)
    assert (desk.row(callback).done_at is not None) is kept


def test_who_talked_with_us_meanwhile_is_not_called(desk: Desk) -> None:
    """Whether the call is still wanted a person decides; a new promise is a new one."""
    before, anna = desk.call(caller="89127654321"), desk.operator()
    desk.later(minutes=1)
    callback = desk.promise()
    desk.talk(before, anna)  # in a call that had begun before: it was made there
    desk.hang_up(before)
    desk.later(minutes=1)
    other, own = desk.call(caller="89127654322"), desk.call(caller="89127654321")
    desk.talk(other, anna)
    desk.hang_up(own)  # without an operator
    with desk.engine.connect() as db:
        earlier, later = (7, NUMBER, NOON - MINUTE), (callback, NUMBER, NOON + MINUTE)
        assert talked_since(db, desk.utility, [earlier, later]) == {7: NOON + MINUTE}
        assert talked_since(db, desk.utility, []) == {}
    called_in = desk.call(caller="89127654321")
    desk.later(minutes=1)
    desk.talk(called_in, desk.operator(login="boris"))
    desk.hang_up(called_in)
    for _ in range(2):
        assert begun(desk, callback) is Refusal.TALKED
        desk.later(seconds=2)
    assert desk.refusals() == ["talked"]
    assert (desk.row(callback).done_at, desk.row(callback).claimed_until) == (None, None)
    again = update(CallbackRow).where(CallbackRow.id == callback).values(asked_at=desk.now)
    with desk.engine.begin() as db:
        db.execute(again)
        assert histories(db, desk.utility, [callback])[callback].refused is None
    attempt(desk, callback)


def test_a_number_that_a_person_calls_back_is_not_called(desk: Desk) -> None:
    """By another promise to the same customer."""
    callback, other = desk.promise(), desk.promise()
    desk.claim(other, desk.operator())
    assert begun(desk, callback) is Refusal.TAKEN
    assert desk.attempts() == []
    desk.later(minutes=15)
    attempt(desk, callback)


def test_not_before_it_is_tried_again(desk: Desk) -> None:
    """Though another process has looked at the list before the last attempt ended."""
    callback = desk.promise()
    end(desk, attempt(desk, callback), Outcome.REFUSED)
    assert begun(desk, callback) is Refusal.TAKEN
    desk.later(minutes=10)
    attempt(desk, callback)


def test_an_answered_attempt_ends_with_its_call(desk: Desk) -> None:
    callback = desk.promise()
    one = attempt(desk, callback)
    call = desk.call(key=one.key, caller=NUMBER)  # the gateway heard of nothing
    desk.later(minutes=30)
    assert settled(desk) == 0
    assert desk.attempts()[0].call_id == call
    desk.hang_up(call)
    over = desk.now
    desk.later(seconds=5)
    assert (settled(desk), settled(desk)) == (1, 0)
    assert (desk.attempts()[0].outcome, desk.attempts()[0].ended_at) == (Outcome.ANSWERED, over)


def test_a_call_that_hung_up_in_the_dialogue_ends_its_attempt(desk: Desk) -> None:
    callback = desk.promise()
    one = attempt(desk, callback)
    desk.call(key=one.key, outcome="HungUp", ended_at=desk.now)
    assert settled(desk) == 0  # last words may be said still
    desk.later(seconds=31)
    assert settled(desk) == 1


def test_of_which_nobody_tells_is_ended_by_time(desk: Desk) -> None:
    callback = desk.promise()
    attempt(desk, callback)
    desk.later(seconds=UNTOLD.total_seconds())
    assert settled(desk) == 0
    desk.later(seconds=1)
    assert settled(desk) == 1
    assert desk.attempts()[0].outcome == Outcome.UNKNOWN
    desk.later(minutes=10)
    one = attempt(desk, callback)
    desk.call(key=one.key)
    desk.later(seconds=LONGEST.total_seconds() + 1)
    assert settled(desk) == 1


def test_a_number_in_a_call_is_not_called(desk: Desk) -> None:
    callback = desk.promise()
    call = desk.call(caller="89127654321")  # as their network writes it
    assert begun(desk, callback) is Refusal.ON_CALL
    desk.hang_up(call)
    assert desk.promise() and attempt(desk, callback)
    assert begun(desk, desk.promise()) is Refusal.ON_CALL  # another promise, the same number


def test_every_refusal_is_on_record_once_and_the_call_back_is_not_lost(desk: Desk) -> None:
    callback = desk.promise()
    nobody = Limits((), 10, 10, 10)
    assert begun(desk, callback, nobody) is Refusal.PREFIX
    desk.later(seconds=2)
    assert begun(desk, callback, nobody) is Refusal.PREFIX
    assert desk.refusals() == ["prefix"]
    desk.utility = profile(week={})
    assert begun(desk, callback, Limits(("+7",), 0, 1, 1)) is Refusal.PER_HOUR
    assert desk.refusals() == ["prefix", "per_hour"]
    assert desk.row(callback).done_at is None and desk.attempts() == []


def test_caps_count_what_was_placed(desk: Desk) -> None:
    first, second = desk.promise(), desk.promise(OTHER)
    one = attempt(desk, first)
    assert begun(desk, second, Limits(("+7",), 9, 1, 9)) is Refusal.AT_ONCE
    end(desk, one, Outcome.BUSY)
    assert begun(desk, second, Limits(("+7",), 1, 9, 9)) is Refusal.PER_HOUR
    desk.later(minutes=61)
    assert begun(desk, first, Limits(("+7",), 9, 9, 1)) is Refusal.PER_NUMBER
    desk.later(hours=23)
    assert isinstance(begun(desk, first, Limits(("+7",), 1, 1, 1)), Attempt)


def test_of_one_number_the_database_itself_takes_one(desk: Desk) -> None:
    callback = desk.promise()
    row = {"callback_id": callback, "number": NUMBER, "carrier": "x", "placed_at": NOON}
    with desk.engine.begin() as db:
        db.execute(insert(OutboundAttemptRow), row | {"key": "a"})
    with pytest.raises(IntegrityError), desk.engine.begin() as db:
        db.execute(insert(OutboundAttemptRow), row | {"key": "b"})


def test_the_caps_count_what_another_process_has_begun_and_not_stored_yet(desk: Desk) -> None:
    first, second = desk.promise(), desk.promise(OTHER)
    one_at_a_time, other = Limits(("+7",), 9, 1, 9), open_database(url_of(desk))
    found: list[Attempt | Refusal] = []

    def begin_second() -> None:
        with in_turn(other) as db:
            found.append(begin(db, desk.utility, one_at_a_time, second, "asterisk", desk.now))

    thread = Thread(target=begin_second)
    with in_turn(desk.engine) as db:
        begin(db, desk.utility, one_at_a_time, first, "asterisk", desk.now)
        thread.start()
        thread.join(0.5)  # long enough for it to have looked, did it not wait
    thread.join()
    other.dispose()
    assert found == [Refusal.AT_ONCE]


def url_of(desk: Desk) -> str:
    return desk.engine.url.render_as_string(hide_password=False)


def test_two_processes_at_the_same_moment(desk: Desk) -> None:
    """Ten promises to one number and ten to others, a cap of three at once: three calls."""
    same = [desk.promise() for _ in range(10)]
    others = [desk.promise(f"+791276500{n:02}") for n in range(10)]
    url = url_of(desk)
    fresh = multiprocessing.get_context("spawn")
    start = fresh.Barrier(2)
    both = [
        fresh.Process(target=begin_all, args=(url, start, ids))
        for ids in (same + others, same[::-1] + others)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [one.exitcode for one in both] == [0, 0]
    numbers = [row.number for row in desk.attempts()]
    assert len(numbers) == 3 and len(set(numbers)) == 3 and numbers.count(NUMBER) == 1
    with desk.engine.connect() as db:
        claimed = select(CallbackRow.id).where(CallbackRow.claimed_until.is_not(None))
        assert len(list(db.execute(claimed))) == 3


def begin_all(url: str, start: Any, callbacks: list[int]) -> None:
    engine, utility = open_database(url), profile()
    limits = Limits(("+7912",), per_hour=100, at_once=3, per_number=100)
    start.wait()
    for callback in callbacks:
        with in_turn(engine) as db:
            begin(db, utility, limits, callback, "asterisk", NOON)
    engine.dispose()
