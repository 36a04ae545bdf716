"""A call in which something is to be registered, and what is typed into its forms."""

from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import select

from models.tables import MeterRow
from tests.console.at_work import AtWork, Browser

ONE = "10000016"
VISIT = "2026-06-25"  # the tenth working day after 10 June: the 12th is a holiday


def meter_of(work: AtWork, number: str) -> int:
    query = select(MeterRow.id).where(MeterRow.account_id == work.account(number))
    with work.engine.connect() as db:
        return db.scalars(query.order_by(MeterRow.id)).first() or 0


def rows(work: AtWork, table: Any) -> list[Any]:
    with work.engine.connect() as db:
        return list(db.execute(select(table.__table__)).all())


def talking(work: AtWork, by: str = "address") -> tuple[Browser, dict[str, Any]]:
    """An operator with an identified caller, and what every form sends."""
    anna = work.operator("anna")
    work.call(anna, account_id=work.account(ONE), identified_by=by)
    browser = work.browser(anna)
    return browser, {"customer": work.public(ONE), "form_key": "key-1"}


def sealing(work: AtWork, **other: str) -> dict[str, str]:
    return {
        "meter": str(meter_of(work, ONE)), "reason": "replacement", "contact_person": "Сосед",
        "phone": "8 912 123-45-67", "visit_on": VISIT, "note": "После 18:00",
    } | other  # fmt: skip


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", size, (200, 10, 10)).save(drawn, kind)
    return drawn.getvalue()
