"""What Twilio tells in a request, as small values. Nothing is decided here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from ivr.engine.channel import By, Grammar, Heard, longer_answers

# Stand for a number that the network withholds (Twilio's help: "Anonymous, Restricted ...").
WITHHELD = ("+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253")
LONGEST = 500  # characters of an answer by voice that are looked at
OVER = ("completed", "busy", "failed", "no-answer", "canceled")  # of CallStatus
MADE_BY_US = "outbound-api"  # of Direction
TALKED = ("completed", "answered", "bridged")  # of DialCallStatus and QueueResult

_SID = re.compile(r"CA[0-9a-f]{32}")
_NUMBER = re.compile(r"\+?[0-9]{2,20}")
_SECONDS = re.compile(r"[0-9]{1,6}")
_KEYS = re.compile(r"[0-9A-D*#]{1,40}")


@dataclass(frozen=True)
class Told:
    """One request about a call."""

    sid: str
    caller: str  # empty if it is no number
    dialled: str
    over: bool  # the caller's leg has ended
    talked: bool  # of a <Dial> or <Enqueue>: somebody answered, and has hung up
    keys: str
    words: str
    at: datetime | None = None  # when what it tells happened; not every request says so
    talk: timedelta | None = None  # of a <Dial>: how long the one who answered was there
    wait: timedelta | None = None  # of an <Enqueue>: how long the caller was in the queue

    def heard(self, grammar: Grammar[object]) -> Heard:
        """The answer it brings; neither keys nor words are silence."""
        if self.keys:
            return Heard(_keyed(self.keys, grammar), By.KEYS)
        return Heard(self.words, By.SPEECH) if self.words else Heard("", By.SILENCE)


def told_in(form: Mapping[str, str], leg: str = "CallSid") -> Told | None:
    """What a request's form says of the call whose id is in the field `leg`; None without one.

    Of a call that we made `caller` is the customer as well, though it is we who call.
    """
    sid, keys = form.get(leg, ""), form.get("Digits", "")
    if not _SID.fullmatch(sid):
        return None
    sides = _number(form.get("From", "")), _number(form.get("To", ""))
    caller, dialled = reversed(sides) if form.get("Direction") == MADE_BY_US else sides
    return Told(
        sid,
        caller,
        dialled,
        form.get("CallStatus", "") in OVER,
        form.get("DialCallStatus", form.get("QueueResult", "")) in TALKED,
        keys if _KEYS.fullmatch(keys) else "",
        form.get("SpeechResult", "")[:LONGEST].strip(),
        _moment(form.get("Timestamp", "")),
        seconds_in(form.get("DialCallDuration", "")),
        seconds_in(form.get("QueueTime", "")),
    )


def seconds_in(given: str) -> timedelta | None:
    """As Twilio writes them; None of what is no number of seconds."""
    return timedelta(seconds=int(given)) if _SECONDS.fullmatch(given) else None


def _moment(given: str) -> datetime | None:
    """As Twilio writes it: RFC 2822."""
    try:
        at = parsedate_to_datetime(given)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else None


def _number(given: str) -> str:
    return given if _NUMBER.fullmatch(given) and given not in WITHHELD else ""


def _keyed(keys: str, grammar: Grammar[object]) -> str:
    """As any telephone system reports them: `#` ends an entry and is only seen alone."""
    before = keys.partition("#")[0]
    if not before:
        return "#"
    return before[: longer_answers(grammar).get(before[0], grammar.max_keys)]
