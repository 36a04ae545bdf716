"""What a grammar without one of its refusals would make of the words: for comparison only."""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from ivr.engine.channel import By, Grammar, Heard
from ivr.grammars.address import DigitsOrAddress
from ivr.grammars.numbers import Digits, Register
from ivr.grammars.spoken.cardinals import cardinals
from ivr.grammars.spoken.digits import singles
from ivr.grammars.spoken.languages import LEXICONS
from ivr.grammars.spoken.words import Kind, Token, words_of

MARKS = (Kind.WHOLE, Kind.POINT)
LONGEST = Digits(1, 20), Register(9, 6)


def guessed(heard: Heard, grammar: Grammar[object]) -> Heard:
    """Words that are no answer, or several, as keys: the longest number at each place.

    Unknown words are passed over, and a correction is all that counts.
    """
    tokens = list(_tokens(heard.text))
    while (kinds := [token.kind for token in tokens]).count(Kind.CORRECTION):
        tokens = tokens[kinds.index(Kind.CORRECTION) + 1 :]
    if isinstance(grammar, DigitsOrAddress):
        grammar = grammar.digits
    if isinstance(grammar, Digits):
        return _keys(_numbers(tokens), heard)
    if isinstance(grammar, Register):
        return _keys(_reading(tokens, grammar), heard)
    return heard


def fitted(heard: Heard, grammar: Grammar[object]) -> Heard:
    """A number that is too long or too short, made to fit as a careless program would."""
    digits, register = LONGEST
    if isinstance(grammar, DigitsOrAddress):
        grammar = grammar.digits
    if isinstance(grammar, Digits) and (number := digits.parse(heard, "ru")):
        return _keys(number[: grammar.max_keys].zfill(grammar.max_keys), heard)
    if isinstance(grammar, Register) and (shown := register.parse(heard, "ru")):
        if shown.value is None:
            return heard
        value = shown.value % 10**grammar.wheels
        return _keys(f"{value.quantize(Decimal(1).scaleb(-grammar.decimals), ROUND_DOWN)}", heard)
    return heard


def _tokens(text: str) -> Iterator[Token]:
    for word in words_of(text):
        yield from LEXICONS["ru"].tokens(word) or ()


def _numbers(tokens: list[Token]) -> str:
    found, at = "", 0
    while at < len(tokens):
        here = [(str(value), end) for value, end in cardinals(tuple(tokens), at)]
        here += singles(tuple(tokens), at)
        digits, at = max(here, key=lambda one: one[1], default=("", at + 1))
        found += digits
    return found


def _reading(tokens: list[Token], register: Register) -> str:
    kinds = [token.kind for token in tokens]
    mark = next((at for at, kind in enumerate(kinds) if kind in MARKS), len(tokens))
    behind = _numbers(tokens[mark:])
    if parts := [token.value for token in tokens[mark:] if token.kind is Kind.PART]:
        behind = behind.zfill(parts[0])
    whole = _numbers(tokens[:mark])
    return f"{whole}.{behind[: register.decimals]}" if behind else whole


def _keys(number: str, heard: Heard) -> Heard:
    return Heard(number.replace(".", "*"), By.KEYS) if number else heard
