"""`teplofon call`: a call to the hotline from the command line, by script or by hand."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

import click

from config.settings import WrongSetting, address, read_settings
from ivr.callers import script
from ivr.callers.caller import Call, calling
from ivr.callers.clips import Clips, read_clips
from ivr.callers.failures import CallFailed
from ivr.callers.identity import Identity
from ivr.callers.terminal import HANG_UP, QUOTE, converse, narrate

_ANY_INTERFACE = ("0.0.0.0", "::", "[::]")


class _StepType(click.ParamType[script.Step]):
    name = "step"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> script.Step:
        try:
            return script.parse(value)
        except script.WrongStep as error:
            self.fail(str(error), param, ctx)


class _AddressType(click.ParamType[tuple[str, int]]):
    name = "host:port"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        try:
            return address(value)
        except WrongSetting as error:
            self.fail(str(error), param, ctx)


@click.command(epilog="\b\n" + (script.__doc__ or "").partition("\n\n")[2])
@click.argument("steps", nargs=-1, type=_StepType())
@click.option("--extension", default="1000", show_default=True, help="What to dial.")
@click.option("--at", "far", type=_AddressType(), help="Where; by default the local hotline.")
@click.option("--from", "number", default=Identity.number, show_default=True, help="Who calls.")
@click.option("--name", default="", help="The name shown with the number.")
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), help="A wav file.")
def call(
    steps: tuple[script.Step, ...],
    extension: str,
    far: tuple[str, int] | None,
    number: str,
    name: str,
    record: Path | None,
) -> None:
    """Call the hotline and show what is heard.

    Without STEPS what you type is pressed, in "quotes" it is said, and h hangs up. The exit status
    is 0 if the call was answered and all went as the steps say.
    """
    settings = read_settings()
    far = far or _reachable(address(settings.sip_bind))
    clips = read_clips(settings.cache / "sounds")
    telephone = _hold(far, extension, Identity(number, name), clips, steps, record)
    try:
        asyncio.run(telephone)
    except (CallFailed, OSError) as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        sys.exit(130)


async def _hold(
    far: tuple[str, int],
    extension: str,
    identity: Identity,
    clips: Clips,
    steps: tuple[script.Step, ...],
    record: Path | None,
) -> None:
    """The whole call: answered, held, recorded, ended."""
    async with calling(far, extension, identity=identity, clips=clips) as talk:
        click.echo(
            "answered" if steps else f"answered; {QUOTE}words{QUOTE} are said, {HANG_UP} hangs up"
        )
        narrating = asyncio.create_task(narrate(talk, click.echo))
        try:
            await (script.run(talk, steps) if steps else converse(talk, click.echo))
        finally:
            narrating.cancel()
            with suppress(asyncio.CancelledError):
                await narrating
            if record:
                record.write_bytes(talk.recording)
    click.echo(_how_it_ended(talk))


def _how_it_ended(talk: Call) -> str:
    who = "the far end" if talk.ended_by_far_end else "we"
    missing = f"; {talk.lost / 8000:.2f} s of audio lost" if talk.lost else ""
    return f"{who} hung up{missing}"


def _reachable(bound: tuple[str, int]) -> tuple[str, int]:
    """Where to call what is bound to an address; to all of them, this machine's own."""
    host, port = bound
    return ("127.0.0.1", port) if host in _ANY_INTERFACE else bound
