"""The database tables."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, MetaData, false, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from models.columns import BigKey, Moment, Thousandths


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class StreetRow(Base):
    """A street as some address is written with it. None is ever removed."""

    __tablename__ = "street"
    __table_args__ = (Index(None, "locality", "name", unique=True),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    locality: Mapped[str]
    name: Mapped[str]  # empty where the houses of a village are numbered without streets


class StreetAliasRow(Base):
    """What people call a street that the register calls otherwise: its old name."""

    __tablename__ = "street_alias"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an id used again would hide a change

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"), index=True)
    name: Mapped[str]


class AddressRow(Base):
    """A place that is supplied. The keys are of `models.addresses.houses.key_of`."""

    __tablename__ = "address"
    __table_args__ = (
        Index(None, "street", "house", "flat", "locality", unique=True),
        Index(None, "street_id", "house_key", "flat_key"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    locality: Mapped[str]
    street: Mapped[str]
    house: Mapped[str]
    flat: Mapped[str]  # empty for a whole building
    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"))
    house_key: Mapped[str]
    flat_key: Mapped[str]


class AccountRow(Base):
    """An account (лицевой счёт) of an individual or a legal entity."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    customer: Mapped[str]  # models.records.Customer
    name: Mapped[str]
    address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id"), index=True)
    out_of_turn: Mapped[bool] = mapped_column(server_default=false())  # by law or contract (C7)


class MeterRow(Base):
    """A meter of an account; in use while `removed_on` is empty."""

    __tablename__ = "meter"
    __table_args__ = (Index(None, "account_id", "serial", "service", unique=True),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    serial: Mapped[str]
    service: Mapped[str]  # models.records.Service
    place: Mapped[str]
    wheels: Mapped[int]
    decimals: Mapped[int]
    monthly_norm: Mapped[Decimal] = mapped_column(Thousandths)
    removed_on: Mapped[date | None]


class ReadingRow(Base):
    """A reading. One that was replaced stays, with the moment when: the ledger forgets nothing."""

    __tablename__ = "reading"
    __table_args__ = (
        Index(
            "uq_reading_meter_id_taken_on",
            "meter_id",
            "taken_on",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    meter_id: Mapped[int] = mapped_column(ForeignKey("meter.id"))
    value: Mapped[Decimal] = mapped_column(Thousandths)
    taken_on: Mapped[date]
    received_at: Mapped[datetime] = mapped_column(Moment)
    source: Mapped[str]  # models.records.Source
    entered_by: Mapped[str]  # "caller", the name of an import file, later an operator
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"), index=True)
    replaced_at: Mapped[datetime | None] = mapped_column(Moment)


class CallRow(Base):
    """A call. Its id is the number the caller is told as a receipt."""

    __tablename__ = "call"
    __table_args__ = (
        Index(
            "ix_call_to_forget",
            "began_at",
            sqlite_where=text("forgotten_at IS NULL"),
            postgresql_where=text("forgotten_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # the telephone system's own id of the call
    utility: Mapped[str]
    caller: Mapped[str]  # as the network sent it: a hint, never proof
    dialled: Mapped[str]  # by the network; or the extension keyed in the menu (C6)
    channel: Mapped[str] = mapped_column(server_default="", index=True)  # Asterisk's unique id
    began_at: Mapped[datetime] = mapped_column(Moment, index=True)
    holder: Mapped[str]  # the connection which holds the call now; others may not write
    language: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    identified_by: Mapped[str | None]  # models.records.IdentifiedBy, in the menu
    announced_at: Mapped[datetime | None] = mapped_column(Moment)  # recording announced (C1)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str | None]
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment)  # its personal words (P1)


class JournalRow(Base):
    """One entry of a call's journal."""

    __tablename__ = "journal"

    call_id: Mapped[int] = mapped_column(BigKey, ForeignKey("call.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    entry: Mapped[dict[str, Any]] = mapped_column(JSON)


class IdentificationRow(Base):
    """An account number or an address given by a caller: what the limits on trawling count."""

    __tablename__ = "identification"
    __table_args__ = (
        Index(None, "caller", "at"),
        Index(None, "number", "at"),
        Index(None, "found", "at"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"), index=True)  # none: an SMS
    caller: Mapped[str]
    number: Mapped[str]  # of an account, or what `models.addresses.register.tried` makes of a place
    found: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Moment)


class CallbackRow(Base):
    """A promise to call back (C9). One operator at a time has it, until `claimed_until`."""

    __tablename__ = "callback"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), unique=True)
    number: Mapped[str]  # E.164
    reason: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment, index=True)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    queue: Mapped[str | None]  # whose place is kept
    priority: Mapped[int | None]  # models.rules.routing.priority
    again_at: Mapped[datetime | None] = mapped_column(Moment)  # not before, after an attempt
    claimed_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("operator.id"))
    claimed_until: Mapped[datetime | None] = mapped_column(Moment)
