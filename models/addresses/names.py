"""Names of streets as registers write them: kind, words, and how a word sounds.

"ул. К. Маркса", "Карла Маркса (ул)" and "улица Карла Маркса" have to meet what callers say, in
whatever case, order and spelling. Numbers in a name stand as digits: "9 Мая", "8 микрорайон".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Kinds as they are spoken; then how registers shorten them and callers inflect them.
KINDS = {
    "улица": "ул улицы улице улицу улицей",
    "проспект": "пр-т пр-кт просп пр проспекта проспекте проспекту",
    "переулок": "пер переулка переулке переулку",
    "микрорайон": "мкр мкрн м-н мкр-н м/р микр микрорайона микрорайоне",
    "бульвар": "б-р бул бульв бульвара бульваре бульвару",
    "шоссе": "ш",
    "площадь": "пл площади",
    "проезд": "пр-д прд проезда проезде",
    "набережная": "наб набережной набережную",
    "тупик": "туп тупика тупике",
    "квартал": "кв-л квартала квартале",
    "городок": "гор-к городка городке",
    "посёлок": "пос п поселок поселка поселке посёлке",
    "тракт": "тр тр-т тракта тракту",
    "аллея": "ал аллеи аллее аллею",
    "линия": "лин линии линию",
    "көшесі": "көш көшесінде көше көшесі",
    "даңғылы": "даң даңғыл даңғылында",
    "ықшам аудан": "ы/а ықшамаудан ықшамауданы шағынаудан шағынауданы",
    "iela": "ielā ielas ielu",
    "prospekts": "pr prosp prospektā prospekta",
    "bulvāris": "bulv bulvārī bulvāra",
    "laukums": "lauk laukumā laukuma",
    "šoseja": "šos šosejā",
    "gatve": "gatvē gatves",
    "street": "st str",
    "avenue": "av ave",
    "lane": "ln",
}  # fmt: skip
KIND_OF = {form: kind for kind, forms in KINDS.items() for form in (*forms.split(), kind)} | {
    form.replace("ё", "е"): kind for kind, forms in KINDS.items() for form in (*forms.split(), kind)
}
# The same thing in the languages of one town.
_SAME_KIND = {"көшесі": "улица", "iela": "улица", "street": "улица", "даңғылы": "проспект",
              "prospekts": "проспект", "avenue": "проспект", "ықшам аудан": "микрорайон",
              "bulvāris": "бульвар", "lane": "переулок", "laukums": "площадь",
              "šoseja": "шоссе"}  # fmt: skip
_NOT_NAMES = frozenset(("им", "имени", "г", "гор", "город", "с", "д", "пгт", "рп"))
_WORD = re.compile(r"\d+|[^\W\d_]+(?:[-/][^\W\d_]+)*\.?")
_ORDINAL_END = re.compile(r"(?<=\d)-?(?:й|я|е|ая|ый|ой|го|му|ші|шы|st|nd|rd|th)\b")

_LATIN = (
    ("šč", "щ"), ("dž", "дж"), ("sh", "ш"), ("zh", "ж"), ("ch", "ч"), ("a", "а"), ("b", "б"),
    ("c", "ц"), ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "х"), ("i", "и"), ("j", "й"),
    ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"),
    ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"), ("w", "в"), ("x", "х"), ("y", "и"), ("z", "з"),
    ("ā", "а"), ("č", "ч"), ("ē", "е"), ("ģ", "г"), ("ī", "и"), ("ķ", "к"), ("ļ", "л"), ("ņ", "н"),
    ("š", "ш"), ("ū", "у"), ("ž", "ж"), ("ō", "о"), ("ŗ", "р"),
)  # fmt: skip
# Kazakh letters as Russians say them; then what an unstressed or last sound is heard as.
_HEARD = str.maketrans("әғқңөұүһіеёоэыйябвгджз", "аккнауухиииаиииипфктшс")
_ENDING = re.compile(
    r"(?:ая|яя|ой|ую|юю|ое|ее|ый|ий|ого|его|ому|ему|ым|им|ыми|ых|их|ом)$"
)  # of an adjective
LEAST_STEM = 3  # letters
LONGEST_SHORT = 5  # letters of an abbreviation


@dataclass(frozen=True)
class Name:
    """A street's name: its kind ("" if not given) and its words, numbers as digits."""

    kind: str
    words: tuple[str, ...]


@lru_cache(maxsize=1 << 14)
def name_of(written: str) -> Name:
    """A street as a register writes it."""
    text = _ORDINAL_END.sub("", written.casefold().replace("ё", "е"))
    text = text.replace("(", " ").replace(")", " ")
    kinds, words = [], []
    for word in _WORD.findall(text):
        bare = word.rstrip(".")
        if bare in KIND_OF:
            kinds.append(KIND_OF[bare])
        elif bare.isdecimal():
            words.append(bare.lstrip("0"))
        elif bare not in _NOT_NAMES and len(bare) > 1:  # one letter is an initial: nobody says it
            words.append(bare.replace("-", ""))
    if not words and kinds:  # called by a kind: Набережная, Набережная улица
        kinds.sort(key=lambda kind: kind == "улица")
        words.append(kinds.pop(0).replace("ё", "е"))
    return Name(kinds[0] if kinds else "", tuple(words))


def same_kind(one: str, other: str) -> bool:
    """Whether two kinds are the same, perhaps in two languages; no kind is a street."""
    ours, theirs = (_SAME_KIND.get(kind, kind) or "улица" for kind in (one, other))
    return ours == theirs


@lru_cache(maxsize=1 << 15)
def sound_of(word: str) -> str:
    """How a word is heard over a telephone, without its ending: for comparing only."""
    for latin, cyrillic in _LATIN if word.isascii() or not _is_cyrillic(word) else ():
        word = word.replace(latin, cyrillic)
    stem = _ENDING.sub("", word)
    heard = (stem if len(stem) >= LEAST_STEM else word).translate(_HEARD)
    return re.sub(r"(.)\1+", r"\1", heard.replace("ь", "").replace("ъ", ""))


def _is_cyrillic(word: str) -> bool:
    return any("Ѐ" <= letter <= "ӿ" for letter in word)


def spoken(written: str) -> str:
    """A street as it is read out: abbreviations in full, the kind where it stands."""
    return " ".join(map(_in_full, written.split()))


def _in_full(word: str) -> str:
    bare = word.strip("().,").casefold()
    if bare in KIND_OF and len(bare) <= LONGEST_SHORT and _is_short(bare):
        return KIND_OF[bare]
    return word


def _is_short(kind: str) -> bool:
    """Whether this form of a kind has lost letters: ул, пр-т, просп."""
    full = KIND_OF[kind]
    return len(kind) < len(full) - 1 or "-" in kind


def vocabulary(written: Sequence[str]) -> list[str]:
    """The words, in lower case and with ё as е, that streets and localities are called by."""
    found: dict[str, None] = {}
    for one in written:
        name = name_of(one)
        for word in (*name.kind.replace("ё", "е").split(), *name.words):
            if not word.isdecimal():
                found[word] = None
    return list(found)
