"""Requests that come again, late or in another order, and the fallback: Twilio's rules, and ours.

The pages are those of its documentation.
"""

import pytest

from models.tables import CallRow
from tests.channels.twilio.switchboard import BEGIN, Switchboard, action, verbs
from tests.phones.fake_twilio import FALLBACK, URL


def test_the_token_of_a_request_that_comes_again(switchboard: Switchboard) -> None:
    """Connection Overrides: attempts of one request have one I-Twilio-Idempotency-Token, that they
    may be known for the same. It is not signed, and not needed: the address says which answer it
    is, and with any token or none the same bytes follow."""
    address = action(switchboard.keyed("1"))
    line = switchboard.line
    answers = set()
    for token in ("one", "one", "another", ""):
        line.headers = {"I-Twilio-Idempotency-Token": token} if token else {}
        answers.add(line.post(address, Digits="10000016").data)
        stored = switchboard.count()

    assert len(answers) == 1
    assert switchboard.count() == stored


def test_an_answer_of_ours_that_came_too_late(switchboard: Switchboard) -> None:
    """Error 11205: after 15 seconds Twilio gives up, asks the fallback, and the caller hears that.
    What we stored meanwhile stays; the end of the call is told as of any other."""
    address = action(switchboard.keyed("1"))
    switchboard.ask(address, Digits="10000016")
    stored = switchboard.count()

    sorry = switchboard.ask(f"{URL}/fallback", ErrorCode="11205", ErrorUrl=address)
    assert sorry.findtext("Dial/Number") == FALLBACK and switchboard.count() == stored
    switchboard.line.post(f"{BEGIN}/ended", CallStatus="completed")

    assert switchboard.call().outcome == "HungUp"


def test_a_repeated_request(switchboard: Switchboard) -> None:
    """Connection Overrides: with `#rc` a request that timed out after 15 seconds is sent again,
    though the first may have been carried out."""
    address = action(switchboard.keyed("1"))

    first = switchboard.line.post(address, Digits="10000016").data
    stored = switchboard.count()
    again = switchboard.line.post(address, Digits="10000016").data

    assert (again, switchboard.count()) == (first, stored)


def test_a_late_request_takes_no_later_answer(switchboard: Switchboard) -> None:
    """The same, after the caller has gone on: what was pressed then answers no other question."""
    first = action(switchboard.keyed())
    second = switchboard.line.post(first, Digits="1").data
    switchboard.line.post(f"{BEGIN}/0/2", Digits="10000016")
    stored = switchboard.count()

    assert switchboard.line.post(first, Digits="1").data == second
    assert switchboard.line.post(first, Digits="3").data == second  # and no second thought
    assert switchboard.count() == stored


def test_a_request_ahead_of_its_time(switchboard: Switchboard) -> None:
    """An answer to a question that we have not asked: no server of Twilio's has this address."""
    address = action(switchboard.keyed("1"))

    assert switchboard.line.post(f"{BEGIN}/0/5", Digits="1").status_code == 403
    assert action(switchboard.ask(address, Digits="10000016")).endswith("/0/3")


def test_a_request_after_the_end(switchboard: Switchboard) -> None:
    """Voice status callbacks may overtake an action: the caller has gone, nothing is stored."""
    address = action(switchboard.keyed("1"))
    switchboard.line.post(f"{BEGIN}/ended", CallStatus="completed")
    stored = switchboard.count()

    assert verbs(switchboard.ask(address, Digits="10000016")) == ["Hangup"]
    assert switchboard.count() == stored


@pytest.mark.parametrize("code", ["11200", "11205", "11206", "11750", "12100"])
def test_the_fallback(switchboard: Switchboard, code: str) -> None:
    """Availability and Reliability, "Fallback URLs": asked with ErrorCode and ErrorUrl when our
    TwiML could not be fetched (11200), we could not be reached in 10 or did not answer in 15
    seconds (11205), or what we answered is no TwiML."""
    switchboard.desk.engine.dispose()
    twiml = switchboard.ask(f"{URL}/fallback", ErrorCode=code, ErrorUrl=BEGIN)

    assert verbs(twiml) == ["Play", "Dial"]
    assert twiml.findtext("Dial/Number") == FALLBACK
    assert switchboard.count(CallRow) == 0
