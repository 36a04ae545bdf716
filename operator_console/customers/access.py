"""May this operator see this customer, and why: by the call there is, or by a reason given.

Until the caller is identified only general things are shown (C3, C5).
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from models.contacts import looks
from models.contacts.desk import current_contact
from models.contacts.identity import Identity, identity_of
from models.contacts.records import Contact, Identified
from operator_console.office import this_office
from operator_console.security.visitor import signed_in


@dataclass(frozen=True)
class Access:
    """What is open of an account: with a contact there is an identity, without it a reason."""

    account: int
    contact: Contact | None
    identity: Identity | None
    reason: str

    @property
    def sureness(self) -> Identified:
        """How surely the person who asks may be told."""
        if self.identity:
            return self.identity.sureness
        return Identified.CONFIRMED if self.reason else Identified.NOT

    @property
    def sees(self) -> bool:
        """Whether personal data are shown."""
        return self.sureness is Identified.CONFIRMED

    @property
    def call(self) -> int | None:
        return self.contact.call if self.contact else None


def access_to(db: Connection, account: int) -> Access:
    """What is open to who is signed in, now."""
    office, who = this_office(), signed_in()
    one = current_contact(db, who.operator)
    if one:
        return Access(account, one, identity_of(db, office.utility, one, account), looks.CALL)
    return Access(account, None, None, looks.reason_given(db, who.operator, account, office.now()))


def note_look(db: Connection, access: Access, what: str) -> None:
    """Write down that it is shown. In the transaction of a writer, before it is."""
    looks.look(
        db,
        this_office().now(),
        signed_in().operator,
        what,
        account=access.account,
        call=access.call,
        reason=access.reason,
    )
