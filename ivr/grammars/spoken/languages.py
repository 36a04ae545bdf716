"""The lexicon of each language, and how callers name the languages themselves."""

from collections.abc import Mapping, Sequence

from config.utility import Language
from ivr.grammars.spoken.english import ENGLISH
from ivr.grammars.spoken.kazakh import KAZAKH
from ivr.grammars.spoken.latvian import LATVIAN
from ivr.grammars.spoken.russian import RUSSIAN
from ivr.grammars.spoken.words import Lexicon, phrases

LEXICONS: Mapping[Language, Lexicon] = {
    "ru": RUSSIAN,
    "kk": KAZAKH,
    "lv": LATVIAN,
    "en": ENGLISH,
}

# Said before a language is chosen, so each in every language.
LANGUAGE_NAMES: Mapping[str, Sequence[str]] = {
    "ru": phrases(
        "русский, по-русски, на русском, русском, русский язык, орысша, орыс тілінде,"
        "krieviski, krievu, krievu valodā, russian"
    ),
    "kk": phrases(
        "қазақша, қазақ, қазақ тілі, қазақ тілінде, казахский, по-казахски, на казахском, kazakh"
    ),
    "lv": phrases(
        "latviski, latviešu, latviešu valodā, латышский, по-латышски, на латышском, latvian"
    ),
    "en": phrases(
        "english, in english, английский, по-английски, на английском, angliski, angļu,"
        "angļu valodā, ағылшынша"
    ),
}
