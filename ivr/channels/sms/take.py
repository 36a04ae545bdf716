"""What every gateway hands its messages to."""

from collections.abc import Callable

from models.sms.receive import Inbound

Take = Callable[[Inbound], str | None]  # the text to answer; None: nothing is answered
