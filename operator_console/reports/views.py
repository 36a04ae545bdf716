"""The page of reports and its two files."""

from collections.abc import Callable

from babel.numbers import format_percent
from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from models.operators.roles import Role
from models.rules.clocks import Clock, norm_of
from operator_console.office import this_office
from operator_console.reports.chart import chart
from operator_console.reports.period import Asked, By, WrongPeriod, asked
from operator_console.reports.report import Report, report
from operator_console.reports.sheets import to_csv, to_xlsx
from operator_console.room import Room
from operator_console.texts import language, t

reports = Room(
    "reports", __name__, admitted=frozenset({Role.SUPERVISOR, Role.AUDITOR}), tab="index"
)
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@reports.app_template_filter()
def percentage(share: float) -> str:
    """A part of the whole as people write it: 95,5 %."""
    return format_percent(share, "0.0 %", language())


@reports.get("/")
def index() -> ResponseReturnValue:
    """The report asked for, or what is wrong with the form."""
    try:
        wanted = _asked()
    except WrongPeriod as wrong:
        return _page(None, t(str(wrong))), 422
    return _page(_report(wanted))


def _page(made: Report | None, wrong: str = "") -> str:
    norms = this_office().utility.norms
    return render_template(
        "reports/index.html",
        wrong=wrong,
        report=made,
        chart=chart(made.rows) if made and made.asked.by in (By.DAY, By.HOUR) else None,
        ways=[(way, t(f"reports.by_{way}")) for way in By],
        stages=[(clock, norm_of(clock, norms)) for clock in Clock],
        waiting=Clock.WAITING,
        today=this_office().today(),
    )


@reports.get("/hotline.csv")
def as_csv() -> Response:
    """The same as CSV."""
    return _file(to_csv, CSV, "csv")


@reports.get("/hotline.xlsx")
def as_xlsx() -> Response:
    """The same as XLSX."""
    return _file(to_xlsx, XLSX, "xlsx")


def _file(write: Callable[[Report], bytes], media_type: str, suffix: str) -> Response:
    try:
        wanted = _asked()
    except WrongPeriod:
        abort(400)
    days = wanted.days
    name = f"hotline-{wanted.by}-{days.first:%Y%m%d}-{days.last:%Y%m%d}.{suffix}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(write(_report(wanted)), content_type=media_type, headers=disposition)


def _asked() -> Asked:
    office = this_office()
    return asked(request.args, office.utility.zone, office.now())


def _report(wanted: Asked) -> Report:
    office = this_office()
    with office.reader.connect() as connection:
        return report(connection, office.utility, wanted)
