"""What a supervisor does on the floor: read from a form; the gateway carries it out."""

from collections.abc import Callable, Mapping

from werkzeug.datastructures import MultiDict

from config.utility import Queue
from models.floor import Action, Alarm, MoveQueues, Supervise
from operator_console.typed import number_in

Read = Callable[[], Action]
WAYS = ("listen", "whisper", "join")


class NotUnderstood(ValueError):
    """The form names nobody, or nothing that can be done."""


def supervision(form: MultiDict[str, str], supervisor: int) -> Action:
    """Come to an operator's talk. Raises NotUnderstood."""
    how = form.get("how", "")
    if how not in WAYS:
        raise NotUnderstood
    return Supervise(supervisor, _operator(form), how)


def move(form: MultiDict[str, str], queues: Mapping[str, Queue]) -> Action:
    """Let an operator serve these queues from now on. Raises NotUnderstood."""
    chosen = tuple(form.getlist("queue"))
    if not set(chosen) <= set(queues):
        raise NotUnderstood
    return MoveQueues(_operator(form), chosen)


def acknowledgement(form: MultiDict[str, str]) -> Action:
    """The operator's alarm was heard. Raises NotUnderstood."""
    return Alarm(_operator(form), on=False)


def _operator(form: MultiDict[str, str]) -> int:
    operator = number_in(form, "operator")
    if operator is None:
        raise NotUnderstood
    return operator
