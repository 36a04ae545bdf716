"""Which reading is of which meter: in the order of the account, or as the words say. Pure."""

from collections.abc import Sequence

from models.records import Meter
from models.sms.parse import Written


def assigned(
    readings: Sequence[Written], meters: Sequence[Meter]
) -> list[tuple[Meter, Written]] | None:
    """Every meter with its reading, as they were written; None if the two do not go together."""
    if len(readings) != len(meters):
        return None
    free, pairs = list(meters), []
    for written in readings:
        meter = next((one for one in free if _may_be(written, one)), None)
        if meter is None:
            return None
        free.remove(meter)
        pairs.append((meter, written))
    return pairs


def _may_be(written: Written, meter: Meter) -> bool:
    of_service = written.service in (None, meter.service)
    return of_service and written.place in ("", meter.place)
