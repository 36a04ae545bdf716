"""When a customer may be called back by machine, and how often (C9)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from config.settings import Settings
from config.utility import Hours, Utility
from models.outbound.kinds import Refusal
from models.rules.hours import opening_on
from models.rules.routing import queue_for

RING = 30  # seconds that a customer's telephone rings
LONGEST_WAIT = 120  # seconds that a customer who was called waits for an operator
UNTOLD = timedelta(minutes=3)  # after which an attempt that nobody answered has ended untold
LONGEST = timedelta(hours=2)  # of an attempt, should its end never be told
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")  # E.164


@dataclass(frozen=True)
class Limits:
    """What keeps a stolen password from becoming a telephone bill."""

    prefixes: tuple[str, ...]  # of E.164 numbers that may be called; none: nobody
    per_hour: int
    at_once: int
    per_number: int  # in 24 hours
    own: str = ""  # our own number: nobody has us call ourselves

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """As the settings say."""
        return cls(
            settings.outbound_allowed,
            settings.outbound_per_hour,
            settings.outbound_at_once,
            settings.outbound_per_number,
            settings.outbound_number,
        )


@dataclass(frozen=True)
class Used:
    """How much of the limits is used."""

    hour: int
    at_once: int
    number: int


def is_number(number: str) -> bool:
    """Whether it is a plus and digits and nothing else, as it may be given to a carrier."""
    return NUMBER.fullmatch(number) is not None


def refusal(
    utility: Utility, limits: Limits, number: str, used: Used, now: datetime
) -> Refusal | None:
    """What stands against calling this number now; what lasts longest is told first."""
    allowed = is_number(number) and number.startswith(limits.prefixes)
    if not allowed or number == limits.own:
        return Refusal.PREFIX
    if used.number >= limits.per_number:
        return Refusal.PER_NUMBER
    if not may_call_at(utility, now):
        return Refusal.HOURS
    if used.hour >= limits.per_hour:
        return Refusal.PER_HOUR
    if used.at_once >= limits.at_once:
        return Refusal.AT_ONCE
    return None


def may_call_at(utility: Utility, now: datetime) -> bool:
    """Whether customers are called at this moment: by the wall clock of the utility."""
    local = now.astimezone(utility.zone)
    opening = opening_on(_hours(utility), local.date())
    return opening is not None and opening.opens <= local.time() < opening.closes


def again_after(utility: Utility, tried: int, now: datetime) -> datetime:
    """When to try again after `tried` attempts, of which the last one ended now."""
    spacing = utility.callbacks.outbound.spacing
    return now + timedelta(minutes=spacing[min(max(tried, 1), len(spacing)) - 1])


def is_used_up(utility: Utility, tried: int) -> bool:
    """Whether it is for a person to decide what becomes of it."""
    return tried >= utility.callbacks.outbound.attempts


def queue_of(
    utility: Utility, kept: str | None, reason: str, customer: str, language: str
) -> str | None:
    """The queue where a place was kept, or would have been taken; None where there are none."""
    return kept if kept in utility.queues else queue_for(utility, reason, customer, language, "")


def _hours(utility: Utility) -> Hours:
    """Those of the hotline, with the days of its own week, if it has one."""
    week = utility.callbacks.outbound.week
    return msgspec.structs.replace(utility.hours, week=week) if week else utility.hours
