"""Accounts by digits: their own number, a telephone number, a contract."""

from collections.abc import Iterator

from sqlalchemy import Connection, bindparam, or_, select

from config.utility import Utility
from models.rules.phones import to_e164
from models.search.found import MOST, Hit, Why
from models.search.numbers import LEAST_PREFIX, completions, corrections
from models.search.tables import CustomerNumberRow
from models.search.words import contract_key, digits_of
from models.tables import AccountRow, CallbackRow, CallRow, IdentificationRow

LEAST_OF_PHONE = 5  # digits of its end
LEAST_OF_CONTRACT = 3  # letters and digits
AFTER_DIGITS = ":"  # sorts behind every digit


def by_account_number(connection: Connection, digits: str, utility: Utility) -> Iterator[Hit]:
    """The number itself; numbers that begin with it or contain it; those one slip away."""
    rule = utility.accounts
    if len(digits) < LEAST_PREFIX or len(digits) > rule.digits + 1:
        return
    found = False
    bounds = {"from": digits, "to": digits + AFTER_DIGITS}
    for account, number in connection.execute(_BEGINNING, bounds):
        found = True
        why = Why.NUMBER if number == digits else Why.PART_OF_NUMBER
        yield Hit(account, why)
    others = completions(digits, rule)
    for account, number in _those(connection, others) if others else ():
        yield Hit(account, Why.PART_OF_NUMBER, 0.9 if number.endswith(digits) else 0.8)
    if not found and abs(len(digits) - rule.digits) <= 1:
        for account, _ in _those(connection, corrections(digits, rule)):
            yield Hit(account, Why.LIKE_NUMBER)


def _those(connection: Connection, numbers: set[str]) -> list[tuple[int, str]]:
    if not numbers:
        return []
    return [(row[0], row[1]) for row in connection.execute(_THOSE, {"numbers": sorted(numbers)})]


def by_phone(connection: Connection, typed: str, utility: Utility) -> Iterator[Hit]:
    """Accounts known by a telephone number or its end, and those its caller identified with."""
    digits = digits_of(typed)
    if len(digits) < LEAST_OF_PHONE:
        return
    whole = to_e164(typed, utility.region)
    end = phone_key(whole or digits)
    bounds = {"kind": "phone", "from": end, "to": end + AFTER_DIGITS}
    for known in connection.scalars(_KNOWN_BY, bounds):
        yield Hit(known, Why.PHONE)
    if whole:
        forms = as_networks_send(whole, utility.region)
        for caller in connection.scalars(_CALLED, {"forms": forms, "number": whole}):
            if caller is not None:
                yield Hit(caller, Why.PHONE, 0.9)


def by_contract(connection: Connection, typed: str) -> Iterator[Hit]:
    """Legal entities by their contract."""
    key = contract_key(typed)
    if len(key) >= LEAST_OF_CONTRACT and digits_of(key):
        bounds = {"kind": "contract", "from": key, "to": key + "\U0010ffff"}
        for account in connection.scalars(_KNOWN_BY, bounds):
            yield Hit(account, Why.CONTRACT)


def phone_key(number: str) -> str:
    """A telephone number from its end: people say the last digits."""
    return digits_of(number)[::-1]


def as_networks_send(number: str, region: str) -> list[str]:
    """An E.164 number in the forms in which networks send it."""
    digits = digits_of(number)
    country = {"RU": "7", "KZ": "7", "LV": "371"}[region]
    national = digits.removeprefix(country)
    return list(dict.fromkeys((number, digits, national, f"8{national}", f"00{digits}")))


_BEGINNING = (
    select(AccountRow.id, AccountRow.number)
    .where(AccountRow.number >= bindparam("from"), AccountRow.number < bindparam("to"))
    .order_by(AccountRow.number)
    .limit(MOST)
)
_THOSE = (
    select(AccountRow.id, AccountRow.number)
    .where(AccountRow.number.in_(bindparam("numbers", expanding=True)))
    .order_by(AccountRow.number)
    .limit(MOST)
)
_KNOWN_BY = (
    select(CustomerNumberRow.account_id)
    .where(
        CustomerNumberRow.kind == bindparam("kind"),
        CustomerNumberRow.number >= bindparam("from"),
        CustomerNumberRow.number < bindparam("to"),
    )
    .limit(MOST)
)
_ASKED_BACK = select(CallbackRow.call_id).where(CallbackRow.number == bindparam("number"))
_CALLED = (
    select(CallRow.account_id)
    .join(IdentificationRow, IdentificationRow.call_id == CallRow.id)
    .where(
        or_(
            IdentificationRow.caller.in_(bindparam("forms", expanding=True)),
            IdentificationRow.call_id.in_(_ASKED_BACK),
        ),
        CallRow.account_id.is_not(None),
    )
    .distinct()
    .limit(MOST)
)
