"""The carrier Twilio: customers are called back by its REST interface, with its own library (C9).

Here: placing a call. What Twilio asks and tells of it then is answered in `back`.
"""

import logging
from datetime import datetime

from requests.exceptions import RequestException
from sqlalchemy import Connection, Engine
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from config.settings import Settings
from config.utility import Utility
from ivr.outbound.carrier import CarrierRefused
from ivr.outbound.dialler import Dialler, dialling
from models.outbound.kinds import Attempt
from models.rules.outbound import RING, Limits

log = logging.getLogger(__name__)

NAME = "twilio"  # of the carrier
WAIT = 10.0  # seconds for an answer of Twilio's
TOLD = ["initiated", "ringing", "answered", "completed"]  # of the call's progress
THEIR_FAULT = 500  # and above: a status that does not say whether the call was placed

_quiet = logging.getLogger(f"{__name__}.library")  # the library's own tells numbers
_quiet.setLevel(logging.WARNING)


class TwilioCarrier:
    """Places calls from the number of ours that customers are shown."""

    name = NAME

    def __init__(self, settings: Settings) -> None:
        http = TwilioHttpClient(timeout=WAIT, logger=_quiet)
        account, token = settings.twilio_account, settings.twilio_token
        self.client = Client(account, token, http_client=http)
        self._from = settings.outbound_number
        self._url = settings.twilio_url.rstrip("/")

    def place(self, attempt: Attempt) -> str:
        """Have the customer's telephone ring; Twilio's id of the call. Raises CarrierRefused.

        Empty if Twilio did not say whether it has taken the call: its webhooks tell, or time. It is
        not asked again: twice asked is two calls. Answering machines are not looked for.
        """
        here = f"{self._url}/back/{attempt.key}"
        try:
            call = self.client.calls.create(
                to=attempt.number,
                from_=self._from,
                url=here,
                method="POST",
                fallback_url=f"{self._url}/fallback",
                fallback_method="POST",
                status_callback=f"{here}/status",
                status_callback_method="POST",
                status_callback_event=TOLD,
                timeout=RING,
            )
        except (TwilioException, RequestException, ValueError) as error:
            if getattr(error, "status", THEIR_FAULT) < THEIR_FAULT:
                raise CarrierRefused(
                    f"Twilio refuses: error {getattr(error, 'code', '')}"
                ) from None
            kind = type(error).__name__
            log.warning("whether Twilio places attempt %d is not known: %s", attempt.id, kind)
            return ""
        return str(call.sid)


def anybody(db: Connection, utility: Utility, queue: str, now: datetime) -> int:
    """Operators who could take a call; over Twilio nobody here knows, the caps are what limits."""
    return 1


def start_dialling(settings: Settings, utility: Utility, engine: Engine) -> None:
    """For as long as the process lives, where the settings say that Twilio calls."""
    if settings.outbound == NAME:
        limits = Limits.of(settings)
        dialling(Dialler(engine, utility, limits, TwilioCarrier(settings), anybody))
        log.info("customers are called back over Twilio")
