"""Links to a sound: opaque, for one person in one session, for a moment, once (P2).

A link is 256 random bits, of which the log keeps the SHA-256, and a tag that binds it to the
session. All that is asked for is written to the log, and so is all that is refused.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, Select, bindparam, insert, select, update

from models.operators.roles import Role
from models.segments.kinds import State
from models.segments.tables import ListeningRow, SegmentRow
from models.tables import CallRow
from recordings.listening.reasons import Refused, Why
from recordings.listening.rights import Way, may

LASTS = timedelta(seconds=30)
BYTES = 32  # of chance in a link
TAG = 32  # hexadecimal digits


@dataclass(frozen=True)
class Listener:
    """Who asks. `session` is the key of the signing in; it is neither kept nor told."""

    operator: int
    role: Role
    session: str


@dataclass(frozen=True)
class Granted:
    """A link was good: this segment, `number` in the call, is to be given out, now.

    A file older than the installation has no call, and its ending as `form`.
    """

    segment: int
    call: int | None
    number: int
    way: Way
    reason: str
    form: str | None = None


@dataclass(frozen=True)
class Of:
    """What a line of the log is about; a link that was guessed is about nothing."""

    call: int | None
    segment: int | None
    way: Way


NOTHING = Of(None, None, Way.LISTEN)


@dataclass(frozen=True)
class Links:
    """Issues and takes them. `secret` is known to the console's processes alone."""

    engine: Engine
    secret: str
    now: datetime

    def issue(self, who: Listener, call: int, number: int, way: Way, reason: str) -> str:
        """A new link to a segment of a call. Raises Refused, when that is on record."""
        return self._issue(who, _SEGMENT, {"call": call, "number": number}, way, reason)

    def issue_file(self, who: Listener, segment: int, way: Way, reason: str) -> str:
        """The same to a file older than the installation, by the number of its segment."""
        return self._issue(who, _FILE, {"call": None, "segment": segment}, way, reason)

    def _issue(
        self, who: Listener, which: Select[int, str], values: dict[str, Any], way: Way, reason: str
    ) -> str:
        chance, call = secrets.token_urlsafe(BYTES), values["call"]
        with self.engine.begin() as db:
            segment = db.execute(which, values).first()
            why = _why_not(db, who, call, way, reason, segment)
            of = Of(_known(db, call), segment.id if segment else None, way)
            link = {} if why else {"link_hash": _hash(chance), "link_until": self.now + LASTS}
            _write(db, who, self.now, of, why, reason=reason, **link)
        if why:
            raise Refused(why)
        return chance + self._tag(chance, who.session)

    def take(self, who: Listener, link: str) -> Granted:
        """What the link leads to; of two who come with it one gets it. Raises Refused."""
        chance, tag = link[:-TAG], link[-TAG:]
        mine = hmac.compare_digest(tag.encode(), self._tag(chance, who.session).encode())
        with self.engine.begin() as db:
            granted = self._taken(db, who, chance) if mine else None
            if granted and may(db, who.operator, who.role, granted.call, granted.way):
                return granted
            if granted:
                why, of = Why.ROLE, Of(granted.call, granted.segment, granted.way)
            else:
                why, of = self._why(db, who, chance, mine)
            _write(db, who, self.now, of, why)
        raise Refused(why)

    def _taken(self, db: Connection, who: Listener, chance: str) -> Granted | None:
        taken = db.execute(
            update(ListeningRow)
            .where(
                ListeningRow.link_hash == _hash(chance),
                ListeningRow.operator_id == who.operator,
                ListeningRow.used_at.is_(None),
                ListeningRow.link_until >= self.now,
            )
            .values(used_at=self.now)
            .returning(
                ListeningRow.segment_id, ListeningRow.call_id, ListeningRow.how,
                ListeningRow.reason,
            )
        ).first()  # fmt: skip
        if taken is None:
            return None
        row = db.execute(_NUMBER, {"segment": taken.segment_id}).one()
        way = Way(taken.how)
        return Granted(taken.segment_id, taken.call_id, row.number, way, taken.reason, row.form)

    def _why(self, db: Connection, who: Listener, chance: str, mine: bool) -> tuple[Why, Of]:
        """What is wrong with a link, and what it was for."""
        row = db.execute(_ISSUED, {"hash": _hash(chance)}).first()
        if row is None:
            return Why.UNKNOWN, NOTHING
        of = Of(row.call_id, row.segment_id, Way(row.how))
        if row.operator_id != who.operator:
            return Why.OTHER_OPERATOR, of
        if not mine:
            return Why.OTHER_SESSION, of
        return (Why.USED if row.used_at else Why.EXPIRED), of

    def _tag(self, chance: str, session: str) -> str:
        bound = f"{chance} {session}".encode()
        return hmac.new(self.secret.encode(), bound, "sha256").hexdigest()[:TAG]


def refuse(
    engine: Engine,
    who: Listener,
    call: int | None,
    why: Why,
    now: datetime,
    way: Way = Way.LISTEN,
    segment: int | None = None,
) -> None:
    """Write down that somebody did not get what was asked for, where no link was the reason."""
    with engine.begin() as db:
        _write(db, who, now, Of(_known(db, call), segment, way), why)


def _why_not(
    db: Connection, who: Listener, call: int | None, way: Way, reason: str, segment: Any
) -> Why | None:
    if not may(db, who.operator, who.role, call, way):
        return Why.ROLE
    if segment is None:
        return Why.UNKNOWN
    if not reason:
        return Why.NO_REASON
    if segment.state == State.DESTROYED:
        return Why.DESTROYED
    return None if segment.state in (State.STORED, State.DAMAGED) else Why.NO_SOUND


def _write(
    db: Connection, who: Listener, now: datetime, of: Of, why: Why | None, **more: Any
) -> None:
    row = {
        "at": now,
        "operator_id": who.operator,
        "call_id": of.call,
        "segment_id": of.segment,
        "how": of.way,
        "reason": "",
        "refused": why or "",
    }
    db.execute(insert(ListeningRow), row | more)


def _known(db: Connection, call: int | None) -> int | None:
    """The call's number, if there is such a call."""
    return call and db.scalar(select(CallRow.id).where(CallRow.id == call))


def _hash(chance: str) -> str:
    return sha256(chance.encode()).hexdigest()


_SEGMENT = select(SegmentRow.id, SegmentRow.state).where(
    SegmentRow.call_id == bindparam("call"), SegmentRow.number == bindparam("number")
)
_FILE = select(SegmentRow.id, SegmentRow.state).where(
    SegmentRow.id == bindparam("segment"), SegmentRow.call_id.is_(None)
)
_NUMBER = select(SegmentRow.number, SegmentRow.form).where(SegmentRow.id == bindparam("segment"))
_ISSUED = select(
    ListeningRow.operator_id,
    ListeningRow.used_at,
    ListeningRow.call_id,
    ListeningRow.segment_id,
    ListeningRow.how,
).where(ListeningRow.link_hash == bindparam("hash"))
