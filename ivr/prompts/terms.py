"""The small vocabulary put into prompts as values: nouns that are counted, services, places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ivr.prompts.languages import Noun

Entry = Mapping[str, object]  # language -> a word, or a table of its forms


@dataclass(frozen=True)
class Terms:
    """The `terms` section of the catalogue: kind -> name -> language -> word."""

    kinds: Mapping[str, Mapping[str, Entry]]

    def word(self, kind: str, name: str, language: str) -> str:
        """The word of a kind in a language. Raises LookupError, with what was looked for."""
        try:
            return str(self.kinds[kind][name][language])
        except KeyError:
            raise LookupError(f"there is no {kind} {name!r} in {language}") from None

    def words(self, kind: str, language: str) -> Iterable[str]:
        return [str(entry[language]) for entry in self.kinds.get(kind, {}).values()]

    def noun(self, name: str, language: str) -> Noun:
        """A noun with its forms. Raises LookupError."""
        try:
            entry = self.kinds["noun"][name][language]
        except KeyError:
            raise LookupError(f"there is no noun {name!r} in {language}") from None
        assert isinstance(entry, Mapping)
        forms = {str(form): str(word) for form, word in entry.items()}
        return Noun(forms, forms.pop("gender", "m"), forms.pop("accusative", ""))
