"""The nightly sweep (P1): whatever is due goes, in small transactions; a repeat is harmless.

It may be killed at any moment, and two may run at once, on one machine or several.
"""

from dataclasses import dataclass, field
from datetime import datetime

from models import anchor
from models.anchor import BEGINNING, Link
from models.seals import BadSealKeys
from recordings.retention import chain, clock
from recordings.retention.destroy import Removal, destroy_some, left_over, remove
from recordings.retention.office import Office
from recordings.retention.words import forget_drafts, forget_messages, forget_some
from recordings.store import Store


@dataclass
class Swept:
    """What one sweep did."""

    destroyed: int = 0  # segments, their files gone; also those an earlier sweep had begun
    calls: int = 0  # whose words were forgotten
    drafts: int = 0
    messages: int = 0  # by SMS
    refused: dict[int, str] = field(default_factory=dict)  # segments whose files are there: why
    unproven: str = ""  # why no segment was destroyed: it could not be proven
    holds: bool = True  # the chain has what was noted of it, and its end is noted
    newest: Link = BEGINNING


def sweep(office: Office, store: Store, now: datetime) -> Swept:
    """Destroy and forget all that is due on this day. What the store refuses is no error."""
    swept, run = Swept(), Removal()
    with office.engine.connect() as db:
        anchor.note_beginning(db, chain, office.anchor)
    swept.destroyed += _finish(office, store, now, run)
    try:
        _destroy(office, store, now, run, swept)
    except BadSealKeys as error:
        swept.unproven = str(error)
    _forget(office, now, swept)
    swept.holds &= _note(office)
    office.settle()
    clock.note_swept(office, now)
    swept.refused = run.refused
    with office.engine.connect() as db:
        swept.newest = chain.newest(db)
    return swept


def _destroy(office: Office, store: Store, now: datetime, run: Removal, swept: Swept) -> None:
    """What is due, each with its proof. Raises BadSealKeys: without a key nothing is destroyed."""
    key, more = office.seals().newest, True
    while more:
        left, more = destroy_some(office, key, now)
        if left:
            swept.holds &= _note(office)
            swept.destroyed += remove(office, store, left, now, run)


def _finish(office: Office, store: Store, now: datetime, run: Removal) -> int:
    """Remove the files that an earlier sweep could not, or did not come to."""
    gone, last = 0, 0
    while left := left_over(office, last):
        gone += remove(office, store, left, now, run)
        last = left[-1].segment
    return gone


def _forget(office: Office, now: datetime, swept: Swept) -> None:
    more = True
    while more:
        calls, more = forget_some(office, now)
        swept.calls += calls
    swept.drafts = forget_drafts(office, now)
    swept.messages = forget_messages(office, now)


def _note(office: Office) -> bool:
    """A full disk does not keep what is due from going: the next sweep notes it."""
    try:
        with office.engine.connect() as db:
            return anchor.note(db, chain, office.anchor)
    except OSError:
        return False
