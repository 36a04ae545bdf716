"""The fields of each form (Q1-Q4, C9, C12, C13, C16), and reading what was typed into them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from config.utility import Utility
from models.contacts.records import Identified, RequestKind
from models.records import Customer
from models.rules.phones import to_e164


class Kind(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    METER = "meter"  # one of the account's
    DAY = "day"  # one of those on which a visit may be promised
    PHONE = "phone"
    TICK = "tick"


@dataclass(frozen=True)
class Field:
    """A field; its label is the text `requests.field_NAME`, its choices `requests.NAME_CHOICE`."""

    name: str
    kind: Kind = Kind.LINE
    required: bool = True
    choices: Sequence[str] = ()

    @property
    def longest(self) -> int:
        """Characters."""
        return 2000 if self.kind is Kind.TEXT else 200


@dataclass(frozen=True)
class Form:
    """A form; `needs` is how surely the caller must be known, None where no account is needed."""

    fields: Sequence[Field]
    needs: Identified | None = None
    legal: Sequence[Field] = ()  # instead, where the account is of a legal entity (Q2)
    outlasts: bool = True  # the call: there may be something left to do

    def fields_for(self, customer: Customer | None) -> Sequence[Field]:
        return self.legal if self.legal and customer is Customer.LEGAL else self.fields

    def leaves_work(self, values: Mapping[str, str]) -> bool:
        """Whether something is left to do: nothing is after an answer that satisfied (Q4)."""
        return self.outlasts and values.get("satisfied") != "yes"


PHONE = Field("phone", Kind.PHONE)
NOTE = Field("note", Kind.TEXT, required=False)
SEALING_REASONS = ("plumbing_work", "accident", "replacement")  # Q3
VISIT_REASONS = (*SEALING_REASONS, "scheduled", "doubt", "other")


def _visit(reasons: Sequence[str]) -> Form:
    """A visit to a meter (Q1), of a legal entity (Q2)."""
    reason = Field("reason", Kind.CHOICE, choices=reasons)
    visit = Field("visit_on", Kind.DAY)
    person, when = Field("contact_person"), Field("convenient_time", required=False)
    meter = Field("meter", Kind.METER)
    return Form(
        fields=(meter, reason, person, PHONE, visit, when, NOTE),
        legal=(
            Field("contract"), Field("object"), meter,
            Field("device", Kind.CHOICE, choices=("hot_water_meter", "heat_metering_unit")),
            reason, person, PHONE, visit, when, NOTE,
        ),
        needs=Identified.CLAIMED,
    )  # fmt: skip


FORMS: Mapping[RequestKind, Form] = {
    RequestKind.SEALING: _visit(SEALING_REASONS),
    RequestKind.UNSEALING: _visit(VISIT_REASONS),
    RequestKind.INSPECTION: _visit(VISIT_REASONS),
    RequestKind.CHARGES: Form(
        (
            Field("period"), Field("question", Kind.TEXT), Field("explanation", Kind.TEXT),
            Field("satisfied", Kind.CHOICE, choices=("yes", "written_answer", "to_head")), NOTE,
        ),
        needs=Identified.CONFIRMED,
    ),
    RequestKind.CALLBACK: Form((PHONE, Field("about", Kind.TEXT))),
    RequestKind.EMERGENCY: Form(
        (
            Field("danger", Kind.CHOICE, choices=("people", "property", "none")),
            Field("what", Kind.CHOICE, choices=("leak", "no_heat", "burst", "scald", "other")),
            Field("address"), Field("phone", Kind.PHONE, required=False), NOTE,
        )
    ),
    RequestKind.SUSPENSION: Form(
        (
            Field("conduct", Kind.CHOICE, choices=("insult", "threat", "intoxication", "other")),
            Field("warned", Kind.TICK), NOTE,
        ),
        outlasts=False,
    ),
    RequestKind.REFUSAL: Form(
        (
            Field("service"), Field("refusal_reason", Kind.TEXT),
            Field("explained", Kind.TICK), Field("offered", required=False),
        ),
        outlasts=False,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Filled:
    """What was typed, as it was typed, and what is wrong: texts by the names of fields."""

    values: Mapping[str, str]
    errors: Mapping[str, str]


def read(
    fields: Sequence[Field],
    typed: Mapping[str, str],
    utility: Utility,
    allowed: Mapping[Kind, Sequence[str]],
) -> Filled:
    """Judge a form; `allowed` are the meters and days of this account and moment."""
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    for field in fields:
        value = _clean(field, typed.get(field.name, ""))
        values[field.name] = value
        if error := _error(field, value, utility, allowed):
            errors[field.name] = error
        elif field.kind is Kind.PHONE and value:
            values[field.name] = to_e164(value, utility.region) or value
    return Filled(values, errors)


def _clean(field: Field, value: str) -> str:
    """Without control characters; a line without what breaks lines."""
    kept = "".join(one for one in value if one.isprintable() or one in "\n\t")
    return kept.strip() if field.kind is Kind.TEXT else " ".join(kept.split())


def _error(
    field: Field, value: str, utility: Utility, allowed: Mapping[Kind, Sequence[str]]
) -> str:
    if not value:
        return "error_required" if field.required else ""
    if len(value) > field.longest:
        return "error_too_long"
    if field.kind is Kind.PHONE and to_e164(value, utility.region) is None:
        return "error_phone"
    choices = allowed.get(field.kind, field.choices)
    if field.kind in (Kind.CHOICE, Kind.METER, Kind.DAY) and value not in choices:
        return "error_choice"
    return ""
