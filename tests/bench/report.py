"""The figures of a bench, for people and for machines."""

from collections.abc import Sequence
from typing import Any

import click

from tests.bench.agi import Held, Loaded

COLUMNS = {
    "calls/s": ".0f", "open": "d", "p50": ".2f", "p95": ".2f", "p99": ".2f", "word p50": ".2f",
    "word p99": ".2f", "lag p99": ".2f", "cpu/call": ".2f", "failed": "d", "load": ".1f",
}  # fmt: skip
LEGEND = """Milliseconds, measured at the generator, which plays Asterisk.
p50, p95, p99: from an AGI reply to our next command.  word: our own time from the end of an
answer to the next word the caller hears, some of them together.  lag: by which the generator was
late itself.  cpu/call: processor time of the server.  load: of the machine, others included."""


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share lies, in milliseconds; 0 if there is none."""
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def row(run: Loaded) -> dict[str, Any]:
    """One load's figures, under the names of the columns."""
    heard, calls = run.measured.heard, len(run.measured.calls)
    return {
        "calls": run.name,
        "calls/s": run.measured.finished / run.measured.seconds,
        "open": run.measured.most_open,
        "p50": percentile(heard.commands, 0.50),
        "p95": percentile(heard.commands, 0.95),
        "p99": percentile(heard.commands, 0.99),
        "word p50": percentile(heard.turns, 0.50),
        "word p99": percentile(heard.turns, 0.99),
        "first word p99": percentile(heard.first, 0.99),
        "lag p99": percentile(heard.lag, 0.99),
        "cpu/call": 1000 * run.cpu / calls,
        "failed": len(heard.failed),
        "load": run.load_average,
        "calls held": calls,
    }


def figures(held: Held) -> dict[str, Any]:
    """Everything measured on one database, as plain JSON."""
    rows = [row(run) for run in (held.fastest, *held.loads)]
    plain = len(held.plain.calls) / held.plain.seconds
    return {
        "database": held.database,
        "loads": rows,
        "plain AGI calls/s": plain,
        "times plain AGI": rows[0]["calls/s"] / plain,
        "most memory, MB": held.memory / 1e6,
        "wrong": held.wrong,
    }


def show(result: dict[str, Any]) -> None:
    """A table, and beneath it the comparison and the check of what was stored."""
    click.echo(f"\n{result['database']:18}" + "".join(f"{name:>9}" for name in COLUMNS))
    for one in result["loads"]:
        cells = (format(one[name], form) for name, form in COLUMNS.items())
        click.echo(f"{one['calls']:18}" + "".join(f"{cell:>9}" for cell in cells))
    click.echo(
        f"plain AGI: {result['plain AGI calls/s']:.2f} calls/s; "
        f"the server holds {result['times plain AGI']:.0f} times as many. "
        f"Its memory: {result['most memory, MB']:.0f} MB at most."
    )
    for wrong in result["wrong"][:10]:
        click.echo(f"WRONG: {wrong}")
    if not result["wrong"]:
        click.echo("All readings and journals are stored whole.")
