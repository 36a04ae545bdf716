"""What Twilio has recorded is brought home: into the directory where the archive looks for sounds.

Only where the profile lets calls be recorded there at all. Once it is here Twilio is told to
destroy its own; what cannot be brought stays there, is an error in the log, and is missing in the
archive (P1).
"""

import io
import logging
import os
import re
import tempfile
import threading
import urllib.request
import wave
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

API = "https://api.twilio.com"
WAIT = 60  # seconds for an answer
SHAPE = (2, 2, 8000)  # channels, bytes of a sample, samples a second
WHOLE = ".whole"  # the ending the archive knows a finished sound by
_PATH = re.compile(r"/2010-04-01/Accounts/AC[0-9a-f]{32}/Recordings/RE[0-9a-f]{32}")


class NotBrought(Exception):
    """A recording could not be had; the message says why."""


@dataclass(frozen=True)
class Recordings:
    """Fetches recordings."""

    spool: Path
    account: str
    token: str
    api: str = API

    def bring_soon(self, key: str, address: str) -> None:
        """In a thread: Twilio, which waits for our answer, may be slow itself."""
        threading.Thread(target=self._bring_safely, args=(key, address), daemon=True).start()

    def bring(self, key: str, address: str) -> None:
        """The recording at this address, of the call with this key. Raises NotBrought, OSError."""
        if not address.startswith(self.api) or not _PATH.fullmatch(address[len(self.api) :]):
            raise NotBrought("this is no address of a recording")
        samples = _samples(self._asked("GET", f"{address}.wav?RequestedChannels=2"))
        self.spool.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.spool, prefix=".")
        with open(handle, "wb") as file:
            file.write(samples)
        os.replace(temporary, self.spool / f"{key}{WHOLE}")
        self._asked("DELETE", address)

    def _bring_safely(self, key: str, address: str) -> None:
        try:
            self.bring(key, address)
        except (NotBrought, OSError) as error:
            log.error("the recording of %s stays at Twilio: %s", key, error)
        else:
            log.info("the recording of %s was brought from Twilio", key)

    def _asked(self, method: str, address: str) -> bytes:
        who = b64encode(f"{self.account}:{self.token}".encode()).decode()
        request = urllib.request.Request(address, None, {"Authorization": f"Basic {who}"})
        request.method = method
        with urllib.request.urlopen(request, timeout=WAIT) as answer:
            return bytes(answer.read())


def _samples(sound: bytes) -> bytes:
    """Both sides in turn, as Asterisk writes them. Raises NotBrought."""
    try:
        with wave.open(io.BytesIO(sound)) as file:
            shape = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            samples: bytes = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise NotBrought(f"it is no sound: {error}") from None
    if shape != SHAPE:
        raise NotBrought(f"it has {shape}, not {SHAPE}")
    return samples
