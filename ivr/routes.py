"""The written table of dialogues that a call can be sent to."""

from collections.abc import Callable, Mapping

from ivr.dialogues.called_back import called_back
from ivr.dialogues.hotline import hotline
from ivr.dialogues.survey import survey
from ivr.dialogues.waiting import waiting
from ivr.engine.call import Call
from ivr.engine.outcomes import Outcome

Dialogue = Callable[[Call], Outcome]

ROUTES: Mapping[str, Dialogue] = {
    "hotline": hotline,
    "waiting": waiting,
    "survey": survey,
    "called-back": called_back,
}
