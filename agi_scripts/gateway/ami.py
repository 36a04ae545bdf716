"""The connection to AMI: pyst2's client, with its defects mended in this one place.

Reported against pyst2 0.5.1: a line feed in a value is a second action; a lost connection needs a
new Manager; its threads are set up by a deprecated call; it waits for an answer for ever; its
reader takes single bytes, ends at a `ChanVariable`, and swallows the list that QueueStatus answers.
"""

import io
import logging
import re
import secrets
import socket
import threading
import time
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from asterisk.manager import Manager, ManagerAuthException, ManagerException

from config.settings import Settings, address

log = logging.getLogger(__name__)

Message = Mapping[str, str]
AGAIN = 0.5  # seconds between two attempts to connect
LIST = 5.0  # seconds for a list
ALIVE = 2.0  # seconds between two questions whether the connection still is
SILENT = 5.0  # seconds without an answer, after which it is not
USER = "teplofon"
_FORBIDDEN = re.compile(r"[\r\n\0]")


class NoLink(Exception):
    """Asterisk cannot be reached."""


class Refused(Exception):
    """Asterisk would not do it; the message is its own."""


class _Manager(Manager):  # type: ignore[misc]
    """pyst2's, with a reader of our own."""

    title: str

    def _receive_data(self) -> None:
        lines: list[str] = []
        with suppress(OSError, ValueError):
            for raw in io.BufferedReader(self._sock):
                line = raw.decode("utf-8", "replace")
                if not self.title:
                    self.title = line.strip()
                    self._message_queue.put(["Response: Generated Header\r\n", line])
                elif line.strip():
                    lines.append(line)
                elif lines:
                    self._message_queue.put(lines)
                    lines = []
        self._connected.clear()
        if not self.title:  # `connect` waits for it
            self._response_queue.put(None)
        self._message_queue.put(None)


class Ami:
    """Connects, and connects again; tells of events, and of the link's coming and going."""

    def __init__(
        self, settings: Settings, event: Callable[[Message], None], linked: Callable[[bool], None]
    ) -> None:
        self._where = address(settings.ami)
        self._secret = settings.secret("ami")
        self._event = event
        self._linked = linked
        self._manager: Manager | None = None
        self._dropped = threading.Event()
        self._lists: dict[str, tuple[list[Message], str, threading.Event]] = {}
        self._asked: float | None = None  # when the action began that is not answered yet
        self._turn = threading.Lock()  # pyst2 takes the next answer for that of the last action

    def start(self) -> None:
        threading.Thread(target=self._keep, name="ami", daemon=True).start()

    def drop(self) -> None:
        """Give the connection up; another one is made."""
        self._dropped.set()

    def do(self, action: str, **values: Any) -> Message:
        """Carry out an action. Raises NoLink, Refused; ValueError for what would be two."""
        texts = [one for value in values.values() for one in _texts(value)]
        if any(_FORBIDDEN.search(text) for text in texts):
            raise ValueError("not one action of AMI")
        manager = self._manager
        if manager is None:
            raise NoLink
        with self._turn:
            self._asked = time.monotonic()
            try:
                answer = manager.send_action({"Action": action, **values})
            except (ManagerException, OSError, ValueError) as error:
                raise NoLink from error
            finally:
                self._asked = None  # in our turn: else another's question would be taken for none
        if answer.headers.get("Response") == "Error":
            raise Refused(str(answer.headers.get("Message", "")))
        found: Message = answer.headers
        return found

    def all_of(self, action: str, complete: str, **values: Any) -> list[Message]:
        """The events with which Asterisk answers, up to the one called so. Raises as `do`."""
        number = secrets.token_hex(8)
        found: list[Message] = []
        ended = threading.Event()
        self._lists[number] = (found, complete, ended)
        try:
            self.do(action, ActionID=number, **values)
            if not ended.wait(LIST):
                raise NoLink
        finally:
            del self._lists[number]
        return found

    def _keep(self) -> None:
        while True:
            manager = self._connected()
            if manager:
                self._manager = manager
                self._linked(True)
                self._watch(manager)
                self._manager = None
                self._linked(False)
                _cut(manager)
            time.sleep(AGAIN)

    def _connected(self) -> Manager | None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            manager = _Manager()
        host, port = self._where
        try:
            manager.connect(host, port)
            manager.register_event("*", lambda event, _: self._told(event))
            manager.login(USER, self._secret)
        except ManagerAuthException:
            log.error("AMI refuses the gateway: another token?")
        except (ManagerException, OSError):
            log.debug("AMI is not there")
        else:
            return manager
        _cut(manager)
        return None

    def _told(self, event: Any) -> None:
        if asked := self._lists.get(event.headers.get("ActionID", "")):
            found, complete, ended = asked
            ended.set() if event.name == complete else found.append(event.headers)
            return
        try:
            self._event(event.headers)
        except Exception:
            log.exception("an event of AMI was not understood: %s", event.name)

    def _watch(self, manager: Manager) -> None:
        """Returns when the connection is gone, or Asterisk says nothing on it."""
        self._dropped.clear()
        threading.Thread(target=self._ask_on, args=(manager,), name="ping", daemon=True).start()
        while manager.connected() and not self._dropped.is_set():
            time.sleep(0.05)
            asked = self._asked
            if asked is not None and time.monotonic() - asked > SILENT:
                log.warning("Asterisk does not answer")
                return

    def _ask_on(self, manager: Manager) -> None:
        while self._manager is manager:
            with suppress(NoLink, Refused):
                self.do("Ping")
            time.sleep(ALIVE)


def _cut(manager: Manager) -> None:
    """Its threads end by themselves when there is no more to read; its own `close` would wait.

    Who has asked just as it broke is on no list of those who wait, and would wait for ever.
    """
    with suppress(OSError, ValueError, AttributeError):
        manager._sock._sock.shutdown(socket.SHUT_RDWR)
    manager._response_queue.put(None)


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
