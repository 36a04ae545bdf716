"""`teplofon recordings keys ...`: the master keys. A key itself is never shown."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from config.settings import read_settings
from recordings.cipher.key_file import (
    BadKeyFile,
    add_key,
    exposed,
    fingerprint,
    key_path,
    master_keys,
)
from recordings.cipher.master_keys import MasterKeys


@click.group()
def keys() -> None:
    """Master keys of the recordings; what to do with them: docs/recordings-format.md."""


@keys.command("list")
def list_() -> None:
    """Ids and fingerprints, the key for new recordings first."""
    with _one_sentence():
        for name, key in _there(key_path(read_settings())).keys.items():
            click.echo(f"{name}  {fingerprint(key)}")


@keys.command()
def new() -> None:
    """Make a key for new recordings; older keys still open older ones."""
    path = key_path(read_settings())
    with _one_sentence():
        name = add_key(path)
    click.echo(f"new recordings are encrypted with the key {name}: keep a copy of {path}")


@keys.command()
def check() -> None:
    """Whether the file of keys can be used, and is nobody else's to read."""
    path = key_path(read_settings())
    with _one_sentence():
        known = _there(path)
        if exposed(path):
            raise BadKeyFile(f"{path} can be read by others: chmod 600 {path}")
    click.echo(f"{path}: {len(known.keys)} keys, new recordings use {known.first}")


def _there(path: Path) -> MasterKeys:
    """A file that is only looked at is not made. Raises BadKeyFile."""
    if not path.exists():
        raise BadKeyFile(f"there is no {path}")
    return master_keys(path)


@contextmanager
def _one_sentence() -> Iterator[None]:
    try:
        yield
    except BadKeyFile as error:
        click.echo(f"teplofon: {error}", err=True)
        sys.exit(1)
