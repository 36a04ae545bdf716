"""Both sides of a call in a test: our application, and requests as Twilio makes them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

import msgspec
from sqlalchemy import func, select

from config.settings import Settings
from config.utility import Utility
from ivr.channels.twilio.app import create_app
from ivr.channels.twilio.hotline import Hotline
from ivr.channels.twilio.places import Dialogue
from ivr.desk import Desk
from ivr.routes import ROUTES
from models.tables import CallRow, JournalRow
from tests.phones.fake_twilio import SETTINGS, URL, Line
from tests.phones.over_twilio import open_worded

SID = "CA" + "1" * 32
CALLER = "+79121234567"
BEGIN = f"{URL}/call/hotline"


@dataclass
class Switchboard:
    """One hotline, whose clock the test sets."""

    desk: Desk
    directory: Path
    now: datetime
    settings: Settings = SETTINGS

    def __post_init__(self) -> None:
        self.desk = replace(self.desk, now=lambda: self.now)

    @cached_property
    def hotline(self) -> Hotline:
        return open_worded(self.desk, self.directory, self.settings)

    def with_profile(self, **entries: object) -> None:
        """Before the first request: another profile."""
        changed: Utility = msgspec.structs.replace(self.desk.utility, **entries)
        self.desk = replace(self.desk, utility=changed)

    def with_dialogue(self, dialogue: Dialogue) -> None:
        """Before the first request: another conversation on the route."""
        calls = replace(self.hotline.calls, dialogues={**ROUTES, "hotline": dialogue})
        self.hotline = replace(self.hotline, calls=calls)

    @cached_property
    def line(self) -> Line:
        return Line(create_app(self.hotline).test_client(), SID, CALLER)

    def ask(self, address: str = BEGIN, **form: str) -> ElementTree.Element:
        """The TwiML that a request is answered with."""
        answer = self.line.post(address, **form)
        assert answer.status_code == 200, answer.status
        return ElementTree.fromstring(answer.data)

    def keyed(self, *answers: str) -> ElementTree.Element:
        """A new call, and these answers to its first questions; what is said then."""
        twiml = self.ask()
        for keys in answers:
            twiml = self.ask(action(twiml), Digits=keys)
        return twiml

    def pass_time(self, **more: float) -> None:
        """As `timedelta` takes it."""
        self.now += timedelta(**more)

    def count(self, table: type[CallRow] | type[JournalRow] = JournalRow) -> int:
        """Rows stored."""
        with self.desk.engine.connect() as db:
            return db.execute(select(func.count()).select_from(table)).scalar_one()

    def call(self) -> CallRow:
        """The one call there is."""
        with self.desk.engine.connect() as db:
            row: CallRow = db.execute(select(CallRow.__table__)).one()  # type: ignore[assignment]
            return row


def action(twiml: ElementTree.Element) -> str:
    """Where the answer to the question goes."""
    return twiml.find("Gather").attrib["action"]  # type: ignore[union-attr]


def said(twiml: ElementTree.Element) -> list[str]:
    """The addresses of what is played, and the texts that are said."""
    return [verb.text or "" for verb in twiml.iter() if verb.tag in ("Play", "Say")]


def verbs(twiml: ElementTree.Element) -> list[str]:
    """The document's own verbs, in order."""
    return [verb.tag for verb in twiml]
