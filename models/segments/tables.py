"""The tables of the archive of recordings."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import BigKey, Letters, Moment
from models.operators.tables import OperatorRow
from models.tables import Base, CallRow


class SegmentRow(Base):
    """One piece of a call's recording, from the moment when it should exist (P1).

    A call has several when its recording was begun anew. Files of before the installation belong
    to no call of ours. The row outlasts the sound: it says what there was, and when it went.
    """

    __tablename__ = "segment"
    __table_args__ = (
        Index(None, "call_id", "number", unique=True),
        Index(None, "state", "keep_until"),
        Index(
            "ix_segment_to_remove",
            "id",
            sqlite_where=text("state = 'destroyed' AND destroyed_at IS NULL"),
            postgresql_where=text("state = 'destroyed' AND destroyed_at IS NULL"),
        ),
        Index(
            "ix_segment_expected",
            "id",
            sqlite_where=text("state = 'expected'"),
            postgresql_where=text("state = 'expected'"),
        ),
        Index(
            "ix_segment_before",
            "expected_at",
            "id",
            sqlite_where=text("call_id IS NULL"),
            postgresql_where=text("call_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey(CallRow.id))
    number: Mapped[int]  # in the call, from 1
    name: Mapped[str | None] = mapped_column(unique=True)  # in the store; says nothing of the call
    source: Mapped[str] = mapped_column(unique=True)  # what Asterisk's file is called
    state: Mapped[str]  # models.segments.kinds.State
    expected_at: Mapped[datetime] = mapped_column(Moment)
    keep_until: Mapped[date]  # the last day of it, in the utility's time zone (P1)
    began_at: Mapped[datetime | None] = mapped_column(Moment)  # of its first sample
    duration: Mapped[int | None]  # milliseconds, of what is stored
    lacks: Mapped[int] = mapped_column(default=0)  # milliseconds that should be there and are not
    size: Mapped[int | None] = mapped_column(BigKey)  # bytes, as stored
    sha256: Mapped[str | None]  # of what is stored, hexadecimal
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)  # of its own key; see cipher
    key_id: Mapped[str | None] = mapped_column(index=True)  # which master key wrapped it
    peaks: Mapped[bytes | None] = mapped_column(LargeBinary)  # of both sides, to be drawn
    settled_at: Mapped[datetime | None] = mapped_column(Moment)  # stored, or found missing
    destroyed_at: Mapped[datetime | None] = mapped_column(Moment)  # and its file is gone too
    form: Mapped[str | None]  # of a file from before: its ending, "gsm"; none: Opus in Ogg


class LegalHoldRow(Base):
    """Why a recording outlives the three months, who wanted that, and until when (P1).

    Of a call with all its recordings, or of one file from before the installation.
    """

    __tablename__ = "legal_hold"
    __table_args__ = (Index(None, "call_id"), Index(None, "segment_id"))

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    call_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey(CallRow.id))
    segment_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey(SegmentRow.id))
    reason: Mapped[str]
    placed_by: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id))
    placed_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[date | None]  # its last day; without one, until it is lifted
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey(OperatorRow.id))
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)


class DestructionRow(Base):
    """A destruction, proven: each row's seal covers what it says and the seal of the one before."""

    __tablename__ = "destruction"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)  # 1, 2, 3 ...
    at: Mapped[datetime] = mapped_column(Moment)
    segment_id: Mapped[int] = mapped_column(ForeignKey(SegmentRow.id), unique=True)
    rule: Mapped[str]  # by which it had to go
    sha256: Mapped[str | None]  # of what there was; none of a missing one
    seal: Mapped[str]  # keyed; see recordings.retention.chain


class ListeningRow(Base):
    """Somebody has asked to hear a call, why, and whether it was granted (P2).

    What is granted is a link that works once, for a moment. The link itself is nowhere stored.
    """

    __tablename__ = "listening"
    __table_args__ = (
        Index(None, "call_id", "at"),
        Index(None, "operator_id", "at"),
        Index(None, "segment_id"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    operator_id: Mapped[int] = mapped_column(ForeignKey(OperatorRow.id))
    call_id: Mapped[int | None] = mapped_column(ForeignKey(CallRow.id))
    segment_id: Mapped[int | None] = mapped_column(ForeignKey(SegmentRow.id))
    how: Mapped[str]  # "listen", "download"
    reason: Mapped[str]
    refused: Mapped[str] = mapped_column(default="")  # why not; empty: granted
    link_hash: Mapped[str | None] = mapped_column(unique=True)  # SHA-256
    link_until: Mapped[datetime | None] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class WordRow(Base):
    """A word of a recording, as the recogniser wrote it down. It goes with the recording (P1)."""

    __tablename__ = "spoken_word"

    segment_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey(SegmentRow.id), primary_key=True, autoincrement=False
    )
    side: Mapped[int] = mapped_column(primary_key=True)  # 0 the caller, 1 what the caller heard
    place: Mapped[int] = mapped_column(primary_key=True)  # among the side's words, from 0
    word: Mapped[str] = mapped_column(Letters, index=True)
    began: Mapped[int]  # milliseconds from the segment's first sample
    ended: Mapped[int]


class TranscriptRow(Base):
    """That a segment was written down, with what, and whether there was anything to write."""

    __tablename__ = "spoken_transcript"

    segment_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey(SegmentRow.id), primary_key=True, autoincrement=False
    )
    model: Mapped[str]  # the directory of the Vosk model
    language: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Moment)
    hints: Mapped[str] = mapped_column(default="[]")  # JSON; recordings.hints says what each is


class TroubleRow(Base):
    """What the archive cannot do now, and since when: for pages, which are other processes."""

    __tablename__ = "archive_trouble"

    what: Mapped[str] = mapped_column(primary_key=True)  # recordings.archive.alarms.What
    since: Mapped[datetime] = mapped_column(Moment)
