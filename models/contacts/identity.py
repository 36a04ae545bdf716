"""Is the caller the customer? What the caller says is compared here and nowhere else (C3-C5).

Every try is a look in the log, and these looks are the memory: what has matched in a call, and how
often it has not.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from config.utility import Utility
from models.addresses import register
from models.addresses.houses import key_of
from models.contacts.desk import take_account
from models.contacts.looks import CALL, look
from models.contacts.records import Contact, Factor, Identified
from models.contacts.tables import LookRow
from models.records import IdentifiedBy
from models.search.typed import typed_address
from models.search.words import digits_of, same_but_for_ending, words_of
from models.tables import AccountRow, AddressRow, CallRow, MeterRow

MOST_MISSES = 5  # wrong answers about one account in one call, then no more are taken
ENOUGH = 2  # right answers
TAIL = 4  # digits of an account or a serial number
RIGHT, WRONG = "matched", "not matched"


@dataclass(frozen=True)
class Identity:
    """What is established in this call about this account."""

    matched: frozenset[Factor]
    misses: int

    @property
    def sureness(self) -> Identified:
        if len(self.matched) >= ENOUGH:
            return Identified.CONFIRMED
        return Identified.CLAIMED if self.matched else Identified.NOT

    @property
    def tries_left(self) -> int:
        return max(0, MOST_MISSES - self.misses)


def factors_of(utility: Utility) -> list[Factor]:
    """The questions of the profile, the ordinary ones first."""
    extra = Factor(utility.identification.second_factor)
    return [Factor.NAME, Factor.ADDRESS, Factor.ACCOUNT, extra]


def identity_of(db: Connection, utility: Utility, one: Contact, account: int) -> Identity:
    """What has matched: in the menu, if it found this account, and in answers to the operator."""
    matched, misses = set(_by_menu(db, utility, one, account)), 0
    for what, count in db.execute(_TRIES, {"call": one.call, "account": account}):
        verdict, _, factor = what.partition(": ")
        if verdict == RIGHT:
            matched.add(Factor(factor))
        elif verdict == WRONG:
            misses += count
    if {Factor.ACCOUNT, Factor.ACCOUNT_TAIL} <= matched:
        matched.discard(Factor.ACCOUNT_TAIL)  # one thing said twice
    return Identity(frozenset(matched), misses)


def _by_menu(db: Connection, utility: Utility, one: Contact, account: int) -> list[Factor]:
    found = db.execute(_MENU, {"call": one.call}).one()
    if found.account_id != account:
        return []
    if found.identified_by == IdentifiedBy.ADDRESS:
        return [Factor.ADDRESS, Factor(utility.identification.second_factor)]
    return [Factor.ACCOUNT]


def answer(
    db: Connection,
    utility: Utility,
    one: Contact,
    account: int,
    factor: Factor,
    said: str,
    at: datetime,
) -> bool | None:
    """Whether what the caller said is right; None where no more tries are taken. Logged."""
    before = identity_of(db, utility, one, account)
    if before.tries_left == 0:
        return None
    right = _is_right(db, account, factor, said)
    what = f"{RIGHT if right else WRONG}: {factor}"
    look(db, at, one.operator, what, account=account, call=one.call, reason=CALL)
    now = identity_of(db, utility, one, account)
    take_account(db, one, account, now.sureness, at)
    return right


def _is_right(db: Connection, account: int, factor: Factor, said: str) -> bool:
    row = db.execute(_FACTS, {"account": account}).one()
    match factor:
        case Factor.ACCOUNT:
            return digits_of(said) == str(row.number)
        case Factor.ACCOUNT_TAIL:
            tail = digits_of(said)
            return len(tail) == TAIL and str(row.number).endswith(tail)
        case Factor.NAME:
            return is_name(said, row.name)
        case Factor.ADDRESS:
            return _is_address(db, row.street_id, row.house_key, row.flat_key, said)
        case Factor.METER_SERIAL:
            serials = db.scalars(_SERIALS, {"account": account})
            tail = digits_of(said)
            return len(tail) >= TAIL and any(digits_of(one).endswith(tail) for one in serials)


def is_name(said: str, name: str) -> bool:
    """Whether the surname, or an enterprise's name, was said; other words may not contradict it.

    A first name against an initial agrees by its letter: Иванова Мария is Иванова М. П.
    """
    asked, written = words_of(said), words_of(name)
    if not asked or not written or not any(same_but_for_ending(one, written[0]) for one in asked):
        return False
    letters = {word[0] for word in name.casefold().replace("ё", "е").split()[1:]}
    return all(
        any(same_but_for_ending(one, word) for word in written) or one[0] in letters
        for one in asked
    )


def _is_address(db: Connection, street: int | None, house: str, flat: str, said: str) -> bool:
    words = typed_address(said)
    if words is None or street is None:
        return False
    places = register.find(db, words).places
    return any(
        street in place.streets and key_of(place.house) == house and key_of(place.flat) == flat
        for place in places
    )


_MENU = select(CallRow.account_id, CallRow.identified_by).where(CallRow.id == bindparam("call"))
_TRIES = (
    select(LookRow.what, func.count())
    .where(LookRow.call_id == bindparam("call"), LookRow.account_id == bindparam("account"))
    .where(LookRow.what.like("%matched: %"))
    .group_by(LookRow.what)
)
_FACTS = (
    select(AccountRow.number, AccountRow.name)
    .add_columns(AddressRow.street_id, AddressRow.house_key, AddressRow.flat_key)
    .join(AddressRow, AddressRow.id == AccountRow.address_id, isouter=True)
    .where(AccountRow.id == bindparam("account"))
)
_SERIALS = select(MeterRow.serial).where(
    MeterRow.account_id == bindparam("account"), MeterRow.removed_on.is_(None)
)
