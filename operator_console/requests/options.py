"""What can be chosen in the fields of a form, as pairs of value and text."""

from models.contacts.card import MeterFacts
from operator_console.customers.quantities import place_name
from operator_console.formats import day
from operator_console.requests.forms import Field
from operator_console.requests.subject import Subject
from operator_console.requests.views import requests
from operator_console.texts import t

Options = list[tuple[str, str]]


@requests.app_template_global()
def named(field: Field) -> Options:
    """A fixed choice, none chosen at first."""
    return [("", "—"), *((one, t(f"requests.{field.name}_{one}")) for one in field.choices)]


@requests.app_template_global()
def meters_of(subject: Subject) -> Options:
    """The account's meters as the menu tells them apart: by service, place, end of the number."""
    texts = [(str(meter.id), meter_name(meter)) for meter in subject.meters]
    return [("", "—"), *texts] if len(texts) != 1 else texts


def meter_name(meter: MeterFacts) -> str:
    """Hot water, kitchen · …427."""
    place = f", {place_name(meter.place)}" if meter.place else ""
    return f"{t(f'customers.service_{meter.service}')}{place} · …{meter.serial[-3:]}"


@requests.app_template_global()
def days_of(subject: Subject) -> Options:
    """Days of a visit (Q1, Q2)."""
    return [(one.isoformat(), day(one)) for one in subject.days]
