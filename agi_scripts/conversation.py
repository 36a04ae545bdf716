"""One call over one AGI connection, however that came about."""

import logging
import re

from asterisk.agi import AGIError, AGIHangup

from agi_scripts.routes import Route
from config.log import bound_call
from ivr.channels.agi import Agi
from ivr.channels.asterisk import AsteriskChannel, Sounds
from ivr.channels.gone import Gone
from ivr.channels.voice import Speech, VoiceChannel
from ivr.desk import Arrival, Desk
from ivr.engine.channel import Channel, TurnOver
from ivr.engine.outcomes import EMERGENCY, Fault, Goodbye, HungUp, Outcome, Transfer, Wait

log = logging.getLogger(__name__)

# What the dialplan is told; unset, it takes us for dead and asks the next server.
WORDS: dict[type[Outcome], str] = {
    Goodbye: "goodbye",
    Transfer: "transfer",
    Wait: "wait",
    Fault: "fault",
    HungUp: "hungup",
}
OUTCOME = "TEPLOFON_OUTCOME"
QUEUE, PRIORITY, WAIT = "TEPLOFON_QUEUE", "QUEUE_PRIO", "TEPLOFON_WAIT"

_KEY = re.compile(r"[A-Za-z0-9._:-]{8,80}")
_PART = re.compile(r"[0-9]{1,3}")
_NUMBER = re.compile(r"\+?[0-9]{2,20}")


def word_for(outcome: Outcome) -> str:
    """What the dialplan is told of an outcome."""
    return EMERGENCY if outcome == Transfer(EMERGENCY) else WORDS[type(outcome)]


def is_call_key(key: str) -> bool:
    """Whether this can be Asterisk's id of a call."""
    return _KEY.fullmatch(key) is not None


def converse(
    agi: Agi, key: str, route: Route, desk: Desk, sounds: Sounds, speech: Speech | None
) -> None:
    """Hold the call and tell the dialplan how it ended. Any fault of ours ends at an operator."""
    with bound_call(key):
        try:
            outcome = _hold(key, route, desk, agi, _reach(agi, route, sounds, speech))
        except TurnOver as over:
            log.info("left to another connection: %s", type(over).__name__)
            return
        except Exception:
            log.exception("the call could not be opened")
            outcome = Fault()
        log.info("ended: %s", type(outcome).__name__)
        _tell_dialplan(agi, outcome)


def _reach(agi: Agi, route: Route, sounds: Sounds, speech: Speech | None) -> Channel:
    """The way to the caller: gone, with a keypad, or heard as well."""
    if route.caller_gone:
        return Gone()
    keypad = AsteriskChannel(agi, sounds)
    return VoiceChannel(agi, keypad, speech) if speech else keypad


def _hold(key: str, route: Route, desk: Desk, agi: Agi, channel: Channel) -> Outcome:
    part = agi.env.get("arg_3", "")
    arrival = Arrival(
        key,
        _number(agi, "callerid"),
        _number(agi, "dnid"),
        int(part) if _PART.fullmatch(part) else 0,
        agi.env.get("uniqueid", ""),
        agi.env.get("arg_4", "").startswith(("JOIN", "LEAVE")),
    )
    number, call = desk.open_call(arrival, channel)
    log.info("held as call %d", number)
    return call.run(route.dialogue)


def _number(agi: Agi, name: str) -> str:
    """What may be a telephone number, else nothing: the rest is the network's fancy."""
    given = agi.env.get(name, "")
    return given if _NUMBER.fullmatch(given) else ""


def _tell_dialplan(agi: Agi, outcome: Outcome) -> None:
    """The outcome comes last: with it the dialplan has all it needs."""
    told: dict[str, object] = {OUTCOME: word_for(outcome)}
    if isinstance(outcome, Wait):
        waits = {QUEUE: outcome.queue, PRIORITY: outcome.priority, WAIT: outcome.seconds}
        told = waits | told
    try:
        for name, value in told.items():
            agi.set_variable(name, value)
    except (AGIHangup, AGIError):
        log.info("the caller hung up before the end was told")
