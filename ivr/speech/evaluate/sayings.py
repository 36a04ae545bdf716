"""The forms in which people say account numbers, readings, yes and no, in Russian.

Numerals come from num2words, which knows nothing of our grammars.
"""

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from num2words import num2words

DIGITS = ("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
PARTS = {1: "десятых", 2: "сотых", 3: "тысячных"}
YES = ("да", "да верно", "верно", "правильно", "ага", "да правильно")
NO = ("нет", "неверно", "неправильно", "нет неверно", "нет неправильно")
OPERATOR = "оператор"
READINGS = ("один", "показания")


def account_in(number: str, chance: Random) -> str:
    """An account number digit by digit, or in groups of two or three."""
    if chance.random() < 0.5:
        return one_by_one(number)
    groups = list(_groups(number, 2 if chance.random() < 0.6 else 3))
    return " ".join(_group(group) for group in groups)


def one_by_one(digits: str) -> str:
    return " ".join(DIGITS[int(digit)] for digit in digits)


def cardinal(number: int) -> str:
    return str(num2words(number, lang="ru"))


def reading_in(value: Decimal, wheels: int, decimals: int, chance: Random) -> str:
    """A reading as a cardinal, with целых or запятая, or as all digits of the register."""
    if decimals and chance.random() < 0.1:
        return one_by_one(register_digits(value, wheels, decimals))
    whole, behind = int(value), str(value.normalize()).partition(".")[2]
    if not behind or "E" in behind:
        return one_by_one(str(whole)) if chance.random() < 0.1 else cardinal(whole)
    if behind == "5" and chance.random() < 0.3:
        return f"{cardinal(whole)} с половиной"
    if chance.random() < 0.5:
        return f"{_feminine(whole)} целых {_feminine(int(behind))} {PARTS[len(behind)]}"
    said = one_by_one(behind) if chance.random() < 0.5 else _group(behind)
    return f"{cardinal(whole)} {chance.choice(('запятая', 'точка'))} {said}"


def slowly(value: Decimal, wheels: int, decimals: int, chance: Random) -> str:
    """A reading digit by digit: what is read, or all digits that are seen."""
    whole, _, behind = f"{value:f}".partition(".")
    if chance.random() < 0.5:
        return one_by_one(register_digits(value, wheels, decimals if behind else 0))
    return f"{one_by_one(whole)} запятая {one_by_one(behind)}" if behind else one_by_one(whole)


def register_digits(value: Decimal, wheels: int, decimals: int) -> str:
    """All digits of a register, zeros in front included."""
    return f"{int(value.scaleb(decimals)):0{wheels + decimals}d}"


def _groups(digits: str, size: int) -> Iterator[str]:
    return (digits[at : at + size] for at in range(0, len(digits), size))


def _group(digits: str) -> str:
    """A group with its zeros in front: ноль пять, сто двадцать три."""
    zeros = len(digits) - len(digits.lstrip("0"))
    rest = digits[zeros:]
    return " ".join([*["ноль"] * zeros, *([cardinal(int(rest))] if rest else [])])


def _feminine(number: int) -> str:
    *before, last = cardinal(number).split()
    return " ".join([*before, {"один": "одна", "два": "две"}.get(last, last)])
