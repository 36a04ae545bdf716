"""What a recogniser made of words, counted; and words corrupted in the same way.

An error model measured from evaluations: which words were dropped, which taken for which, which
heard where nothing was said, and how often the second of two equal words was lost. What was never
seen to fail is given a rate all the same, as if half an error more had been seen: a small sample
must not make a recogniser look faultless.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

import jiwer

UNSEEN = 0.5  # errors added to what was counted
BORROWED = 10  # observations at the average rate lent to each word, for words seldom said
DROPPED = ""


@dataclass
class Confusions:
    """Counts of one kind of question in one condition."""

    heard: dict[str, dict[str, int]] = field(default_factory=dict)  # said -> heard -> times
    inserted: dict[str, int] = field(default_factory=dict)
    gaps: int = 0  # places where a word could have been inserted
    repeated: int = 0  # words said twice in a row
    repeated_dropped: int = 0

    def add(self, said: Sequence[str], recognised: Sequence[str]) -> None:
        """Count one utterance."""
        self.gaps += len(said) + 1
        for place, word, other in aligned(said, recognised):
            if not word:
                self.inserted[other] = self.inserted.get(other, 0) + 1
                continue
            row = self.heard.setdefault(word, {})
            row[other] = row.get(other, 0) + 1
            if place and said[place - 1] == word:
                self.repeated += 1
                self.repeated_dropped += other == DROPPED

    def joined(self, other: "Confusions") -> "Confusions":
        """The counts of both."""
        words = {*self.heard, *other.heard}
        rows = {one: _sum(self.heard.get(one, {}), other.heard.get(one, {})) for one in words}
        return Confusions(
            dict(sorted(rows.items())),
            _sum(self.inserted, other.inserted),
            self.gaps + other.gaps,
            self.repeated + other.repeated,
            self.repeated_dropped + other.repeated_dropped,
        )

    @property
    def words(self) -> int:
        return sum(sum(row.values()) for row in self.heard.values())

    @property
    def errors(self) -> int:
        """Substitutions and deletions."""
        return sum(self.wrong(word) for word in self.heard)

    def wrong(self, word: str) -> int:
        """How often a word was not heard as itself."""
        row = self.heard.get(word, {})
        return sum(row.values()) - row.get(word, 0)


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted((Counter(one) + Counter(other)).items()))


def aligned(said: Sequence[str], heard: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """The place of a word said, the word, and what was heard for it; each may be missing."""
    if not said:
        yield from ((0, "", word) for word in heard)
        return
    result = jiwer.process_words([" ".join(said)], [" ".join(heard)])
    for chunk in result.alignments[0]:
        refs = range(chunk.ref_start_idx, chunk.ref_end_idx)
        hyps = range(chunk.hyp_start_idx, chunk.hyp_end_idx)
        if chunk.type == "insert":
            yield from ((chunk.ref_start_idx, "", heard[at]) for at in hyps)
        elif chunk.type == "delete":
            yield from ((at, said[at], DROPPED) for at in refs)
        else:
            yield from ((at, said[at], heard[to]) for at, to in zip(refs, hyps, strict=True))


class Corruption:
    """Words as a recogniser with these confusions would have heard them."""

    def __init__(self, counted: Confusions) -> None:
        self._counted = counted
        self._average = (counted.errors + UNSEEN) / (counted.words + 1)
        self._inserting = (sum(counted.inserted.values()) + UNSEEN) / (counted.gaps + 1)
        self._losing = (counted.repeated_dropped + UNSEEN) / (counted.repeated + 1)
        self._vocabulary = sorted({*counted.heard, *counted.inserted} - {"unk"})
        dropped = sum(row.get(DROPPED, 0) for row in counted.heard.values())
        self._dropping = (dropped + UNSEEN) / (counted.errors + 1)

    def of(self, words: Sequence[str], chance: Random) -> list[str]:
        """What would be heard."""
        heard: list[str] = []
        for place, word in enumerate(words):
            heard += self._between(chance)
            again = place > 0 and words[place - 1] == word
            if not (again and chance.random() < self._losing):
                heard.append(self._word(word, chance))
        return [word for word in [*heard, *self._between(chance)] if word != DROPPED]

    def _between(self, chance: Random) -> list[str]:
        if chance.random() >= self._inserting:
            return []
        seen = self._counted.inserted
        return [_drawn(seen, chance) if seen else chance.choice(self._vocabulary)]

    def _word(self, word: str, chance: Random) -> str:
        row = self._counted.heard.get(word, {})
        wrong, lent = self._counted.wrong(word), BORROWED * self._average
        if chance.random() >= (wrong + lent) / (sum(row.values()) + BORROWED):
            return word
        if chance.random() < wrong / (wrong + lent):
            return _drawn({other: times for other, times in row.items() if other != word}, chance)
        if chance.random() < self._dropping:
            return DROPPED
        return chance.choice([other for other in self._vocabulary if other != word])


def _drawn(counts: Mapping[str, int], chance: Random) -> str:
    return chance.choices(list(counts), list(counts.values()))[0]
