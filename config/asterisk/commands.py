"""`teplofon asterisk`: have an Asterisk, generate its configuration, run it, talk to it."""

import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import ParamSpec, TypeVar

import click

from config.asterisk.configure import OF_THE_MACHINE, render
from config.asterisk.directory import prepare
from config.asterisk.find import find, find_or_install
from config.asterisk.process import AsteriskProcess, NotRunning, console, console_words
from config.debian import NotAvailable
from config.settings import read_settings

DRAIN = 600.0  # seconds that running calls may take to finish when `run` is told to end

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def _in_one_sentence(command: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """What a person can do something about is said, not traced."""

    @wraps(command)
    def said(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return command(*args, **kwargs)
        except (NotAvailable, NotRunning) as error:
            raise click.ClickException(str(error)) from None

    return said


@click.group()
def asterisk() -> None:
    """The Asterisk that takes the calls."""


@asterisk.command()
@_in_one_sentence
def install() -> None:
    """Unpack a private Asterisk, if there is none on PATH."""
    found = find_or_install(read_settings())
    click.echo(f"{found.version}: {found.program}")


@asterisk.command()
@_in_one_sentence
def where() -> None:
    """Which Asterisk would be used."""
    if not (found := find(read_settings())):
        raise click.ClickException("none yet; `teplofon asterisk install` unpacks one")
    click.echo(f"{found.version}: {found.program}")


@asterisk.command()
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    help="Only the files for a machine's own Asterisk, into this directory.",
)
@_in_one_sentence
def configure(to: Path | None) -> None:
    """Generate the configuration for the settings in force."""
    settings = read_settings()
    if to is None:
        click.echo(prepare(settings, find_or_install(settings)) / "etc")
        return
    to.mkdir(parents=True, exist_ok=True)
    for name, text in render(settings).items():
        if name != OF_THE_MACHINE:
            path = to / name
            path.touch(mode=0o640)
            path.write_text(text)
    click.echo(to)


@asterisk.command()
@_in_one_sentence
def run() -> None:
    """Run Asterisk in the foreground. SIGTERM or Ctrl-C lets calls finish, twice ends them."""
    settings = read_settings()
    with AsteriskProcess(settings) as running:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _raise_interrupt)
        click.echo(f"Asterisk takes calls on {settings.sip_bind}")
        try:
            status = running.wait()
        except KeyboardInterrupt:
            click.echo("No new calls; waiting for the running ones")
            running.stop(DRAIN)
            return
    sys.exit(f"teplofon: Asterisk has ended by itself, with status {status}")


@asterisk.command(name="console")
@click.option("-x", "command", help="One command instead of a console.")
@_in_one_sentence
def open_console(command: str | None) -> None:
    """The console of the running Asterisk."""
    settings = read_settings()
    if command:
        click.echo(console(settings, command), nl=False)
        return
    words = console_words(settings)
    os.execv(words[0], words)


def _raise_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
