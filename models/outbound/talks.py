"""Who has been helped meanwhile: customers who talked with an operator after the promise (C9)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from config.utility import Utility
from models.events.kinds import Kind
from models.events.tables import CallEventRow
from models.search.by_number import as_networks_send
from models.tables import CallRow

Promise = tuple[int, str, datetime]  # id, number in E.164, when it was made


def talked_since(
    db: Connection, utility: Utility, promises: Sequence[Promise]
) -> dict[int, datetime]:
    """When the last such talk began, by the promise's id; of those who had one.

    In a call that began after the promise, from the number or to it, by the log of events.
    Whether it was the same person, about the same matter, only people can find out.
    """
    if not promises:
        return {}
    numbers = {number for _, number, _ in promises}
    forms = {form: one for one in numbers for form in as_networks_send(one, utility.region)}
    talks = (
        select(CallRow.caller, CallRow.began_at, CallEventRow.at)
        .join(CallEventRow, CallEventRow.call_id == CallRow.id)
        .where(CallEventRow.kind == Kind.ANSWERED, CallRow.caller.in_(forms))
        .where(CallRow.began_at > min(asked for _, _, asked in promises))
        .order_by(CallEventRow.at)
    )
    return {
        promise: row.at
        for row in db.execute(talks)
        for promise, number, asked in promises
        if forms[row.caller] == number and row.began_at > asked
    }
