"""A utility's profile: where two service standards differ, the difference is here, not in code.

Profiles are TOML files in `config/utilities/`. A misspelt or wrong entry ends the start with
one sentence naming the file and the entry.
"""

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from config.settings import WrongSetting

PROFILES = Path(__file__).parent / "utilities"
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Language = Literal["ru", "kk", "lv", "en"]
SecondFactor = Literal["account_tail", "meter_serial"]
Criterion = Literal["competence", "speed", "quality", "accessibility"]
Count = Annotated[int, msgspec.Meta(ge=1)]
DayOfMonth = Annotated[int, msgspec.Meta(ge=1, le=31)]
Month = Annotated[int, msgspec.Meta(ge=1, le=12)]


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Working hours of one day, in the utility's time zone."""

    opens: time
    closes: time


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the hotline is staffed (C2); days without an entry are closed."""

    week: dict[Weekday, Opening]
    holidays: Literal["", "RU", "KZ", "LV"] = ""  # country whose public holidays are closed
    closed: tuple[date, ...] = ()  # further closed days
    opened: tuple[date, ...] = ()  # days open in spite of a holiday or weekend, with Monday's hours


class AccountNumbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an account number looks like (C3)."""

    digits: Annotated[int, msgspec.Meta(ge=3, le=20)]
    check: Literal["", "luhn", "verhoeff", "damm"] = (
        ""  # algorithm of the check digit, if it has one
    )


class Identification(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How else a caller can be found than by account number (C3, C4)."""

    address: bool = False  # by what is said of street, house and flat, with the second factor:
    second_factor: SecondFactor = "meter_serial"  # its last four digits


class Readings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How readings are taken (M1)."""

    first_day: DayOfMonth = 1  # the reporting window, days of the month, both included
    last_day: DayOfMonth = 31
    unusual_multiple: Annotated[float, msgspec.Meta(gt=1)] = 3.0  # of the usual use: asked about


class Outbound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Calling back by machine (C9), where TEPLOFON_OUTBOUND switches it on."""

    attempts: Count = 3  # without a talk, after which a person decides
    # minutes to the next one: after the first, the second ...; the last for all further
    spacing: Annotated[tuple[Count, ...], msgspec.Meta(min_length=1)] = (10, 30, 60)
    week: dict[Weekday, Opening] = {}  # when customers are called; by default the hotline's hours


class Callbacks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Promise to call back (C9); minutes are of working time."""

    within_minutes: Count = 120
    again_minutes: Count = 60  # from a call that nobody answered to the next
    attempts: Count = 3  # that nobody answered, after which it is given up
    outbound: Outbound = Outbound()


class Recordings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long what was recorded is kept (P1)."""

    months: Count = 3  # of the calendar


class Norm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A norm of time in seconds: what is usual and what is the most (N1-N5)."""

    mean: Count
    limit: Count


class Norms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Norms of the stages of a call; that of giving the information is the topic's (N3)."""

    answer: Norm = Norm(40, 40)  # N1, waiting for an operator
    search: Norm = Norm(45, 45)  # N2, until the customer's data are found
    wrap_up: Norm = Norm(300, 300)  # N4
    specialist_connect: Norm = Norm(40, 40)  # N5
    specialist_information: Norm = Norm(300, 300)  # N5


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a call can be about, as the operator says at its end."""

    name: dict[Language, str]
    handling: Norm = Norm(300, 300)  # N3


class Queue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Callers who wait for the same operators. An empty condition is no condition (C6)."""

    name: dict[Language, str]
    reasons: tuple[str, ...] = ()  # of the transfer: "emergency", "asked", "limit", ...
    customers: tuple[Literal["individual", "legal"], ...] = ()
    languages: tuple[Language, ...] = ()
    extensions: tuple[Annotated[str, msgspec.Meta(pattern="^[0-9]{1,6}$")], ...] = ()
    overflow: str = ""  # the queue that a caller goes on to, keeping the place,
    overflow_after: Count = 300  # seconds


class Specialist(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody an operator can bring in (C10, C11); `dial` is where the telephone rings."""

    name: dict[Language, str]
    extension: Annotated[str, msgspec.Meta(pattern="^[0-9]{1,6}$")]
    dial: str = ""  # of the dialplan, such as PJSIP/head; by default PJSIP/ and the extension
    head: bool = False  # of the unit: emergencies and the dissatisfied (C11, C12)


class Waiting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How callers wait for an operator."""

    out_of_turn: Count = 600  # seconds of head start of those served out of turn (C7)
    emergency: Count = 86_400  # of an emergency (C12)
    tell_every: Count = 90  # seconds between announcements of the place in the queue
    longest: Count = 1800  # seconds, after which a call back is promised (C9)


class Audits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When quality is checked (P4): a month means by its last day."""

    check: tuple[Month, ...] = (6, 12)  # by the head of the unit, once in each half-year
    internal: tuple[Month, ...] = ()  # by internal auditors, as their schedule says
    remind: Count = 30  # days before
    longest_hold: Count = 60  # seconds; a longer one is shown to the auditor. No standard says it


class Survey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What callers are asked after a talk, each 1 to 5 (P6); without questions nobody is."""

    questions: Annotated[tuple[Criterion, ...], msgspec.Meta(max_length=4)] = ()
    share: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0  # of the calls that have had a talk


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bounds against trawling for accounts; a refused caller goes to a person."""

    misses_per_caller: Count = 10  # numbers not found, per caller number and day
    accounts_per_caller: Count = 10  # different accounts found, per caller number and day
    calls_per_account: Count = 20  # look-ups of one account, per day
    misses_per_hour: Count = 300  # numbers not found, whole hotline
    misses_per_address: Count = 6  # wrong second factors for one address, per day


class Twilio(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a foreign telephone company may have of a call, where the law lets it (Twilio)."""

    recordings: bool = False  # whether calls may be recorded there
    speech: tuple[Language, ...] = ("ru", "lv", "en")  # what callers say may be recognised there


class Sms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Readings by SMS (M2)."""

    telephone: Annotated[str, msgspec.Meta(max_length=16)] = ""  # to call, as the answers name it
    per_sender: Count = 20  # messages answered in a day


class Utility(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One utility, as its profile says."""

    name: dict[Language, str]
    timezone: str
    region: Literal["RU", "KZ", "LV"]  # of telephone numbers
    languages: Annotated[tuple[Language, ...], msgspec.Meta(min_length=1)]
    hours: Hours
    accounts: AccountNumbers
    identification: Identification = Identification()
    readings: Readings = Readings()
    operators: bool = False  # whether somebody answers in the operators' dialplan context
    callbacks: Callbacks = Callbacks()
    recordings: Recordings = Recordings()
    limits: Limits = Limits()
    sms: Sms = Sms()
    norms: Norms = Norms()
    topics: dict[str, Topic] = {}
    queues: dict[str, Queue] = {}
    specialists: dict[str, Specialist] = {}
    waiting: Waiting = Waiting()
    audits: Audits = Audits()
    survey: Survey = Survey()
    twilio: Twilio = Twilio()

    @property
    def extensions(self) -> tuple[str, ...]:
        """Those by which a caller reaches a queue."""
        return tuple(number for queue in self.queues.values() for number in queue.extensions)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def read_utility(name: str) -> Utility:
    """The profile called `name`, or in the file `name`. Raises WrongSetting."""
    path = Path(name) if name.endswith(".toml") else PROFILES / f"{name}.toml"
    try:
        utility = msgspec.toml.decode(path.read_bytes(), type=Utility)
        _check(utility.name, utility)
    except OSError as error:
        raise WrongSetting(f"the utility profile {path}: {error.strerror}") from None
    except (msgspec.DecodeError, ZoneInfoNotFoundError, ValueError) as error:
        raise WrongSetting(f"the utility profile {path} cannot be used: {error}") from None
    return utility


def _check(names: Mapping[Language, str], utility: Utility) -> None:
    if missing := [language for language in utility.languages if language not in names]:
        raise ValueError(f"no name in {missing[0]!r}")
    weeks = (utility.hours.week, utility.callbacks.outbound.week)
    for day, hours in (entry for week in weeks for entry in week.items()):
        if hours.opens >= hours.closes:
            raise ValueError(f"{day} closes before it opens")
    if len(set(utility.survey.questions)) < len(utility.survey.questions):
        raise ValueError("the survey has a question twice")
    _ = utility.zone
    _check_overflow(utility.queues)
    _check_speech(utility.twilio.speech, utility.languages)


def _check_speech(spoken: tuple[Language, ...], languages: tuple[Language, ...]) -> None:
    """Of a profile that names them itself: what nobody can choose was meant otherwise."""
    strange = [language for language in spoken if language not in languages]
    if strange and spoken != Twilio().speech:
        raise ValueError(f"twilio.speech: callers have no language {strange[0]!r} to choose")


def _check_overflow(queues: Mapping[str, Queue]) -> None:
    """Callers must come to a queue that they stay in."""
    for name in queues:
        passed = [name]
        while after := queues[passed[-1]].overflow:
            if after not in queues:
                raise ValueError(f"the queue {passed[-1]} overflows into {after}, which is none")
            if after in passed:
                raise ValueError(f"queues overflow in a circle: {' -> '.join([*passed, after])}")
            passed.append(after)
