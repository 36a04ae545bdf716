"""What an operator was noted to do last: found by the index, however much was noted before."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from models.events.tables import PresenceRow
from models.operators.tables import OperatorRow

_noted = aliased(PresenceRow)
# To be joined with, in a query about operators. Nobody's presence is noted before an earlier one's.
LAST_NOTED = (
    select(_noted.id)
    .where(_noted.operator_id == OperatorRow.id)
    .order_by(_noted.at.desc(), _noted.id.desc())
    .limit(1)
    .correlate(OperatorRow)
    .scalar_subquery()
)
