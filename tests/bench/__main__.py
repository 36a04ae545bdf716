"""`python -m tests.bench`: see docs/benchmarks.md."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from config.settings import read_settings
from ivr.speech.evaluate.commands import gates
from models.importing.bench import bench as bench_import
from tests.bench import addresses as spoken_addresses
from tests.bench import archive as kept_calls
from tests.bench import floor as busy_floor
from tests.bench import recordings_search as sought_recordings
from tests.bench import reports as made_reports
from tests.bench import retention as three_months
from tests.bench import search as typed_search
from tests.bench import sound as kept_sound
from tests.bench import twilio as webhooks
from tests.bench.agi import Plan, bench
from tests.bench.databases import DATABASES
from tests.bench.recognition import bench as bench_recognition
from tests.bench.report import LEGEND, figures, show
from tests.bench.speech import bench as bench_speech
from tests.bench.speech_report import LEGEND as SPEECH_LEGEND
from tests.bench.speech_report import figures as speech_figures
from tests.bench.speech_report import show as show_speech


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """How fast Teplofon is on this machine: all that is measured, unless one is named."""
    if context.invoked_subcommand is None:
        _alone("agi")
        _alone("recognition")
        _alone("speech")
        _alone("gates")
        _alone("import")
        _alone("addresses")
        _alone("search")
        _alone("retention")
        _alone("archive")
        _alone("orphans")
        _alone("sound")
        _alone("reports")
        _alone("recordings-search")
        _alone("twilio")
        _alone("floor")


def _alone(name: str) -> None:
    """A bench in a process of its own: memory and cores are its own as well."""
    done = subprocess.run([sys.executable, "-m", "tests.bench", name])
    if done.returncode:
        sys.exit(done.returncode)


main.add_command(bench_import, "import")
main.add_command(gates)


@main.command()
@click.option("--rate", default=200.0, show_default=True, help="New calls a second at most.")
@click.option("--seconds", default=10.0, show_default=True, help="Length of each load.")
@click.option("--database", "names", type=click.Choice(list(DATABASES)), multiple=True)
@click.option("--urgent", is_flag=True, help="Run before all else on this machine (needs root).")
@click.option("--json", "path", type=click.Path(path_type=Path), default="var/bench-agi.json")
def agi(rate: float, seconds: float, names: tuple[str, ...], urgent: bool, path: Path) -> None:
    """Whole reading calls, at 50, 200 and 1,000 open, beside a process for each."""
    if urgent:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    click.echo(LEGEND)
    results = []
    for name in names or DATABASES:
        results.append(figures(bench(name, Plan(rate, seconds=seconds), read_settings().cache)))
        show(results[-1])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1))
    sys.exit(any(result["wrong"] for result in results))


@main.command()
@click.option("--speakers", type=int, multiple=True, default=(1, 8, 16), show_default=True)
@click.option("--rounds", default=3, show_default=True, help="Readings each caller gives.")
@click.option("--json", "path", type=click.Path(path_type=Path), default="var/bench-speech.json")
def speech(speakers: tuple[int, ...], rounds: int, path: Path) -> None:
    """Whole calls by voice, at 1, 8 and 16 speakers at once, beside one by keypad."""
    click.echo(SPEECH_LEGEND)
    rows: list[dict[str, Any]] = []
    for run in bench_speech(speakers, rounds):
        rows.append(speech_figures(run, rows[0]["p50"] if rows else 0.0))
        show_speech(rows[-1])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=1))


@main.command()
@click.option("--count", default=1_000_000, show_default=True, help="Addresses in the register.")
@click.option("--tries", default=2000, show_default=True, help="Addresses that are said.")
@click.option("--database", "names", type=click.Choice(list(DATABASES)), multiple=True)
@click.option("--json", "path", type=click.Path(path_type=Path), default="var/bench-addresses.json")
def addresses(count: int, tries: int, names: tuple[str, ...], path: Path) -> None:
    """A spoken address among a million, beside SQL LIKE."""
    cache, results = read_settings().cache, []
    for name in names or DATABASES:
        results.append(spoken_addresses.measure(name, cache, count, tries))
        click.echo(spoken_addresses.show(results[-1]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1))
    sys.exit(any(result["not found"] for result in results))


@main.command()
@click.option("--count", default=1_000_000, show_default=True, help="Accounts.")
@click.option("--tries", default=200, show_default=True, help="Searches of each kind.")
@click.option("--database", "names", type=click.Choice(list(DATABASES)), multiple=True)
@click.option("--json", "path", type=click.Path(path_type=Path), default="var/bench-search.json")
def search(count: int, tries: int, names: tuple[str, ...], path: Path) -> None:
    """What the console's one box finds among a million accounts, beside SQL LIKE."""
    results = [
        typed_search.measure(name, read_settings().cache, count, tries)
        for name in names or DATABASES
    ]
    for result in results:
        click.echo(typed_search.show(result))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1))


@main.command()
@click.option("--json", "path", type=click.Path(path_type=Path), default="var/bench-sound.json")
def sound(path: Path) -> None:
    """Ways to keep telephone speech: size, processor time, what is left of it, who plays it."""
    click.echo(kept_sound.heading())
    rows = []
    for row in kept_sound.measure(read_settings()):
        rows.append(row)
        click.echo(kept_sound.show(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=1))


@main.command()
@click.option("--count", default=1_000_000, show_default=True, help="Recordings in the ledger.")
@click.option("--due", default=10_000, show_default=True, help="Recordings that are due.")
@click.option("--links", default=100_000, show_default=True, help="Destructions in the chain.")
@click.option("--database", "names", type=click.Choice(list(DATABASES)), multiple=True)
@click.option("--json", "path", type=click.Path(path_type=Path), default="var/bench-retention.json")
def retention(count: int, due: int, links: int, names: tuple[str, ...], path: Path) -> None:
    """The nightly sweep among a million recordings, its plan and its proof, beside SELECTs."""
    results = []
    for name in names or DATABASES:
        results.append(three_months.measure(name, read_settings().cache, count, due, links))
        click.echo(three_months.show(results[-1]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1))


@main.command()
@click.option("--calls", default=1000, show_default=True, help="Calls that are made.")
@click.option("--at-once", default=40, show_default=True)
@click.option("--json", "path", type=click.Path(path_type=Path), default="var/bench-archive.json")
def archive(calls: int, at_once: int, path: Path) -> None:
    """Calls on a real Asterisk while processes die under them: is a recording lost?"""
    figures = kept_calls.weather(calls, at_once)
    for name, figure in figures.items():
        click.echo(f"{name}: {figure:.3g}" if isinstance(figure, float) else f"{name}: {figure}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=1))
    sys.exit(bool(figures["lost, orphaned, or otherwise wrong"]))


@main.command()
@click.option("--count", default=1_000_000, show_default=True, help="Recordings in the ledger.")
@click.option("--database", "names", type=click.Choice(list(DATABASES)), multiple=True)
@click.option("--json", "path", type=click.Path(path_type=Path), default="var/bench-orphans.json")
def orphans(count: int, names: tuple[str, ...], path: Path) -> None:
    """The scan of a store against a ledger of a million, beside a SELECT of it."""
    results = []
    for name in names or DATABASES:
        results.append(kept_calls.scanned(name, read_settings().cache, count))
        click.echo(kept_calls.show(results[-1]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1))


@main.command()
@click.option("--speakers", default=8, show_default=True)
def recognition(speakers: int) -> None:
    """Recognition alone: threads beside processes, as multiples of one thread."""
    speeds = bench_recognition(speakers)
    one = speeds["one thread"]
    for way, speed in speeds.items():
        click.echo(f"{way}: {speed:.0f} s of speech a second, {speed / one:.2f} times one thread")


@main.command()
@click.option("--count", default=1_000_000, show_default=True, help="Calls stored.")
@click.option("--database", "names", type=click.Choice(list(DATABASES)), multiple=True)
@click.option("--json", "path", type=click.Path(path_type=Path), default="var/bench-reports.json")
def reports(count: int, names: tuple[str, ...], path: Path) -> None:
    """A month's reports where a million calls are stored, and the figures of the floor."""
    results = []
    for name in names or DATABASES:
        results.append(made_reports.measure(name, read_settings().cache, count))
        click.echo(made_reports.show(results[-1]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1))


@main.command("recordings-search")
@click.option("--count", default=1_000_000, show_default=True, help="Recordings in the ledger.")
@click.option("--database", "names", type=click.Choice(list(DATABASES)), multiple=True)
@click.option(
    "--json", "path", type=click.Path(path_type=Path), default="var/bench-recordings-search.json"
)
def recordings_search(count: int, names: tuple[str, ...], path: Path) -> None:
    """An auditor's search among a million recordings."""
    results = []
    for name in names or DATABASES:
        results.append(sought_recordings.measure(name, read_settings().cache, count))
        click.echo(sought_recordings.show(results[-1]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1))
    sys.exit(any(result["slowest"] > result["limit"] for result in results))


@main.command()
@click.option("--callers", default=100, show_default=True, help="Calls in progress.")
@click.option("--seconds", default=40.0, show_default=True, help="Length of the load.")
@click.option("--database", "names", type=click.Choice(list(DATABASES)), multiple=True)
@click.option("--json", "path", type=click.Path(path_type=Path), default="var/bench-twilio.json")
def twilio(callers: int, seconds: float, names: tuple[str, ...], path: Path) -> None:
    """Webhooks of calls over Twilio, with 100 in progress: our own time for each."""
    results = []
    for name in names or DATABASES:
        results.append(webhooks.measure(name, read_settings().cache, callers, seconds))
        click.echo(webhooks.show(results[-1]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1))
    sys.exit(any(result["wrong"] for result in results))


@main.command()
@click.option("--minutes", default=10.0, show_default=True, help="In which calls come.")
@click.option("--rate", default=300.0, show_default=True, help="Calls an hour.")
@click.option("--operators", default=busy_floor.OPERATORS, show_default=True)
@click.option("--json", "path", type=click.Path(path_type=Path), default="var/bench-floor.json")
def floor(minutes: float, rate: float, operators: int, path: Path) -> None:
    """A shift of thirty operators on a real Asterisk: is anything lost, how old is the floor?"""
    figures = busy_floor.run(minutes, rate, operators)
    for name, figure in figures.items():
        click.echo(f"{name}: {figure:.3g}" if isinstance(figure, float) else f"{name}: {figure}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=1))
    sys.exit(bool(figures["failed"] or figures["lost or doubled"]))


if __name__ == "__main__":
    main()
