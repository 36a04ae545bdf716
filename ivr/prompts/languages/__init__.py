"""How numbers, dates, times and counts are said in one language: words, in grammatical form.

A module per language. They know nothing of prompts or sounds; what goes in are values already
checked (see `ivr.prompts.formats`), what comes out are pieces out of a finite vocabulary.
"""

from ivr.prompts.languages.en import ENGLISH
from ivr.prompts.languages.grammar import Language, Noun
from ivr.prompts.languages.kk import KAZAKH
from ivr.prompts.languages.lv import LATVIAN
from ivr.prompts.languages.ru import RUSSIAN

LANGUAGES: dict[str, Language] = {
    language.code: language for language in (RUSSIAN, KAZAKH, LATVIAN, ENGLISH)
}

__all__ = ["LANGUAGES", "Language", "Noun"]
