"""What Twilio has recorded is brought home: into the directory where the archive looks for sounds.

Only where the profile lets calls be recorded there at all. What is to be brought is noted in a file
until it is here and Twilio has destroyed its own: neither a fault nor a restart loses it (P1).
"""

import io
import logging
import re
import threading
import time
import wave
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import msgspec

from config.files import replace_whole

log = logging.getLogger(__name__)

API = "https://api.twilio.com"
WAIT = 60  # seconds for an answer
SHAPE = (2, 2, 8000)  # channels, bytes of a sample, samples a second
WHOLE = ".whole"  # the ending the archive knows a finished sound by
NOTE = ".json"
UNREADABLE = ".unreadable"  # the ending of a note that nobody can make use of
# Seconds from one attempt to the next; the last for all further, until it is here.
SPACING = (10, 60, 300, 1800, 3600, 6 * 3600)
GONE = 404
_PATH = re.compile(r"/2010-04-01/Accounts/AC[0-9a-f]{32}/Recordings/RE[0-9a-f]{32}")


class NotBrought(Exception):
    """A recording could not be had; the message says why."""


class Wanted(msgspec.Struct, frozen=True):
    """A recording that Twilio still has."""

    address: str
    tries: int = 0  # in vain
    again_at: float = 0.0  # seconds of the epoch
    is_here: bool = False  # and only Twilio's own is still to be destroyed


@dataclass(frozen=True)
class Recordings:
    """Fetches recordings. Two processes that do it at once bring the same sound twice: no harm."""

    spool: Path
    notes: Path  # a directory of its own: a note for each that is wanted
    account: str
    token: str
    api: str = API
    _busy: threading.Lock = field(default_factory=threading.Lock)

    def want(self, key: str, address: str) -> None:
        """Of the call with this key; again, nothing changes. Raises NotBrought, OSError."""
        self._check(address)
        if not self._note(key).exists():
            self._write(key, Wanted(address))

    def want_soon(self, key: str, address: str) -> None:
        """The same, and look in a thread: Twilio, which waits for us, may be slow itself."""
        try:
            self.want(key, address)
        except NotBrought as why:
            log.error("the recording of %s cannot be brought: %s", key, why)
        else:
            threading.Thread(target=self.look, daemon=True).start()

    def look(self) -> None:
        """Bring whatever is wanted and due; a note that is no good is not in the others' way."""
        with self._busy:
            for note in sorted(self.notes.glob(f"*{NOTE}")):
                wanted = self._noted(note)
                if wanted and wanted.again_at <= time.time():
                    self._try(note.stem, wanted)

    def bring(self, key: str, wanted: Wanted) -> None:
        """Raises NotBrought, OSError. Killed in between, it does the rest next time."""
        if not wanted.is_here:
            address = f"{wanted.address}.wav?RequestedChannels=2"
            self._keep(key, _samples(self._asked("GET", address)))
            self._write(key, msgspec.structs.replace(wanted, is_here=True))
        try:
            self._asked("DELETE", wanted.address)
        except HTTPError as error:
            if error.code != GONE:
                raise
        self._note(key).unlink(missing_ok=True)

    def _noted(self, note: Path) -> Wanted | None:
        """None of one that another process has finished with, or that is set aside."""
        try:
            wanted = msgspec.json.decode(note.read_bytes(), type=Wanted)
            self._check(wanted.address)
        except FileNotFoundError:
            return None
        except OSError as error:
            log.error("the note of %s cannot be read: %s", note.stem, error.strerror)
        except (msgspec.DecodeError, UnicodeDecodeError, NotBrought):
            log.error("the note of %s is damaged, and set aside: see Twilio's console", note.stem)
            with suppress(OSError):
                note.replace(note.with_suffix(UNREADABLE))
        else:
            return wanted
        return None

    def _check(self, address: str) -> None:
        if not address.startswith(self.api) or not _PATH.fullmatch(address[len(self.api) :]):
            raise NotBrought("this is no address of a recording")

    def _try(self, key: str, wanted: Wanted) -> None:
        try:
            self.bring(key, wanted)
        except (NotBrought, OSError, HTTPException) as error:
            log.error("the recording of %s is not brought from Twilio: %s", key, error)
            gone = isinstance(error, HTTPError) and error.code == GONE
            with suppress(OSError):  # the disk is full: it stays due
                if gone and wanted.tries >= len(SPACING):
                    self._note(key).unlink(missing_ok=True)
                else:
                    self._put_off(key)
        else:
            log.info("the recording of %s was brought from Twilio", key)

    def _put_off(self, key: str) -> None:
        """Of the note as it is now: the sound may be here, and only its end there be open."""
        if wanted := self._noted(self._note(key)):
            again_at = time.time() + SPACING[min(wanted.tries, len(SPACING) - 1)]
            later = msgspec.structs.replace(wanted, tries=wanted.tries + 1, again_at=again_at)
            self._write(key, later)

    def _keep(self, key: str, samples: bytes) -> None:
        self.spool.mkdir(parents=True, exist_ok=True)
        replace_whole(self.spool / f"{key}{WHOLE}", samples)

    def _write(self, key: str, wanted: Wanted) -> None:
        self.notes.mkdir(parents=True, exist_ok=True)
        replace_whole(self._note(key), msgspec.json.encode(wanted))

    def _note(self, key: str) -> Path:
        return self.notes / f"{key}{NOTE}"

    def _asked(self, method: str, address: str) -> bytes:
        who = b64encode(f"{self.account}:{self.token}".encode()).decode()
        request = Request(address, method=method)
        request.add_unredirected_header("Authorization", f"Basic {who}")  # for Twilio alone
        with urlopen(request, timeout=WAIT) as answer:
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
