"""How long a recording is kept, and why longer: what pages show of its holds."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from operator_console.office import this_office
from recordings.retention.holds import Hold


def kept(holds: Sequence[Hold], goes_on: date | None) -> dict[str, Any]:
    """`goes_on`: the day on which it has to go, unless it is held; none if nothing is there."""
    holding = [one for one in holds if _is_held(one)]
    return {
        "goes_on": goes_on,
        "holding": holding,
        "holds_before": [one for one in holds if not _is_held(one)],
    }


def _is_held(one: Hold) -> bool:
    return one.lifted_at is None and (one.until is None or one.until >= this_office().today())
