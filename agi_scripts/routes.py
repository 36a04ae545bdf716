"""Which dialogue answers which AGI request."""

from collections.abc import Callable, Mapping

from ivr.dialogues.hotline import hotline
from ivr.engine.call import Call
from ivr.engine.outcomes import Outcome

Dialogue = Callable[[Call], Outcome]

ROUTES: Mapping[str, Dialogue] = {"hotline": hotline}
