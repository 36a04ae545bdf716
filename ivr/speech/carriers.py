"""How Asterisk brings a caller's audio to the media server: by which dialplan application."""

import re
from collections.abc import Callable

from config.settings import Settings, WrongSetting

LONGEST_TURN = 120  # seconds of one question; then Asterisk takes the caller back
CLIENT = "teplofon-media"  # the section of websocket_client.conf
# g: the dialplan goes on; I: nobody is told of a new party; S: the longest turn
WEBSOCKET = f'Dial "WebSocket/{CLIENT}/c(slin)f(json)v(turn={{turn}}),5,gIS({LONGEST_TURN})"'
AUDIOSOCKET = 'AudioSocket "{{turn}},{address}"'

Carrier = Callable[[str], str]  # from Asterisk's version to application and arguments for {turn}


def carrier_of(settings: Settings) -> Carrier:
    """Raises WrongSetting."""
    audiosocket = AUDIOSOCKET.format(address=settings.audiosocket)
    named: dict[str, Carrier] = {
        "auto": lambda version: WEBSOCKET if has_websocket(version) else audiosocket,
        "websocket": lambda version: WEBSOCKET,
        "audiosocket": lambda version: audiosocket,
    }
    if settings.media_carrier not in named:
        raise WrongSetting(f"TEPLOFON_MEDIA_CARRIER: one of {', '.join(named)}")
    return named[settings.media_carrier]


def has_websocket(version: str) -> bool:
    """Whether an Asterisk of that version has chan_websocket: 20.16, 21.11, 22.6 and later."""
    numbers = re.match(r"(?:\D*/)?(\d+)\.(\d+)", version)
    if not numbers:
        return False
    major, minor = int(numbers[1]), int(numbers[2])
    first = {20: 16, 21: 11, 22: 6}
    return major > max(first) or minor >= first.get(major, minor + 1)
