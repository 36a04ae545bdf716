"""How audits are written: scores, moments, names of topics. Filters and values of the templates."""

import secrets
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from flask import request, url_for

from models.audits.calibrations import graders
from models.audits.records import Card, Filters, Kind
from models.contacts.records import Outcome
from models.operators.roles import Role
from models.rules.grading import Criterion, Judged, Scorecard, is_failed, moment_written
from operator_console.audits.cited import cited
from operator_console.audits.room import audits
from operator_console.formats import in_language, length_of_time
from operator_console.office import this_office
from operator_console.security.visitor import signed_in
from operator_console.texts import language, t

# What the row of links above each screen leads to, by role.
SCREENS = {
    Role.ENGINEER: ("own", "tasks"),
    Role.SUPERVISOR: ("index", "calibrations", "appeals", "tasks", "timely", "forms"),
    Role.AUDITOR: ("index", "calibrations", "appeals", "tasks", "timely", "forms"),
    Role.ADMINISTRATOR: ("forms",),
}
# Where one is on the others; a grade is where its reader comes from.
WITHIN = {
    "new_sample": "index", "draw": "index", "sample": "index", "grading": "index", "sign": "index",
    "calibration": "calibrations", "form": "forms",
}  # fmt: skip


@audits.app_template_filter()
def in_percent(thousandths: int) -> str:
    """A score: 87,5 %."""
    return f"{format_decimal(Decimal(thousandths) / 10, '0.#', language())} %"


@audits.app_template_filter()
def alpha_written(alpha: float | None) -> str:
    """Krippendorff's alpha with two decimals, a dash where it says nothing."""
    return "–" if alpha is None else format_decimal(round(alpha, 2), "0.00", language())


@audits.app_template_filter()
def paragraph(one: Criterion) -> str:
    """Where the standard demands it, in the visitor's language."""
    return cited(one.paragraph, language())


@audits.app_template_filter()
def recording_moment(milliseconds: int | None) -> str:
    """12:03, as it is typed."""
    return moment_written(milliseconds)


@audits.app_template_global()
def topic_of(key: str | None) -> str:
    """The name of a topic; its key, if the profile has it no more."""
    topic = this_office().utility.topics.get(key or "")
    return in_language(topic.name) if topic else key or "–"


@audits.app_template_global()
def screens() -> list[tuple[str, str, bool]]:
    """Address and text of the row of links, and whether one is there."""
    names = SCREENS[signed_in().role]
    here = (request.endpoint or "").rpartition(".")[2] if request.blueprint == audits.name else ""
    here = WITHIN.get(here, names[0] if here == "grade" else here)
    return [(url_for(f"audits.{name}"), t(f"audits.screen_{name}"), name == here) for name in names]


def kinds() -> list[tuple[str, str]]:
    """What a sample can be drawn for."""
    return [(kind, t(f"audits.kind_{kind}")) for kind in Kind]


def topics() -> list[tuple[str, str]]:
    """The topics of the profile."""
    return [(key, in_language(topic.name)) for key, topic in this_office().utility.topics.items()]


def who_may_grade(db: Any, but: int) -> list[tuple[int, str]]:
    """Auditors and supervisors except one."""
    return [(who, name) for who, name in graders(db).items() if who != but]


@audits.app_template_global()
def new_form_key() -> str:
    """By which a form that is sent twice is known."""
    return secrets.token_hex(16)


@audits.app_template_filter()
def form_choices(forms: Iterable[Card]) -> list[tuple[int, str]]:
    """Forms to choose from, the newest version of each first."""
    return [
        (one.id, f"{in_language(one.card.names)} ({t('audits.version', number=one.version)})")
        for one in forms
    ]


@audits.app_template_filter()
def critical_failed(card: Scorecard, answers: Mapping[str, Judged]) -> list[Criterion]:
    """The critical criteria that failed the call."""
    return [one for one in card.criteria if one.critical and is_failed(one, answers[one.key])]


@audits.app_template_filter()
def filters_written(filters: Filters) -> str:
    """What a sample was drawn from, in words."""
    parts = [topic_of(one) for one in filters.topics]
    parts += [t(f"requests.outcome_{one}") for one in filters.outcomes if one in set(Outcome)]
    for name in ("dissatisfied", "repeated", "red"):
        if getattr(filters, name):
            parts.append(t(f"audits_samples.only_{name}"))
    if filters.shortest is not None:
        parts.append(f"≥ {length_of_time(filters.shortest)}")
    if filters.longest is not None:
        parts.append(f"≤ {length_of_time(filters.longest)}")
    if filters.operators:
        parts.append(t("audits_samples.chosen_operators"))
    return ", ".join(parts) or t("audits_samples.no_filters")
