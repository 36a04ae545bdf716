"""The routes as plain AGI scripts: Asterisk starts a process for each call.

In the dialplan: `AGI(/opt/teplofon/.venv/bin/teplofon-agi,hotline,${TEPLOFON_CALL})`. For a site
with a few calls an hour; the FastAGI server carries many times more (docs/benchmarks.md).
"""

import signal
import sys
from typing import NoReturn

from asterisk.agi import AGIError, AGIHangup

from agi_scripts.conversation import converse, is_call_key
from agi_scripts.routes import Route, route
from config.log import set_up_logging
from config.settings import WrongSetting, read_settings
from ivr.channels.agi import Agi
from ivr.start import open_desk, sounds_of, speech_of

USAGE = "usage: teplofon-agi ROUTE CALL_ID, with AGI on standard input and output"


def main() -> None:
    """Hold one call on standard input and output; exit status 2 where it cannot be begun."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # sent at a hang-up, which we hear of by AGI
    asked, key = _arguments(sys.argv[1:])
    try:
        settings = read_settings()
        set_up_logging(settings.log_level)
        agi = Agi(sys.stdin, sys.stdout)
        desk = open_desk(settings)
        converse(agi, key, asked, desk, sounds_of(settings), speech_of(settings, desk))
    except (WrongSetting, AGIHangup, AGIError) as error:
        _give_up(f"teplofon-agi: {error}")


def _arguments(words: list[str]) -> tuple[Route, str]:
    if len(words) == 2 and (asked := route(words[0])) and is_call_key(words[1]):
        return asked, words[1]
    _give_up(USAGE)


def _give_up(why: str) -> NoReturn:
    sys.stderr.write(f"{why}\n")
    sys.exit(2)


if __name__ == "__main__":
    main()
