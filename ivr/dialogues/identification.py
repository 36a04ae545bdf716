"""Who is calling: by account number, or where the profile says so by address (C3)."""

from ivr.dialogues.address import identify_by_address
from ivr.engine.call import ATTEMPTS, Call
from ivr.engine.channel import Grammar, NeedsOperator
from ivr.grammars.address import DigitsOrAddress, Instead
from ivr.grammars.choices import YesNo
from ivr.grammars.numbers import Digits
from models.office import Office
from models.records import Account
from models.rules.accounts import is_account_number


def identify(call: Call) -> Account:
    """Ask for the account number until there is such an account.

    The caller's telephone number plays no part: a known and an unknown one take the same path.
    Raises NeedsOperator after too many attempts, and where a limit against trawling is reached.
    """
    for attempt in range(1, ATTEMPTS + 1):
        number = ask_number_or_address(call)
        if isinstance(number, Instead):
            return identify_by_address(call)
        account = find(call, number) if is_right(call, number) else None
        if account:
            return account
        call.ask_more_clearly(attempt)
    raise NeedsOperator("not_identified")


def is_right(call: Call, number: str) -> bool:
    """Whether it can be an account's number and is the one that was meant.

    Without a check digit it is read back, and so is one that was spoken: two digits misheard can
    agree with the check digit, and then be a neighbour's account.
    """
    rule = call.utility.accounts
    if not is_account_number(number, rule):
        call.say("account_wrong_check")
        return False
    may_be_misheard = call.number_spoken or not rule.check
    return not may_be_misheard or call.ask("account_read_back", YesNo(), number=number)


def find(call: Call, number: str) -> Account | None:
    """The account, if there is one. Raises NeedsOperator where a limit is reached."""
    found = call.do(Office.find_account, number)
    if not found.allowed:
        call.say("account_refused")
        raise NeedsOperator("limit")
    if not found.account:
        call.say("account_unknown")
    return found.account


def ask_number_or_address(call: Call) -> str | Instead:
    """The digits, or in a utility that finds its customers by address, the wish for that."""
    length = call.utility.accounts.digits
    digits = Digits(length, length)
    if not call.utility.identification.address:
        return call.ask("ask_account", digits, length=length)
    either: Grammar[str | Instead] = DigitsOrAddress(digits)
    return call.ask("ask_account_or_address", either, length=length)
