"""`teplofon talk`: hold a dialogue in a terminal, and keep it as a transcript file."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from config.log import set_up_logging
from config.settings import read_settings
from config.utility import Utility
from ivr.channels.simulator import HANGS_UP, SILENCE, deed_of, heard_from, written
from ivr.desk import Arrival, utc_now
from ivr.engine.channel import Grammar, Heard
from ivr.engine.outcomes import Goodbye, Outcome, Transfer, Wait
from ivr.engine.prompt import Prompt
from ivr.prompts.catalogue import Catalogue
from ivr.routes import ROUTES
from ivr.start import open_desk
from models.database import upgrade
from models.demo import DEMO_ACCOUNT, fill

HELP = f"""Type what you would press and Enter (# ends an entry, * is a decimal mark).
"Words in quotes" are spoken. Enter alone is silence, h hangs up.
An account with two meters: {DEMO_ACCOUNT}.
"""
HANG_UP = "h"


class Terminal:
    """A caller at the keyboard, who may press or say."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._held: list[Prompt | str] = []  # what was said and what was typed
        self.on_record: Callable[[], None] = lambda: None

    def play(self, prompts: Sequence[Prompt]) -> None:
        for prompt in prompts:
            self._held.append(prompt)
            click.echo(self._line(prompt, voice=True))

    def record(self) -> None:
        """Nothing is: there is no sound."""
        self.on_record()

    def listen(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> Heard:
        self.play(prompts)
        line = _typed()
        self._held.append(line)
        return heard_from(line)

    @property
    def transcript(self) -> list[str]:
        """The conversation; one without a spoken word can be held by keypad, and is worded so."""
        voice = any(isinstance(one, str) and deed_of(one).speaks for one in self._held)
        return [self._line(one, voice) for one in self._held]

    def _line(self, one: Prompt | str, voice: bool) -> str:
        return written(one) if isinstance(one, str) else f"> {self._catalogue.wording(one, voice)}"


def _typed() -> str:
    """A caller's line; the end of the input, or Ctrl-C, hangs up."""
    try:
        typed = click.prompt("<", prompt_suffix=" ", default="", show_default=False).strip()
    except click.Abort:
        typed = HANG_UP
    return {"": SILENCE, HANG_UP: HANGS_UP}.get(typed, typed)


@click.command()
@click.option("--route", type=click.Choice(sorted(ROUTES)), default="hotline", show_default=True)
@click.option("--caller", default="+79121234567", show_default=True, help="The caller's number.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d %H:%M"]), help="Instead of now; local time.")
@click.option("--transcript", type=click.Path(path_type=Path), help="Keep the conversation here.")
def talk(route: str, caller: str, at: datetime | None, transcript: Path | None) -> None:
    """Hold a conversation in this terminal, with the demo's made-up customers."""
    settings = read_settings()
    set_up_logging("ERROR")
    upgrade(settings.database_url)
    office = open_desk(settings)
    moment = at.replace(tzinfo=office.utility.zone) if at else utc_now()
    desk = replace(office, now=lambda: moment)
    fill(desk.engine, moment.astimezone(desk.utility.zone).date())
    click.echo(HELP)
    terminal = Terminal(Catalogue.load())
    number, call = desk.open_call(Arrival(f"talk-{secrets.token_hex(8)}", caller, ""), terminal)
    terminal.on_record = partial(desk.note_not_recorded, number)
    end = ending(call.run(ROUTES[route]))
    click.echo(end)
    if transcript:
        head = [f"@ route {route}", *circumstances(settings.utility, desk.utility, moment, caller)]
        transcript.write_text("\n".join([*head, *terminal.transcript, end]) + "\n")
        click.echo(f"kept in {transcript}")


def circumstances(name: str, utility: Utility, moment: datetime, caller: str) -> list[str]:
    """The first lines of a transcript file."""
    local = moment.astimezone(utility.zone)
    return [f"@ utility {name}", f"@ at {local:%Y-%m-%d %H:%M}", f"@ caller {caller}"]


def ending(outcome: Outcome) -> str:
    """The line of a transcript that says how the conversation ended."""
    match outcome:
        case Goodbye():
            return "= goodbye"
        case Transfer(reason):
            return f"= transfer: {reason}"
        case Wait(queue):
            return f"= waits: {queue}"
        case other:
            return {"Fault": "= fault", "HungUp": "= hung up"}[type(other).__name__]
