"""The catalogue: every prompt's wording in every language, as pieces of sound and as text.

The wording itself is in `catalogue.toml`. A prompt may have another one where the caller can speak
as well as press keys (`voice`); the rest are the same for both. No sound is made here, and no
dialogue is known.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from ivr.engine.prompt import Prompt
from ivr.prompts.formats import FORMATS, CannotSay, Voice
from ivr.prompts.languages import LANGUAGES
from ivr.prompts.template import BadTemplate, Slot, Template, join, parse
from ivr.prompts.terms import Terms
from ivr.prompts.vocabulary import pieces_of

Table = Mapping[str, Any]
Templates = Mapping[str, Mapping[str, Template]]  # key -> language -> template

VOICE = "voice"  # a prompt's table of wordings for callers who may speak


@dataclass(frozen=True)
class Catalogue:
    """All prompts, and the terms put into them."""

    prompts: Templates
    terms: Terms
    voice: Templates = field(default_factory=dict)

    @classmethod
    @cache
    def load(cls, path: Path | None = None) -> "Catalogue":
        """From a file, read once; by default the project's own. Raises BadTemplate."""
        file = path or resources.files("ivr.prompts") / "catalogue.toml"
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        terms = Terms(tables.pop("terms", {}))
        voice = {key: table.pop(VOICE) for key, table in tables.items() if VOICE in table}
        return cls(_all_templates(tables), terms, _all_templates(voice))

    def keys(self) -> frozenset[str]:
        return frozenset(self.prompts)

    def template(self, key: str, language: str, voice: bool = False) -> Template:
        """With `voice` the wording for who may speak, if there is one, else the plain one.

        Raises CannotSay for an unknown key, or a key without that language.
        """
        if key not in self.prompts:
            raise CannotSay(f"there is no prompt {key!r}")
        if language not in self.prompts[key]:
            raise CannotSay(f"prompt {key!r} has no wording in {language!r}")
        plain = self.prompts[key][language]
        return self.voice.get(key, {}).get(language, plain) if voice else plain

    def pieces(self, prompt: Prompt, voice: bool = False) -> tuple[str, ...]:
        """The prompt as a sequence of clips, each fixed text or a word out of the vocabulary.

        With `voice` as a caller hears it who may speak. Raises CannotSay for what has no wording:
        a key, a language, a value missing or wrong.
        """
        said: list[str] = []
        for part in self.template(prompt.key, prompt.language, voice):
            said += [part] if isinstance(part, str) else self._value(prompt, part)
        return tuple(said)

    def wording(self, prompt: Prompt, voice: bool = False) -> str:
        """The prompt as a person reads it; `voice` as for `pieces`. Raises CannotSay."""
        return join(self.pieces(prompt, voice))

    def vocabulary(self, language: str) -> Iterable[str]:
        """Every piece that can be needed in a language, except texts given from outside."""
        return self._vocabularies[language]

    @cached_property
    def _vocabularies(self) -> Mapping[str, tuple[str, ...]]:
        return {language: self._collect(language) for language in LANGUAGES}

    def _collect(self, language: str) -> tuple[str, ...]:
        wordings = [*self.prompts.values(), *self.voice.values()]
        templates = [texts[language] for texts in wordings if language in texts]
        parts = [part for template in templates for part in template]
        found = dict.fromkeys(part for part in parts if isinstance(part, str))  # keeps the order
        for slot in dict.fromkeys(
            replace(part, name="") for part in parts if isinstance(part, Slot)
        ):
            found |= dict.fromkeys(pieces_of(self._voice(slot, language), slot.format))
        return tuple(found)

    def _voice(self, slot: Slot, language: str) -> Voice:
        return Voice(LANGUAGES[language], self.terms, slot.details)

    def _value(self, prompt: Prompt, slot: Slot) -> list[str]:
        if slot.name not in prompt.values:
            raise CannotSay(f"prompt {prompt.key!r} needs the value {slot.name!r}")
        format_ = FORMATS[slot.format]
        try:
            value = format_.check(prompt.values[slot.name])
            return format_.speak(self._voice(slot, prompt.language), value)
        except (ValueError, TypeError, LookupError, ArithmeticError) as error:
            raise CannotSay(f"prompt {prompt.key!r}, value {slot.name!r}: {error}") from error


def _all_templates(tables: Mapping[str, Mapping[str, str]]) -> Templates:
    return {key: _templates(key, texts) for key, texts in tables.items()}


def _templates(key: str, texts: Mapping[str, str]) -> Mapping[str, Template]:
    """One key's wordings, parsed. Raises BadTemplate with the key."""
    templates = {language: parse(text) for language, text in texts.items()}
    for language, template in templates.items():
        slots = [part for part in template if isinstance(part, Slot)]
        if unknown := [slot.format for slot in slots if slot.format not in FORMATS]:
            raise BadTemplate(f"{key} in {language}: there is no format {unknown[0]!r}")
    return templates
