"""The `teplofon` command: sub-commands are entry points, named in setup.cfg, loaded when used."""

import sys
from importlib.metadata import entry_points, version

import click

from config.settings import WrongSetting

GROUP = "teplofon.commands"


class Rooms(click.Group):
    """Finds each sub-command in the room it belongs to, and imports only that room."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(entry.name for entry in entry_points(group=GROUP))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        for entry in entry_points(group=GROUP, name=name):
            command: click.Command = entry.load()
            return command
        return None


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("teplofon"))
def teplofon() -> None:
    """The telephone hotline of a heat utility."""


def main() -> None:
    """Run the command; a wrong setting is one sentence, not a traceback."""
    try:
        teplofon()
    except WrongSetting as error:
        sys.exit(f"teplofon: {error}")
