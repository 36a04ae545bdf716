"""Limits against trawling for accounts (C5), on both databases."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from config.utility import Limits, read_utility
from ivr.channels.simulator import ScriptedCaller
from ivr.desk import Arrival, Desk
from ivr.routes import ROUTES
from tests.phones.simulated import CATALOGUE

MOMENT = datetime(2026, 6, 16, 6, tzinfo=UTC)
COUNT = itertools.count()
UNKNOWN = ["99999997", "99999989", "99999971"]
REFUSED = "> К сожалению, сейчас мы не можем определить ваш лицевой счёт автоматически."


class Town:
    """Calls at a moment that can be moved."""

    def __init__(self, office: Engine, limits: Limits) -> None:
        self.now = MOMENT
        utility = replace(read_utility("demo"), limits=limits)
        self.desk = Desk(office, utility, "demo", lambda: self.now)

    def call(self, caller: str, accounts: list[str]) -> list[str]:
        """Give these account numbers, then be called back; what was said."""
        script = ["1", *accounts, "0", "1", "89121112233#", "1"]
        phone = ScriptedCaller(iter(script), CATALOGUE.wording)
        _, call = self.desk.open_call(Arrival(f"call-{next(COUNT):04}", caller, ""), phone)
        call.run(ROUTES["hotline"])
        return phone.transcript

    def is_refused(self, caller: str, account: str) -> bool:
        return REFUSED in self.call(caller, [account])


def test_misses_of_one_caller(office: Engine) -> None:
    town = Town(office, Limits(misses_per_caller=3))
    town.call("79120000001", UNKNOWN)
    assert town.is_refused("79120000001", "10000016")
    assert not town.is_refused("79120000002", "10000016")
    town.now += timedelta(days=1, minutes=1)
    assert not town.is_refused("79120000001", "10000016")


def test_accounts_of_one_caller(office: Engine) -> None:
    town = Town(office, Limits(accounts_per_caller=2))
    assert not town.is_refused("79120000001", "10000016")
    assert not town.is_refused("79120000001", "10000024")
    assert town.is_refused("79120000001", "10000032")
    assert not town.is_refused("79120000001", "10000016")  # one's own, again


def test_calls_about_one_account(office: Engine) -> None:
    town = Town(office, Limits(calls_per_account=2))
    assert not town.is_refused("79120000001", "10000016")
    assert not town.is_refused("79120000002", "10000016")
    assert town.is_refused("79120000003", "10000016")
    assert not town.is_refused("79120000003", "10000024")


def test_misses_of_the_whole_hotline(office: Engine) -> None:
    town = Town(office, Limits(misses_per_hour=3))
    town.call("79120000001", UNKNOWN)
    assert town.is_refused("79120000002", "10000016")
    town.now += timedelta(hours=1, minutes=1)
    assert not town.is_refused("79120000002", "10000016")


def test_hidden_numbers_do_not_lock_each_other_out(office: Engine) -> None:
    town = Town(office, Limits(misses_per_caller=3))
    town.call("", UNKNOWN)
    assert not town.is_refused("", "10000016")


def test_a_refusal_is_not_counted(office: Engine) -> None:
    """Or the hotline, once shut, would be kept shut by those who find it so."""
    town = Town(office, Limits(misses_per_hour=3))
    town.call("79120000001", UNKNOWN)
    for _ in range(5):
        town.now += timedelta(minutes=10)
        assert town.is_refused("79120000002", "99999963")
    town.now += timedelta(minutes=11)
    assert not town.is_refused("79120000002", "10000016")


def test_a_refusal_tells_nothing_of_the_account(office: Engine) -> None:
    """Known and unknown numbers are refused alike."""
    town = Town(office, Limits(misses_per_caller=3))
    town.call("79120000001", UNKNOWN)
    known = town.call("79120000001", ["10000016"])
    unknown = town.call("79120000001", ["99999963"])
    assert [line for line in known if line[0] == ">"] == [
        line for line in unknown if line[0] == ">"
    ]


@pytest.mark.parametrize("caller", ["79121234567", "74951234567", ""])
def test_every_caller_takes_the_same_path_to_an_account(office: Engine, caller: str) -> None:
    """C5: what the network says of the caller changes nothing until a callback is asked for."""
    town = Town(office, Limits())
    said = town.call(caller, ["10000016"])
    assert said[:7] == town.call("70000000000", ["10000016"])[:7]
