"""Account numbers (C3): what can be refused before anything is looked up."""

from types import ModuleType

from stdnum import damm, luhn, verhoeff

from config.utility import AccountNumbers

CHECKS: dict[str, ModuleType] = {"luhn": luhn, "verhoeff": verhoeff, "damm": damm}


def is_account_number(number: str, rule: AccountNumbers) -> bool:
    """Whether length and check digit are right. The account may still not exist."""
    if not (number.isascii() and number.isdigit() and len(number) == rule.digits):
        return False
    return not rule.check or bool(CHECKS[rule.check].is_valid(number))
