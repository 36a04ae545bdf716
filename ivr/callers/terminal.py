"""A call held in a terminal: what is heard is shown as text, what is typed is pressed or said."""

import asyncio
import codecs
import os
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from ivr.callers.caller import Call
from ivr.callers.failures import CannotSay, FarEndHungUp, TookTooLong
from ivr.callers.rtp import KEYS
from ivr.callers.speech import Speaker

HANG_UP = "h"
QUOTE = '"'  # before and after words to be said
_SAID = (QUOTE, "\n", "\r")
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


async def converse(call: Call, show: Callable[[str], None]) -> None:
    """Press what is typed, and say it in quotes, until `h` is typed or the far end hangs up.

    Any other key is nothing.
    """
    typed: asyncio.Queue[str] = asyncio.Queue()
    with _typing(typed):
        pressing = asyncio.create_task(_do_typed(call, typed, show))
        ending = asyncio.create_task(call.ended(_LONGEST))
        try:
            await asyncio.wait([pressing, ending], return_when=asyncio.FIRST_COMPLETED)
        finally:
            pressing.cancel()
            ending.cancel()
            with suppress(asyncio.CancelledError, FarEndHungUp, TookTooLong):
                await asyncio.gather(pressing, ending)


async def _do_typed(call: Call, typed: asyncio.Queue[str], show: Callable[[str], None]) -> None:
    while (key := await typed.get()) != HANG_UP:
        if key in KEYS:
            await call.press(key)
        elif key == QUOTE:
            await _say(call, await _phrase(typed), show)
    await call.hang_up()


async def _phrase(typed: asyncio.Queue[str]) -> str:
    """What is typed up to the closing quote, or Enter."""
    words = ""
    while (character := await typed.get()) not in _SAID:
        words += character
    return words


async def _say(call: Call, words: str, show: Callable[[str], None]) -> None:
    try:
        samples = await asyncio.to_thread(Speaker().says, words)
    except CannotSay as error:
        show(f"({error})")
        return
    show(f'"{words}"')
    await call.say(samples)


@contextmanager
def _typing(typed: asyncio.Queue[str]) -> Iterator[None]:
    """Each character typed goes into the queue at once, without Enter where this is a terminal."""
    loop, stdin = asyncio.get_running_loop(), sys.stdin.fileno()
    decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def read() -> None:
        came = os.read(stdin, 64)
        for character in decoder.decode(came):
            typed.put_nowait(character)
        if not came:  # the end of what is typed; the call may go on
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
