"""Something to say: a key of the prompt catalogue and the values to put into it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Prompt:
    """One thing to say, in one language; the wording lives in the catalogue, never here."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    language: str = "ru"
