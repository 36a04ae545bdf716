"""A call held in a terminal: what is heard is shown as text, what is typed is pressed."""

import asyncio
import os
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from ivr.callers.caller import Call
from ivr.callers.failures import FarEndHungUp, TookTooLong
from ivr.callers.rtp import KEYS

HANG_UP = "h"
_LONGEST = 3600.0  # seconds


async def narrate(call: Call, show: Callable[[str], None]) -> None:
    """Show every clip once it was heard, until cancelled; then what is left."""
    shown = 0
    try:
        while True:
            heard = call.heard
            for clip in heard[shown:]:
                show(call.said(clip))
            shown = len(heard)
            await asyncio.sleep(0.1)
    finally:
        for clip in call.heard[shown:]:
            show(call.said(clip))


async def converse(call: Call) -> None:
    """Press what is typed until `h` is typed or the far end hangs up; the rest is nothing."""
    typed: asyncio.Queue[str] = asyncio.Queue()
    with _typing(typed):
        pressing = asyncio.create_task(_press_typed(call, typed))
        ending = asyncio.create_task(call.ended(_LONGEST))
        try:
            await asyncio.wait([pressing, ending], return_when=asyncio.FIRST_COMPLETED)
        finally:
            pressing.cancel()
            ending.cancel()
            with suppress(asyncio.CancelledError, FarEndHungUp, TookTooLong):
                await asyncio.gather(pressing, ending)


async def _press_typed(call: Call, typed: asyncio.Queue[str]) -> None:
    while (key := await typed.get()) != HANG_UP:
        if key in KEYS:
            await call.press(key)
    await call.hang_up()


@contextmanager
def _typing(typed: asyncio.Queue[str]) -> Iterator[None]:
    """Each character typed goes into the queue at once, without Enter where this is a terminal."""
    loop, stdin = asyncio.get_running_loop(), sys.stdin.fileno()

    def read() -> None:
        characters = os.read(stdin, 64).decode(errors="replace")
        for character in characters:
            typed.put_nowait(character)
        if not characters:  # the end of what is typed; the call may go on
            loop.remove_reader(stdin)

    before = termios.tcgetattr(stdin) if os.isatty(stdin) else None
    if before:
        tty.setcbreak(stdin)
    loop.add_reader(stdin, read)
    try:
        yield
    finally:
        loop.remove_reader(stdin)
        if before:
            termios.tcsetattr(stdin, termios.TCSADRAIN, before)
