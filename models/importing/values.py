"""What a cell means: text, numbers, dates, as they come from CSV or from Excel.

Every function takes the cell as it was read (None for an empty one) and raises Refusal. The
quantities are in the meter's unit: cubic metres or gigacalories.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TypeVar

from openpyxl.utils.datetime import from_excel

from config.utility import AccountNumbers
from models.importing.headings import Field
from models.importing.refusals import Reason, Refusal
from models.importing.terms import fold
from models.rules.accounts import is_account_number
from models.rules.phones import to_e164

T = TypeVar("T")
Cell = object  # str, or what Excel keeps: int, float, bool, datetime, date, time, None

LONGEST = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")
OLDEST = date(2000, 1, 1)
_ROUNDED = re.compile(r"\d+([.,]\d+)?[eE]\+?\d+")
_EXCEL_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|Н/Д|ССЫЛКА!|ЗНАЧ!|ИМЯ\?)")
_DATE = re.compile(
    r"(?:(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})|(?P<y2>\d{4})-(?P<m2>\d\d)-(?P<d2>\d\d))"
    r"(?:[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?"
)


def text(cell: Cell, field: Field) -> str:
    """A cell as words: one kind of space, no invisible characters, no Excel's text mark."""
    if isinstance(cell, str):
        return _clean(cell) if cell else ""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date | time):
        raise Refusal(Reason.BECAME_DATE, field=field)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)


@lru_cache(maxsize=1 << 15)  # most cells say what many others say
def _clean(words: str) -> str:
    if len(words) > LONGEST:
        raise Refusal(Reason.TOO_LONG)
    if words.startswith("'") and words[1:].startswith(FORMULA):
        words = words[1:]  # as we wrote it to keep Excel from reading a formula
    words = " ".join(words.split())
    if not words.isprintable():
        words = "".join(letter for letter in words if letter.isprintable())
    if words.startswith("#") and _EXCEL_ERROR.fullmatch(words):
        raise Refusal(Reason.EXCEL_ERROR, value=words)
    return words if words.isascii() else unicodedata.normalize("NFC", words)


def required(words: str, field: Field) -> str:
    """The words, which may not be missing."""
    if not words:
        raise Refusal(Reason.MISSING, field=field)
    return words


def account_number(cell: Cell, rule: AccountNumbers) -> str:
    """An account number (C3). Leading zeros that Excel lost are put back where that is certain:
    for a cell kept as a number, or when the check digit confirms them."""
    number = required(text(cell, Field.NUMBER).replace(" ", ""), Field.NUMBER)
    if _ROUNDED.fullmatch(number):
        raise Refusal(Reason.SPOILT_NUMBER, field=Field.NUMBER, value=number)
    number = number.removesuffix(".0").removesuffix(",0")
    if rule.check or isinstance(cell, int | float):
        number = number.zfill(rule.digits)
    if is_account_number(number, rule):
        return number
    if len(number) == rule.digits and number.isascii() and number.isdigit():
        raise Refusal(Reason.ACCOUNT_CHECK, value=number)
    raise Refusal(Reason.ACCOUNT_DIGITS, value=number, digits=rule.digits)


def serial_number(cell: Cell) -> str:
    """The number on a meter, empty if there is none; letters are left as they are."""
    number = text(cell, Field.SERIAL)
    if _ROUNDED.fullmatch(number):
        raise Refusal(Reason.SPOILT_NUMBER, field=Field.SERIAL, value=number)
    return number


def phones(cell: Cell, region: str) -> set[str]:
    """The telephone numbers, as E.164; several stand with a comma or semicolon between them."""
    words = text(cell, Field.PHONE)
    if _ROUNDED.fullmatch(words):
        raise Refusal(Reason.SPOILT_NUMBER, field=Field.PHONE, value=words)
    found: set[str] = set()
    for one in filter(None, map(str.strip, re.split("[,;]", words))):
        number = to_e164(one, region)
        if number is None:
            raise Refusal(Reason.NOT_A_PHONE, field=Field.PHONE, value=one)
        found.add(number)
    return found


def contract(cell: Cell) -> str:
    """A contract's number as it is written, empty if there is none; it has a digit in it."""
    number = text(cell, Field.CONTRACT)
    if _ROUNDED.fullmatch(number):
        raise Refusal(Reason.SPOILT_NUMBER, field=Field.CONTRACT, value=number)
    if number and not any(map(str.isdecimal, number)):
        raise Refusal(Reason.NOT_A_CONTRACT, field=Field.CONTRACT, value=number)
    return number


def term(cell: Cell, field: Field, known: Mapping[str, T]) -> T:
    """What a word of the trade means."""
    words = required(text(cell, field), field)
    meaning = known.get(fold(words))
    if meaning is None:
        raise Refusal(Reason.UNKNOWN_TERM, field=field, value=words)
    return meaning


def whole(cell: Cell, field: Field, low: int, high: int) -> int:
    """A whole number from `low` to `high`."""
    number = _decimal(cell, field)
    if number is None:
        raise Refusal(Reason.MISSING, field=field)
    if number != number.to_integral_value() or not low <= number <= high:
        raise Refusal(Reason.NOT_WHOLE, field=field, low=low, high=high, value=f"{number:f}")
    return int(number)


def quantity(cell: Cell, field: Field, wheels: int, decimals: int) -> Decimal | None:
    """What fits on a register of so many digits before and after the mark; None if empty."""
    number = _decimal(cell, field)
    if number is None:
        return None
    shown = f"{number:f}".replace(".", ",")
    if number < 0:
        raise Refusal(Reason.NEGATIVE, field=field, value=shown)
    if number >= 10**wheels:
        raise Refusal(Reason.TOO_LARGE, field=field, value=shown, wheels=wheels)
    if number != round(number, decimals):
        raise Refusal(Reason.TOO_FINE, field=field, value=shown, decimals=decimals)
    return round(number, decimals)


def _decimal(cell: Cell, field: Field) -> Decimal | None:
    if isinstance(cell, bool):
        raise Refusal(Reason.NOT_A_QUANTITY, field=field, value=cell)
    if isinstance(cell, float):
        cell = repr(round(cell, 6))  # sums made in Excel carry noise in the last places
    words = text(cell, field)
    return _number(words, field) if words else None


@lru_cache(maxsize=1 << 13)
def _number(words: str, field: Field) -> Decimal:
    plain = words.replace(" ", "").replace(",", ".")
    try:
        number = Decimal(plain) if len(plain) <= 30 and "_" not in plain else Decimal("nan")
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or abs(number.adjusted()) > 20:
        raise Refusal(Reason.NOT_A_QUANTITY, field=field, value=words)
    return number


def day(cell: Cell, field: Field, today: date) -> date | None:
    """A day that has come; None if empty."""
    found = _date(cell, field)
    if found is None:
        return None
    if found > today:
        raise Refusal(Reason.FUTURE, field=field, value=f"{found:%d.%m.%Y}")
    if found < OLDEST:
        raise Refusal(Reason.TOO_OLD, field=field, value=f"{found:%d.%m.%Y}")
    return found


def _date(cell: Cell, field: Field) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and 1 <= cell < 100_000:
        return _date(from_excel(cell), field)  # a day count that lost its format
    words = text(cell, field)
    return _written_date(words, field) if words else None


@lru_cache(maxsize=1 << 13)
def _written_date(words: str, field: Field) -> date:
    found = _DATE.fullmatch(words)
    try:
        if found:
            parts = (found[part] or found[part + "2"] for part in "ymd")
            return date(*(int(part) for part in parts))
    except ValueError:
        pass
    raise Refusal(Reason.NOT_A_DATE, field=field, value=words)
