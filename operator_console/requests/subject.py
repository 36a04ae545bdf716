"""Whom a form is about: an account that may be spoken of now, or nobody in particular."""

from dataclasses import dataclass, field
from datetime import date

from flask import request
from sqlalchemy import Connection

from models.contacts.callbacks import contact_of_held
from models.contacts.card import MeterFacts, account_facts, meters_of
from models.contacts.desk import current_contact
from models.contacts.records import Contact, Identified
from models.records import Customer
from models.rules.working_days import days_for_visit
from operator_console.customers import public
from operator_console.customers.access import Access, access_to
from operator_console.office import this_office
from operator_console.requests.forms import Form
from operator_console.security.visitor import signed_in

SURENESS = list(Identified)  # in rising order


@dataclass(frozen=True)
class Subject:
    """The customer, if there is one, with what the form can offer."""

    contact: Contact | None
    customer: str = ""  # public id
    access: Access | None = None
    kind: Customer | None = None
    meters: list[MeterFacts] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    called_back: int | None = None  # the contact in which the customer asked to be called

    @property
    def belongs_to(self) -> int | None:
        """The contact in whose course something is registered."""
        return self.contact.id if self.contact else self.called_back

    @property
    def account(self) -> int | None:
        return self.access.account if self.access else None

    def is_enough_for(self, form: Form) -> bool:
        """Whether the caller is known surely enough (C3, C5)."""
        if form.needs is None:
            return True
        known = self.access.sureness if self.access else Identified.NOT
        return SURENESS.index(known) >= SURENESS.index(form.needs)


def subject(db: Connection) -> Subject:
    """Of this request: its `customer`. Ends it (404) where there is no such account."""
    office = this_office()
    customer = request.values.get("customer", "")
    one = current_contact(db, signed_in().operator)
    if not customer:
        return Subject(one)
    access = access_to(db, public.account_of(customer))
    facts = account_facts(db, access.account)
    return Subject(
        one,
        customer,
        access,
        facts.customer if facts else None,
        [meter for meter in meters_of(db, access.account) if not meter.removed_on],
        days_for_visit(office.utility.hours, office.today()),
        contact_of_held(db, signed_in().operator, access.account, office.now()),
    )
