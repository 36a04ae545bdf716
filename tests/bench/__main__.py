"""`python -m tests.bench`: see docs/benchmarks.md."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click

from config.settings import read_settings
from models.importing.bench import bench as bench_import
from tests.bench.agi import Plan, bench
from tests.bench.databases import DATABASES
from tests.bench.report import LEGEND, figures, show


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """How fast Teplofon is on this machine: the calls, then the import, unless one is named."""
    if context.invoked_subcommand is None:
        _alone("agi")
        _alone("import")


def _alone(name: str) -> None:
    """A bench in a process of its own: memory and cores are its own as well."""
    done = subprocess.run([sys.executable, "-m", "tests.bench", name])
    if done.returncode:
        sys.exit(done.returncode)


main.add_command(bench_import, "import")


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


if __name__ == "__main__":
    main()
