"""The written table of the console's rooms: a screen is here, or it is not served."""

from operator_console import health, home, now
from operator_console.accounts.views import accounts
from operator_console.audits.rooms import audits
from operator_console.callbacks.views import callbacks
from operator_console.customers.views import customers
from operator_console.desk.views import desk
from operator_console.documents.rooms import documents
from operator_console.floor.views import floor
from operator_console.live.views import live
from operator_console.own.views import own
from operator_console.recordings.rooms import recordings
from operator_console.reports.views import reports
from operator_console.requests.rooms import contacts, requests
from operator_console.room import Room
from operator_console.sign_in.views import sign_in
from operator_console.telephone.views import telephone
from operator_console.work.views import work

# In the order of the navigation; the first that admits somebody is that person's home.
ROOMS: tuple[Room, ...] = (
    floor,
    desk,
    customers,
    work,
    callbacks,
    requests,
    contacts,
    reports,
    accounts,
    audits,
    documents,
    recordings,
    own,
    sign_in,
    telephone,
    live,
    home.room,
    health.room,
    now.room,
)
