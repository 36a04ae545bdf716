"""One message, from its arrival to its answer, in one transaction (M2).

Two processes may receive it at once, and a gateway may send it again: a unique key lets one of them
store it, the others give the same answer.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Row, bindparam, func, insert, select, text, update

from config.utility import Utility
from models.once import insert_once
from models.rules.phones import to_e164
from models.rules.readings import in_window
from models.sms.answers import answer, language_of
from models.sms.find import Found, Match, find
from models.sms.outcomes import STORES, Outcome
from models.sms.parse import Message, Written, parse
from models.sms.store import judge, may_replace, take_all
from models.sms.tables import SmsRow
from models.tables import IdentificationRow
from models.trawling import within_limits

log = logging.getLogger(__name__)

LOCK = 7041  # of PostgreSQL: messages of one sender wait for each other
AT_ONCE = timedelta(minutes=2)  # the same text again within this time is one message
LONGEST_KEPT = 1600  # characters
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Inbound:
    """A message as a gateway hands it over; `id` is the gateway's own, `at` our clock's."""

    gateway: str
    id: str
    sender: str
    text: str
    at: datetime


@dataclass(frozen=True)
class End:
    """What becomes of a message: its outcome, the account if stored, and what the answer names."""

    outcome: Outcome
    account: int | None = None
    whose: str = ""
    readings: Sequence[Written] = ()


def receive(engine: Engine, utility: Utility, inbound: Inbound) -> str | None:
    """Store the message and what it gives; the answer, or None where none is due."""
    inbound = replace(inbound, id=_kept(inbound.id), text=_kept(inbound.text))
    sender = to_e164(inbound.sender, utility.region) or _kept(inbound.sender)
    with engine.begin() as db:
        _take_turn(db, sender)
        row = {
            "gateway": inbound.gateway,
            "key": inbound.id,
            "sender": sender,
            "text": inbound.text,
            "at": inbound.at,
            "outcome": Outcome.UNREADABLE,
        }
        id_ = db.scalar(insert_once(db, SmsRow).values(row).returning(SmsRow.id))
        if id_ is None:
            same = {"gateway": inbound.gateway, "key": inbound.id}
            return db.scalar(_ANSWER, same)
        end = _Desk(db, utility, id_, sender, inbound).take()
        said = _said(end, inbound.text, utility)
        done = {"outcome": end.outcome, "answer": said, "account_id": end.account}
        db.execute(update(SmsRow).where(SmsRow.id == id_).values(done))
        log.info("message %d by SMS: %s", id_, end.outcome)
        return said


def _kept(text: str) -> str:
    """What a database can keep, no longer than any message is."""
    return text.replace("\0", "").encode(errors="replace").decode()[:LONGEST_KEPT]


def _said(end: End, written: str, utility: Utility) -> str | None:
    if end.outcome in (Outcome.REPEATED, Outcome.TOO_MANY):
        return None
    language = language_of(written, utility.languages)
    return answer(end.outcome, language, utility, whose=end.whose, readings=end.readings)


def _take_turn(db: Connection, sender: str) -> None:
    """Until the commit no other message of this sender is taken. SQLite has one writer anyway."""
    if db.dialect.name == "postgresql":
        lock = text(f"SELECT pg_advisory_xact_lock({LOCK}, hashtext(:sender))")
        db.execute(lock, {"sender": sender})


class _Desk:
    """Takes one new message."""

    def __init__(
        self, db: Connection, utility: Utility, id_: int, sender: str, inbound: Inbound
    ) -> None:
        self._db = db
        self._utility = utility
        self._id = id_
        self._sender = sender
        self._in = inbound
        self._today = inbound.at.astimezone(utility.zone).date()

    def take(self) -> End:
        """What becomes of it."""
        before = self._db.execute(_BEFORE, {"id": self._id, "sender": self._sender}).first()
        if before and before.text == self._in.text and self._in.at - before.at <= AT_ONCE:
            return End(Outcome.REPEATED)
        since = {"sender": self._sender, "since": self._in.at - DAY}
        if self._db.execute(_ANSWERED, since).scalar_one() >= self._utility.sms.per_sender:
            return End(Outcome.TOO_MANY)
        window = self._utility.readings
        if not in_window(self._today, window.first_day, window.last_day):
            return End(Outcome.WINDOW)
        return self._read(self._message(before))

    def _message(self, before: Row[str, datetime, str] | None) -> Message:
        """What was written; "да" alone is the message before, if that is what it was asked."""
        rule = self._utility.accounts
        message = parse(self._in.text, rule)
        if not (message.only_agrees and before and before.outcome == Outcome.HIGH):
            return message
        if before.at.astimezone(self._utility.zone).date() != self._today:
            return message
        asked = parse(before.text, rule)
        return Message(asked.ways, agrees=True)

    def _read(self, message: Message) -> End:
        found = find(self._db, message)
        if found.tried and not self._within_limits(found.tried):
            return End(Outcome.LIMIT)
        end = self._store(found.match, message.agrees) if found.match else End(found.why)
        if found.tried:
            self._count_try(found, end)
        return end

    def _within_limits(self, tried: str) -> bool:
        limits = self._utility.limits
        most = limits.misses_per_address
        return within_limits(self._db, limits, self._sender, tried, self._in.at, most)

    def _count_try(self, found: Found, end: End) -> None:
        """What was refused is a miss, too: values may be guessed as well as flats (C5)."""
        tried = {
            "caller": self._sender,
            "number": found.tried,
            "found": end.outcome in STORES,
            "at": self._in.at,
        }
        self._db.execute(insert(IdentificationRow), tried)

    def _store(self, match: Match, agrees: bool) -> End:
        multiple = self._utility.readings.unusual_multiple
        judged = judge(self._db, match, self._today, multiple, agrees)
        if judged.refused:
            return End(judged.refused, readings=judged.readings)
        if not may_replace(self._db, match, self._today, self._sender):
            return End(Outcome.OTHERWISE)
        replaced = take_all(self._db, judged.values, self._today, self._in.at)
        outcome = Outcome.CORRECTED if replaced else Outcome.STORED
        written = [written for _, written in match.pairs]
        return End(outcome, match.account.id, _whose(match), written)


def _whose(match: Match) -> str:
    """The address as the public register has it with the flat that was sent; or the number sent."""
    if match.place is None:
        return match.account.number
    house = "-".join(filter(None, (match.place.house, match.place.flat)))
    return ", ".join(filter(None, (match.place.locality, match.place.street, house)))


_ANSWER = select(SmsRow.answer).where(
    SmsRow.gateway == bindparam("gateway"), SmsRow.key == bindparam("key")
)
_BEFORE = (
    select(SmsRow.text, SmsRow.at, SmsRow.outcome)
    .where(
        SmsRow.sender == bindparam("sender"),
        SmsRow.id < bindparam("id"),
        SmsRow.outcome.not_in([Outcome.REPEATED, Outcome.TOO_MANY]),
    )
    .order_by(SmsRow.id.desc())
    .limit(1)
)
_ANSWERED = select(func.count()).where(
    SmsRow.sender == bindparam("sender"),
    SmsRow.at > bindparam("since"),
    SmsRow.answer.is_not(None),
)
