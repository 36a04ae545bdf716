"""`teplofon prompts`: what is said, how it sounds, and what a studio has to record."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.exc import SQLAlchemyError

from config.debian import NotAvailable
from config.settings import read_settings
from config.utility import read_utility
from ivr.engine.prompt import Prompt
from ivr.prompts.catalogue import Catalogue
from ivr.prompts.formats import CannotSay
from ivr.prompts.languages import LANGUAGES
from ivr.prompts.sounds import SoundStore, audio, rhvoice
from ivr.prompts.sounds.studio import Studio, file_name, is_pause
from ivr.prompts.sounds.synthesiser import CannotSpeak
from ivr.prompts.sounds.whole import all_pieces, make_fixed, samples
from models.addresses.register import street_names
from models.database import open_database

LANGUAGE = click.Choice(list(LANGUAGES))


@click.group()
def prompts() -> None:
    """What the caller hears: wording, sounds, and recordings of a studio."""


@prompts.command("list")
@click.option("--language", type=LANGUAGE, help="Only this one; by default the utility's.")
@click.option("--missing", is_flag=True, help="Only what the studio has not recorded.")
@click.option("--tsv", is_flag=True, help="Tab-separated, for a spreadsheet.")
def list_(language: str | None, missing: bool, tsv: bool) -> None:
    """What a studio has to record: a file name and the text."""
    studio = _studio()
    between = "\t" if tsv else "  "
    for spoken, pieces in _by_language(language):
        wanted = studio.missing(spoken, pieces) if missing else pieces
        for piece in wanted:
            if not is_pause(piece):
                click.echo(f"{spoken}/{file_name(piece)}{between}{piece}")


@prompts.command()
def check() -> None:
    """Recordings whose text is said no more, and unknown files; exit status 1 if there are any."""
    studio = _studio()
    found = [
        file for language, pieces in _by_language(None) for file in studio.stale(language, pieces)
    ]
    for file in found:
        click.echo(f"{file}: recorded for a text that is said no more, or not named by the list")
    if found:
        raise SystemExit(1)
    click.echo("No stale recordings.")


@prompts.command()
def build() -> None:
    """Make all sounds the utility needs, so that no call waits for one."""
    settings, catalogue = read_settings(), Catalogue.load()
    utility = read_utility(settings.utility)
    pairs = dict.fromkeys(all_pieces(catalogue, utility.languages, utility.name.items()))
    if utility.identification.address:
        pairs |= dict.fromkeys(product(utility.languages, _streets(settings.database_url)))
    store = SoundStore(settings)
    with _one_sentence(), Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("sounds", total=len(pairs))
        store.build(pairs, lambda: progress.advance(task))
        make_fixed(store, catalogue, utility.languages)
    click.echo(f"{len(pairs)} sounds in {store.directory}")


@prompts.command()
@click.argument("key")
@click.argument("values", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--language", type=LANGUAGE, default="ru", show_default=True)
@click.option("--to", type=click.Path(path_type=Path), help="Write the sound to this WAV file.")
def say(key: str, values: tuple[str, ...], language: str, to: Path | None) -> None:
    """One prompt as it is worded, and as it sounds.

    A value which is a list or a record is given as JSON.
    """
    catalogue = Catalogue.load()
    prompt = Prompt(key, dict(map(_value, values)), language)
    with _one_sentence():
        click.echo(catalogue.wording(prompt))
        if to:
            store = SoundStore(read_settings())
            to.write_bytes(audio.wav(samples(store, catalogue, [prompt])))


@prompts.group()
def voice() -> None:
    """Synthesisers beyond the one that is always there."""


@voice.command()
def install() -> None:
    """Fetch RHVoice, a natural Russian voice, without installing anything on the machine."""
    with _one_sentence():
        rhvoice.install(read_settings().cache)
    click.echo("Installed. It speaks Russian from now on; now run `teplofon prompts build`.")


def _studio() -> Studio:
    settings = read_settings()
    return Studio(Path(settings.studio) if settings.studio else None)


def _by_language(language: str | None) -> Iterator[tuple[str, list[str]]]:
    """Everything to be said, in one language or in each of the utility's."""
    utility, catalogue = read_utility(read_settings().utility), Catalogue.load()
    for spoken in [language] if language else utility.languages:
        pairs = all_pieces(catalogue, [spoken], utility.name.items())
        yield spoken, list(dict.fromkeys(piece for _, piece in pairs))


def _streets(database_url: str) -> Sequence[str]:
    """What addresses are read out with; of a database not made yet, none: then at first use."""
    engine = open_database(database_url)
    try:
        return street_names(engine)
    except SQLAlchemyError:
        return []
    finally:
        engine.dispose()


def _value(given: str) -> tuple[str, object]:
    name, is_, value = given.partition("=")
    if not is_:
        raise click.UsageError(f"{given!r} is not NAME=VALUE")
    try:
        return name, json.loads(value) if value[:1] in ("[", "{") else value
    except json.JSONDecodeError as error:
        raise click.UsageError(f"{name} is not JSON: {error}") from None


@contextmanager
def _one_sentence() -> Iterator[None]:
    """What goes wrong is told in one sentence."""
    try:
        yield
    except (CannotSay, CannotSpeak, NotAvailable, audio.BadSound, OSError) as error:
        raise click.ClickException(str(error)) from None
