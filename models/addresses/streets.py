"""The utility's streets in memory, and which of them a caller's words can mean. Pure.

Every word said is compared with every word that occurs in a name, by sound and without its ending,
so that inflection, a recogniser's slip and a shortened name ("Маркса") still find their street.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from rapidfuzz import fuzz, process

from models.addresses.names import KIND_OF, Name, name_of, same_kind, sound_of
from models.addresses.said import Said

ALIKE = 78  # of 100: sounds less alike are different words
SHORT = 4  # letters of a sound that may not differ at all
ENOUGH = (
    0.55  # of what was said and of what the street is called: a street less like it is not meant
)
AS_GOOD = 0.04  # a difference that tells nothing
MOST_TIMES = 3  # that a word of a name is looked for in what was said
OTHER_KIND = 0.15  # проспект said of a street: people mistake these
OTHER_PLACE = 0.3  # a town was named, and it is another


@dataclass(frozen=True)
class Street:
    """A street as the register writes it, with all it is called by; `ids` of its rows there."""

    ids: tuple[int, ...]
    locality: str
    written: str
    names: tuple[Name, ...]  # the first is the present one


@dataclass(frozen=True)
class Meant:
    """A street that the words may mean: how well they fit (1 is best), and their places."""

    street: Street
    fit: float
    taken: frozenset[int]


@dataclass
class Streets:
    """All streets of a utility."""

    every: Sequence[Street]
    _having: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _places: set[str] = field(default_factory=set)  # sounds of the words of localities

    def __post_init__(self) -> None:
        for place, street in enumerate(self.every):
            self._places |= {sound_of(word) for word in _words(street.locality)}
            for name in street.names:
                for word in name.words:
                    self._having[sound_of(word)].add(place)
        self._sounds = list(self._having)
        self._localities = list(self._places)

    @property
    def in_one_place(self) -> bool:
        """Whether the locality goes without saying."""
        return len({street.locality for street in self.every}) <= 1

    def meant(self, said: Said) -> list[Meant]:
        """The streets that fit, the best first; one may come with several divisions of words."""
        heard = self._heard(said)
        could_be = {
            place for likes in heard.alike.values() for one in likes for place in self._having[one]
        }
        could_be |= {
            place
            for number in said.numbers
            if heard.kinds
            for place in self._having.get(number.digits, ())
        }
        found = [one for place in could_be for one in _fits(self.every[place], heard)]
        found.sort(key=lambda one: (-one.fit, one.street.ids))
        return [one for one in found if one.fit >= ENOUGH]

    def _heard(self, said: Said) -> "_Heard":
        numbered = {at for one in said.numbers for at in range(one.start, one.end)}
        heard = _Heard(said)
        for at, word in enumerate(said.words):
            if at in said.marks or at in said.letters:
                continue
            sound = sound_of(word)
            likes = dict(_like(sound, self._sounds))
            if at in numbered:  # "сорок" is no "Сорокина"; but a street may be called Третья
                likes = {one: 1.0 for one in likes if one == sound}
            elif word in KIND_OF:
                heard.kinds[at] = KIND_OF[word]
            elif places := dict(_like(sound, self._localities)):
                heard.places[at] = places
            if likes:
                heard.alike[at] = likes
            if at not in numbered and at not in heard.kinds:
                heard.plain[at] = len(word)
        return heard


@dataclass
class _Heard:
    """What the words could be; all by their places."""

    said: Said
    alike: dict[int, Mapping[str, float]] = field(default_factory=dict)  # sound -> likeness
    kinds: dict[int, str] = field(default_factory=dict)
    places: dict[int, Mapping[str, float]] = field(default_factory=dict)
    plain: dict[int, int] = field(default_factory=dict)  # words that must mean something: length


def _words(locality: str) -> tuple[str, ...]:
    return name_of(locality).words


def _like(sound: str, sounds: Sequence[str]) -> Iterator[tuple[str, float]]:
    """The sounds that are like this one, from `ALIKE` of 100 on, as shares of 1."""
    if len(sound) <= SHORT:
        if sound in sounds:
            yield sound, 1.0
        return
    for one, likeness, _ in process.extract(
        sound, sounds, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=20
    ):
        if len(one) > SHORT:
            yield one, likeness / 100


def _fits(street: Street, heard: _Heard) -> Iterator[Meant]:
    for name in street.names:
        for taken, likeness, length in _found(name, heard):
            fit = _fit(street, name, heard, taken, likeness, length)
            yield Meant(street, fit, taken | heard.kinds.keys() | heard.places.keys())


def _found(name: Name, heard: _Heard) -> Iterator[tuple[frozenset[int], float, int]]:
    """Divisions of the words: places the name takes, letters alike on both sides, its letters."""
    options = [list(islice(_places_of(word, heard), MOST_TIMES)) for word in name.words]
    if any(not found for word, found in zip(name.words, options, strict=True) if word.isdecimal()):
        return  # its number belongs to a street: 8 микрорайон, 40 лет Победы
    for chosen in product(*(found or [((), 0.0)] for found in options)):
        taken = frozenset(at for places, _ in chosen for at in places)
        if taken and len(taken) == sum(len(places) for places, _ in chosen):
            alike = sum(
                share * (len(word) + heard.plain.get(places[0], len(word)))
                for word, (places, share) in zip(name.words, chosen, strict=True)
                if places
            )
            yield taken, alike, sum(map(len, name.words))


def _places_of(word: str, heard: _Heard) -> Iterator[tuple[tuple[int, ...], float]]:
    """Where one word of a name may have been said."""
    if word.isdecimal():
        for number in heard.said.numbers:
            if number.digits == word:
                yield tuple(range(number.start, number.end)), 1.0
        return
    sound = sound_of(word)
    for at, likes in heard.alike.items():
        if sound in likes:
            yield (at,), likes[sound]


def _fit(
    street: Street, name: Name, heard: _Heard, taken: frozenset[int], alike: float, length: int
) -> float:
    """The share of what was said, and of the name, that is the same; less for another kind."""
    here = {sound_of(word) for word in _words(street.locality)}
    named = [at for at in heard.places if at not in taken]
    elsewhere = any(not here & heard.places[at].keys() for at in named)
    numbers = sum(len(word) for word in name.words if word.isdecimal())  # said, but no plain words
    said = sum(n for at, n in heard.plain.items() if at not in named) + numbers
    fit = alike / (said + length) if said + length else 0.0
    kinds = [kind for at, kind in heard.kinds.items() if at not in taken]
    if kinds and not any(same_kind(kind, name.kind) for kind in kinds):
        fit -= OTHER_KIND
    return fit - (OTHER_PLACE if elsewhere else 0)


def merged(rows: Iterable[tuple[int, str, str]], aliases: Mapping[int, Sequence[str]]) -> Streets:
    """Streets from rows of id, locality and name; different spellings of one street are one.

    `aliases` are further names, by the id of a row.
    """
    found: dict[tuple[tuple[str, ...], Name], list[tuple[int, str, str]]] = defaultdict(list)
    for row in rows:
        name = name_of(row[2] or row[1])
        kind = "" if same_kind(name.kind, "") else name.kind
        found[_words(row[1]), Name(kind, tuple(sorted(name.words)))].append(row)
    streets = []
    for alike in found.values():
        _, locality, written = alike[0]
        others = [name_of(one) for id_, _, _ in alike for one in aliases.get(id_, ())]
        names = dict.fromkeys([*(name_of(row[2] or row[1]) for row in alike), *others])
        streets.append(Street(tuple(row[0] for row in alike), locality, written, tuple(names)))
    return Streets(streets)
