"""How the paragraph of a standard is cited. A form has it as printed there: 13, 6.4, 15 2)."""

import re

from config.utility import Language
from operator_console.texts import text_in

PRINTED = re.compile(r"(\d+(?:\.\d+)*)(?: (\d+)\))?", re.ASCII)


def cited(paragraph: str, language: Language) -> str:
    """«п. 15, подп. 2»; what is no such number stands as it is written."""
    found = PRINTED.fullmatch(paragraph)
    if not found:
        return paragraph
    number, part = found.groups()
    if part is None:
        return text_in(language, "audits.paragraph", number=number)
    return text_in(language, "audits.subparagraph", number=number, part=part)
