"""The figures of the bench of speech, for people and for machines."""

from statistics import mean
from typing import Any

import click

from tests.bench.report import percentile
from tests.bench.speech import Moments, Reply, Spoken

LEGEND = """Milliseconds at the caller's ear.
p50, p95: from the last sound of an answer to the first of the next prompt; of it, on average:
endpointing (the pause that ends the answer), recognising (within that pause, the last words),
dialogue (from the answer taken to the next question asked, with its writes to the database),
playback (from there to the ear).  stop: from the first sound of an answer to the last of the prompt
it breaks into.  cpu: per cent of one core."""


def figures(run: Spoken, keypad: float) -> dict[str, Any]:
    """One run; `keypad` is the median of the keypad alone, in milliseconds."""
    waits = [reply.next_sound - reply.given.ended for reply in run.replies]
    stops = [reply.stopped - reply.given.began for reply in run.replies if reply.stopped]
    known = [(reply, reply.moments) for reply in run.replies if reply.moments]
    p50 = percentile(waits, 0.5)
    return {
        "callers": run.name,
        "answers": len(waits),
        "p50": p50,
        "p95": percentile(waits, 0.95),
        "times keypad": p50 / keypad if keypad else 1.0,
        "stop p50": percentile(stops, 0.5),
        "stop p95": percentile(stops, 0.95),
        **_shares(known),
        "readings stored": f"{run.readings} of {run.wanted}",
        "cpu": {program: 100 * used / run.seconds for program, used in run.cpu.items()},
    }


def _shares(known: list[tuple[Reply, Moments]]) -> dict[str, float]:
    if not known:
        return {}
    return {
        "endpointing": 1000 * mean(at.taken - reply.given.ended for reply, at in known),
        "recognising": 1000 * mean(at.recognising for _, at in known),
        "dialogue": 1000 * mean(at.next_asked - at.taken for _, at in known),
        "playback": 1000 * mean(reply.next_sound - at.next_asked for reply, at in known),
    }


def show(row: dict[str, Any]) -> None:
    """A run in a few lines."""
    click.echo(f"\n{row['callers']}: {row['answers']} answers, {row['readings stored']} readings")
    click.echo(
        f"  p50 {row['p50']:.0f}  p95 {row['p95']:.0f}  ({row['times keypad']:.1f} times keypad)"
        f"  stop p50 {row['stop p50']:.0f}  p95 {row['stop p95']:.0f}"
    )
    if "endpointing" in row:
        shares = ("endpointing", "recognising", "dialogue", "playback")
        click.echo("  " + "  ".join(f"{share} {row[share]:.0f}" for share in shares))
    click.echo("  cpu " + "  ".join(f"{name} {used:.0f}" for name, used in row["cpu"].items()))
