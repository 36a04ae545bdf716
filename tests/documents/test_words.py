"""The words of documents are whole in each of their languages, and each is used."""

import re
from string import Formatter

from models.documents.records import LANGUAGES
from operator_console.documents.words import HERE, wordings

IN_CODE = re.compile(r"""["']([a-z_]+)["']""")
BEGUN = re.compile(r"""f"([a-z_]+_)\{|\}(_[a-z]+)["']""")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_languages_have_the_same_words_with_the_same_places() -> None:
    ru, lv = (wordings(language) for language in LANGUAGES)
    assert list(ru) == list(lv)
    assert {key: placeholders(text) for key, text in ru.items()} == {
        key: placeholders(text) for key, text in lv.items()
    }
    assert all(text.strip() == text != "" for words in (ru, lv) for text in words.values())


def test_every_word_is_used() -> None:
    code = "\n".join(path.read_text() for path in HERE.rglob("*.py"))
    whole = set(IN_CODE.findall(code))
    begun = {one for pair in BEGUN.findall(code) for one in pair if one}
    unused = [
        key
        for key in wordings("ru")
        if key not in whole and not any(key.startswith(one) or key.endswith(one) for one in begun)
    ]
    assert unused == []
