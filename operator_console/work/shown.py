"""What was filled in when a request was registered, as it is read afterwards."""

from collections.abc import Mapping, Sequence
from datetime import date

from models.contacts.card import MeterFacts
from models.contacts.records import Request
from operator_console.formats import day
from operator_console.requests.forms import FORMS, Field, Kind
from operator_console.requests.options import meter_name
from operator_console.texts import t

FIELDS: Mapping[str, Field] = {
    field.name: field for form in FORMS.values() for field in (*form.fields, *form.legal)
}
MATTERS = ("what", "danger", "reason", "satisfied")  # what a list may say: nothing personal


def matter(one: Request) -> str:
    """What it is about, in a few words."""
    said = {
        name: t(f"requests.{name}_{one.fields[name]}") for name in MATTERS if name in one.fields
    }
    if "danger" in said:
        said["danger"] = f"{t('requests.field_danger')}: {said['danger'].lower()}"
    return " · ".join(said.values())


def filled(one: Request, meters: Sequence[MeterFacts]) -> list[tuple[str, str]]:
    """Labels and what stands beside them."""
    names = {str(meter.id): meter_name(meter) for meter in meters}
    return [
        (t(f"requests.field_{name}"), _written(name, value, names))
        for name, value in one.fields.items()
    ]


def _written(name: str, value: str, meters: Mapping[str, str]) -> str:
    kind = FIELDS[name].kind if name in FIELDS else Kind.LINE
    if kind is Kind.CHOICE:
        return t(f"requests.{name}_{value}")
    if kind is Kind.METER or name == "meter":
        return meters.get(value, "—")
    if kind is Kind.TICK:
        return t("work.yes")
    return day(date.fromisoformat(value)) if kind is Kind.DAY else value
