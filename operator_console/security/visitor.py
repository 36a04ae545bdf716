"""Who makes this request."""

from typing import cast

from flask import abort, g

from models.operators.sessions import SignedIn


def visitor() -> SignedIn | None:
    """Who is signed in, if anybody is."""
    return cast(SignedIn | None, g.get("visitor"))


def signed_in() -> SignedIn:
    """Who is signed in. Refuses the request (401) if nobody is."""
    who = visitor()
    if who is None:
        abort(401)
    return who


def set_visitor(who: SignedIn | None) -> None:
    g.visitor = who
