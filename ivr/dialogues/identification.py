"""Who is calling: by account number (C3)."""

from ivr.engine.call import ATTEMPTS, Call
from ivr.engine.channel import NeedsOperator
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
    for _ in range(ATTEMPTS):
        number = ask_number(call)
        if number is None:
            continue
        found = call.do(Office.find_account, number)
        if not found.allowed:
            call.say("account_refused")
            raise NeedsOperator("limit")
        if found.account:
            return found.account
        call.say("account_unknown")
    raise NeedsOperator("not_identified")


def ask_number(call: Call) -> str | None:
    """A number that can be an account's, or None. Without a check digit it is read back."""
    rule = call.utility.accounts
    number = call.ask("ask_account", Digits(rule.digits, rule.digits), length=rule.digits)
    if not is_account_number(number, rule):
        call.say("account_wrong_check")
        return None
    if not rule.check and not call.ask("account_read_back", YesNo(), number=number):
        return None
    return number
