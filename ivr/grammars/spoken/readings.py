"""What a meter shows, in words: whole numbers, decimals, halves, digit by digit.

The grammar, `|` for "or" and `[ ]` for "or nothing"; in Kazakh the part stands before its number:

    reading  = amount [measure] | half | one-and-a-half | every digit of the register one by one
    amount   = whole | whole and-a-half | named
             | whole целых [и] (named | behind) | whole запятая (named | behind) | whole целых
             | whole и (named | behind) | whole named
             | whole measure [и] (named | cardinal литров)
    whole    = cardinal | digits one by one | zeros and a cardinal that fill the wheels
    behind   = digits one by one | [zeros] cardinal
    named    = cardinal десятых | cardinal сотых | cardinal тысячных

Two numbers side by side ("двадцать три сорок пять") are no reading.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ivr.grammars.spoken.cardinals import cardinals, is_at, whole_cardinals
from ivr.grammars.spoken.corrections import versions
from ivr.grammars.spoken.digits import singles
from ivr.grammars.spoken.words import Kind, Tokens

LITRES = 3  # decimals of a litre in a cubic metre
HALF = Decimal("0.5")


def reading(tokens: Tokens, wheels: int, decimals: int) -> Decimal | None:
    """The one value that fits a register and that the words can mean; None if none, or more."""
    register = _Register(wheels, decimals)
    found = {value for version in versions(tokens) for value in register.values(version)}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class _Register:
    wheels: int
    decimals: int

    def values(self, tokens: Tokens) -> set[Decimal]:
        """All values that fit."""
        if len(tokens) > 1 and tokens[-1].kind is Kind.MEASURE:
            tokens = tokens[:-1]
        found = {*self._all_digits(tokens), *self._without_whole(tokens), *self._joined(tokens)}
        for whole, end in self._wholes(tokens):
            found |= {Decimal(whole) + part for part in self._parts(tokens[end:])}
        return {value for value in found if self._fits(value)}

    def _fits(self, value: Decimal) -> bool:
        return value < 10**self.wheels and value == round(value, self.decimals)

    def _all_digits(self, tokens: Tokens) -> Iterator[Decimal]:
        """The keypad's rule: all the digits of the register need no mark."""
        for digits, end in _one_by_one(tokens, 0):
            if end == len(tokens) and self.decimals and len(digits) == self.wheels + self.decimals:
                yield Decimal(digits).scaleb(-self.decimals)

    def _without_whole(self, tokens: Tokens) -> Iterator[Decimal]:
        """Parts alone, also improper ones: "двадцать пять десятых" may be 2.5, or 20 and 0.5."""
        for value, places in _named(tokens):
            if places <= self.decimals:
                yield Decimal(value).scaleb(-places)
        if len(tokens) == 1 and is_at(tokens, 0, Kind.HALF):
            yield HALF
        if len(tokens) == 1 and is_at(tokens, 0, Kind.ONE_AND_A_HALF):
            yield 1 + HALF

    def _joined(self, tokens: Tokens) -> set[Decimal]:
        """ "двадцать и пять" may be 20.5, and 25 as well."""
        kinds = [token.kind for token in tokens]
        if Kind.AND not in kinds[1:-1] or Kind.AND in (kinds[0], kinds[-1]):
            return set()
        without = tuple(token for token in tokens if token.kind is not Kind.AND)
        return {Decimal(value) for value in whole_cardinals(without)}

    def _wholes(self, tokens: Tokens) -> Iterator[tuple[int, int]]:
        yield from cardinals(tokens, 0)
        for digits, end in _one_by_one(tokens, 0):
            if len(digits) <= self.wheels:
                yield int(digits), end
        zeros = _zeros(tokens, 0)
        if zeros > 1 or not self.decimals:  # "ноль сорок пять" would be 0.45 to some
            for value, end in cardinals(tokens, zeros):
                if zeros + len(str(value)) == self.wheels:
                    yield value, end

    def _parts(self, tokens: Tokens) -> Iterator[Decimal]:
        """What all the words behind the whole may add to it."""
        if not tokens or (len(tokens) == 1 and self._ends_here(tokens)):
            yield Decimal(0)
        elif len(tokens) == 1 and is_at(tokens, 0, Kind.AND_A_HALF):
            yield HALF
        elif is_at(tokens, 0, Kind.WHOLE, Kind.POINT, Kind.AND):
            after = 2 if is_at(tokens, 0, Kind.WHOLE) and is_at(tokens, 1, Kind.AND) else 1
            yield from self._proper(tokens[after:])
            yield from self._behind(tokens[after:])
        elif is_at(tokens, 0, Kind.MEASURE):
            after = 2 if is_at(tokens, 1, Kind.AND) else 1
            yield from self._proper(tokens[after:])
            yield from _litres(tokens[after:])
        else:
            yield from self._proper(tokens)

    def _ends_here(self, tokens: Tokens) -> bool:
        """ "сто целых" is all only where nothing can follow."""
        return not self.decimals and tokens[0].kind is Kind.WHOLE

    def _proper(self, tokens: Tokens) -> Iterator[Decimal]:
        for value, places in _named(tokens):
            if value < 10**places and places <= self.decimals:
                yield Decimal(value).scaleb(-places)

    def _behind(self, tokens: Tokens) -> Iterator[Decimal]:
        """Digits behind the mark, at most as many as the register has."""
        zeros = _zeros(tokens, 0)
        said = list(_one_by_one(tokens, 0))
        said += [("0" * zeros + str(value), end) for value, end in cardinals(tokens, zeros)]
        for digits, end in said:
            if end == len(tokens) and len(digits) <= self.decimals:
                yield Decimal(digits).scaleb(-len(digits))


def _one_by_one(tokens: Tokens, at: int, before: str = "") -> Iterator[tuple[str, int]]:
    """Digits said one by one from a place on, up to each place where they may end."""
    for digits, end in singles(tokens, at):
        yield before + digits, end
        yield from _one_by_one(tokens, end, before + digits)


def _zeros(tokens: Tokens, at: int) -> int:
    """How many words for zero follow each other."""
    end = at
    while is_at(tokens, end, Kind.ZERO):
        end += 1
    return end - at


def _named(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Number and decimals of "двадцать пять сотых", if that is what all the words are."""
    if len(tokens) < 2:
        return
    for part, number in ((tokens[-1], tokens[:-1]), (tokens[0], tokens[1:])):
        if part.kind is Kind.PART:
            for value in whole_cardinals(number):
                yield value, part.value


def _litres(tokens: Tokens) -> Iterator[Decimal]:
    if tokens and tokens[-1].kind is Kind.LITRE:
        for value in whole_cardinals(tokens[:-1]):
            if value < 10**LITRES:
                yield Decimal(value).scaleb(-LITRES)
