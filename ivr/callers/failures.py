"""Why a call of ours did not go as meant; every message can be read by whoever wrote the test."""

from collections.abc import Sequence


class CallFailed(Exception):
    """A call did not go as meant."""


class NoAnswer(CallFailed):
    """Nobody answered: nothing listens there, or it rang for too long and we gave up."""


class Declined(CallFailed):
    """The far end refused the call with a SIP status of 300 to 699."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"the call was refused: {code} {reason}")
        self.code = code
        self.reason = reason


class Busy(Declined):
    """Refused as busy: 486 or 600."""


def refusal(code: int, reason: str) -> Declined:
    """The failure that a final SIP status of 300 to 699 stands for."""
    return (Busy if code in (486, 600) else Declined)(code, reason)


class NotRegistered(CallFailed):
    """The registrar refused a telephone; `code` is the SIP status."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


class WrongPassword(NotRegistered):
    """The registrar does not take the telephone's name and password."""


class FarEndHungUp(CallFailed):
    """The far end ended the call while something was still to be done in it."""


class TookTooLong(CallFailed):
    """What was waited for (a sound, silence, the far end's goodbye) did not come in time."""


class NoSuchClip(CallFailed):
    """A clip is expected that could never be heard: nobody made it, or it has another name."""


class CannotSay(CallFailed):
    """Our caller cannot say that: no voice, no synthesiser, or nothing in it that has a sound."""


class NotHeard(CallFailed):
    """The prompts heard are not the ones expected; both are printed, line by line."""

    def __init__(self, why: str, expected: Sequence[str], heard: Sequence[str]) -> None:
        super().__init__("\n".join([why, *_listed("expected", expected), *_listed("heard", heard)]))
        self.expected = tuple(expected)
        self.heard = tuple(heard)


def _listed(title: str, lines: Sequence[str]) -> list[str]:
    return [f"{title}:", *(f"  {line}" for line in lines or ["(nothing)"])]
