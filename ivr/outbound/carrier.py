"""What the dialler asks of whoever brings calls to customers."""

from typing import Protocol

from models.outbound.kinds import Attempt


class CarrierRefused(Exception):
    """The call was not placed, and no telephone rings; one sentence, without the number."""


class Carrier(Protocol):
    """Asterisk by its gateway, or Twilio. Outcomes are told to `models.outbound`, not here."""

    name: str

    def place(self, attempt: Attempt) -> str:
        """Have the customer's telephone ring, without waiting for an answer.

        Returns the carrier's own reference of the call. Raises CarrierRefused.
        """
        ...
