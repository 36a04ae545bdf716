"""`teplofon recordings ...`: each part of the archive has its commands, this group joins them."""

import click

from recordings.cipher.commands import keys
from recordings.retention.commands import adopt, plan, sweep, verify
from recordings.retention.hold_commands import hold, holds, lift
from recordings.transcripts.commands import transcribe


@click.group()
def recordings() -> None:
    """Recordings: how long they are kept, what is held, and the proof of what was destroyed."""


for _command in (adopt, hold, holds, keys, lift, plan, sweep, transcribe, verify):
    recordings.add_command(_command)
