"""What stands for an account in an address: neither its number nor a number to count on from."""

import hmac
from typing import NoReturn

from flask import abort

from operator_console.office import this_office

TAG = 16  # hexadecimal digits, 64 bits


def public_id(account: int) -> str:
    """Of an account's id in the database."""
    return f"{account:x}-{_tag(account)}"


def account_of(public: str) -> int:
    """The account's id. Ends the request (404) where this is none that we gave out."""
    number, _, tag = public.partition("-")
    try:
        account = int(number, 16)
    except ValueError:
        _unknown()
    if not hmac.compare_digest(tag.encode(), _tag(account).encode()):
        _unknown()
    return account


def _tag(account: int) -> str:
    secret = this_office().settings.secret("customers")
    return hmac.new(secret.encode(), str(account).encode(), "sha256").hexdigest()[:TAG]


def _unknown() -> NoReturn:
    abort(404)
