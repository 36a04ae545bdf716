"""What becomes of a message; each but the last two has an answer in `answers.toml`."""

from enum import StrEnum


class Outcome(StrEnum):
    """How a message ended. Several ends may share one answer, so that it tells no more."""

    STORED = "stored"
    CORRECTED = "corrected"  # in place of what the same sender gave that day
    WINDOW = "window"  # readings are not taken on this day
    UNREADABLE = "unreadable"
    WRONG_NUMBER = "wrong_number"  # cannot be an account's: length or check digit
    NO_HOUSE = "no_house"
    NO_FLAT = "no_flat"  # the house has flats, and none was written
    SEVERAL = "several"  # addresses that may be meant
    NO_MATCH = "no_match"  # no such flat or account, or not its number of meters
    DIGITS = "digits"  # a number that no such register shows
    HIGH = "high"  # unusual use: its writer decides
    LOWER = "lower"  # than the last reading
    OTHERWISE = "otherwise"  # given today in another way: an SMS does not replace that
    LIMIT = "limit"  # against trawling (C5)
    REPEATED = "repeated"  # the same text again at once
    TOO_MANY = "too_many"  # messages of one sender


STORES = (Outcome.STORED, Outcome.CORRECTED)
