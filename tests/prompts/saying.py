"""How the tests say one value: through a catalogue with a single prompt, as a call would."""

from collections.abc import Iterable

from ivr.engine.prompt import Prompt
from ivr.prompts.catalogue import Catalogue
from ivr.prompts.template import parse

PROJECT = Catalogue.load()


def with_slot(format_: str) -> Catalogue:
    """The project's terms, and one prompt "value" with one slot of a format in every language."""
    template = parse(f"{{value:{format_}}}")
    return Catalogue({"value": dict.fromkeys(("ru", "kk", "lv", "en"), template)}, PROJECT.terms)


def said(language: str, format_: str, value: object) -> str:
    return with_slot(format_).wording(Prompt("value", {"value": value}, language))


def pieces(language: str, format_: str, value: object) -> tuple[str, ...]:
    return with_slot(format_).pieces(Prompt("value", {"value": value}, language))


def vocabulary(language: str, format_: str) -> Iterable[str]:
    return set(with_slot(format_).vocabulary(language))
