"""The door to the caller: what a channel is asked, what it answers, how a conversation is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Protocol, TypeVar, runtime_checkable

from config.utility import Language
from ivr.engine.prompt import Prompt

T_co = TypeVar("T_co", covariant=True)

LONGER_PAUSE = 2.0  # seconds between keys where the first alone may be the answer


class By(StrEnum):
    """How an answer came."""

    KEYS = "keys"
    SPEECH = "speech"
    SILENCE = "silence"


@dataclass(frozen=True)
class Heard:
    """What the caller did when asked: keys pressed, words spoken, or nothing."""

    text: str
    by: By


class Finished(Enum):
    """Whether what was said so far is an answer: how long a pause ends it."""

    NO = auto()  # no answer yet
    HARDLY = auto()  # an answer that sounds as if it went on: "сто двадцать"
    MAYBE = auto()  # an answer that could go on
    YES = auto()  # nothing can follow


class Grammar(Protocol[T_co]):
    """What may be answered to one question, and what the answer means."""

    @property
    def max_keys(self) -> int:
        """Keys after which the answer is complete; `#` completes it earlier."""
        ...

    def parse(self, heard: Heard, language: Language) -> T_co | None:
        """The meaning, or None if this is not an answer, or could be several."""
        ...

    def phrases(self, language: Language) -> Sequence[str]:
        """Words and phrases to listen for here, as few as will do; commands included.

        Lower case, ё as е: a recogniser has its own spelling, and not every word. A phrase that
        begins with `@` names a vocabulary of the utility, such as `@streets`.
        """
        ...

    def finished(self, said: str, language: Language) -> Finished:
        """Whether the caller, who has said this, can be expected to go on."""
        ...


@runtime_checkable
class Longer(Protocol):
    """A grammar to which more than `max_keys` may be keyed, if they begin with certain keys."""

    @property
    def longer(self) -> Mapping[str, int]:
        """The number of keys of an answer, by its first one."""
        ...


def longer_answers(grammar: Grammar[object]) -> Mapping[str, int]:
    """How many keys an answer may have, by its first one, where that is more than `max_keys`."""
    return grammar.longer if isinstance(grammar, Longer) else {}


class Channel(Protocol):
    """A way to reach the caller; one implementation for each telephone system."""

    def play(self, prompts: Sequence[Prompt]) -> None:
        """Say it all, not to be interrupted. Raises Hangup if the caller has gone."""
        ...

    def listen(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> Heard:
        """Say the prompts until the caller answers. Raises Hangup if the caller has gone."""
        ...

    def record(self) -> None:
        """Keep what is said from now on (P1); again, nothing changes. Raises Hangup."""
        ...


class Hangup(Exception):
    """The caller has gone."""


class NeedsOperator(Exception):
    """The conversation cannot go on without a person; the message says why, in one word."""


class TurnOver(BaseException):
    """This connection may say no more. Not an Exception: no dialogue may catch it by accident."""


class Overtaken(TurnOver):
    """Another connection holds the call now."""


class Disconnected(TurnOver):
    """The telephone system is out of reach; the caller may still be there, with another server."""


class Suspended(TurnOver):
    """The dialogue asks what this request does not answer; another request will."""

    def __init__(self, prompts: Sequence[Prompt], grammar: Grammar[object]) -> None:
        self.prompts = prompts
        self.grammar = grammar
