"""Who has seen a customer's data, and why (P2): written down before they are shown."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select

from models.contacts.tables import LookRow

OPEN_FOR = timedelta(minutes=30)  # that a reason given without a call opens a card
OPENED, CARD, SEARCH = "opened", "card", "search"  # what is seen; "opened" is a reason given
REQUEST, CALLBACK = "request", "call back"  # one of them, with what was said
CALL = "call"  # the reason, where there is one


def look(
    db: Connection,
    at: datetime,
    operator: int,
    what: str,
    *,
    account: int | None = None,
    call: int | None = None,
    reason: str = "",
) -> None:
    """Write a look down."""
    db.execute(
        insert(LookRow),
        {
            "at": at,
            "operator_id": operator,
            "account_id": account,
            "call_id": call,
            "what": what,
            "reason": reason,
        },
    )


def reason_given(db: Connection, operator: int, account: int, now: datetime) -> str:
    """The reason for which the operator lately opened this account without a call, or nothing."""
    query = (
        select(LookRow.reason)
        .where(
            LookRow.operator_id == operator,
            LookRow.account_id == account,
            LookRow.call_id.is_(None),
            LookRow.what == OPENED,
            LookRow.at > now - OPEN_FOR,
        )
        .order_by(LookRow.id.desc())
        .limit(1)
    )
    return db.scalar(query) or ""


def seen_in(db: Connection, call: int, account: int) -> bool:
    """Whether this account's card was on the screen in this call."""
    query = select(LookRow.id).where(
        LookRow.call_id == call, LookRow.account_id == account, LookRow.what == CARD
    )
    return db.execute(query.limit(1)).first() is not None
