"""What the commands of retention begin and end with."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from config.settings import Settings, read_settings
from config.utility import read_utility
from models.database import open_database, upgrade
from models.seals import BadSealKeys
from recordings.cipher import BadKeyFile
from recordings.retention.office import Office
from recordings.store import StoreFailed


def office() -> tuple[Office, Settings]:
    """By the settings of the environment, the database brought up to date. Raises WrongSetting."""
    settings = read_settings()
    upgrade(settings.database_url)
    engine = open_database(settings.database_url)
    return Office.of(engine, settings, read_utility(settings.utility)), settings


@contextmanager
def one_sentence() -> Iterator[None]:
    """What can go wrong outside ends the command with one sentence."""
    try:
        yield
    except (StoreFailed, BadKeyFile, BadSealKeys) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename or 'a file'}: {error.strerror or error}")


def fail(sentence: str) -> NoReturn:
    click.echo(f"teplofon: {sentence}", err=True)
    sys.exit(1)


def counted(number: int, one: str, many: str) -> str:
    """`1 recording`, `2 recordings`."""
    return f"{number:,} {one if number == 1 else many}"
