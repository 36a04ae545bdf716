"""The page, and the line it calls over: for anybody, where the setting `demo_telephone` is on."""

from flask import abort, render_template

from models.demo import DEMO_ACCOUNT
from operator_console.office import this_office
from operator_console.room import PUBLIC, Room

telephone = Room("telephone", __name__, admitted=PUBLIC)


@telephone.before_request
def only_in_the_demo() -> None:
    if not this_office().settings.demo_telephone:
        abort(404)


@telephone.get("/")
def index() -> str:
    return render_template("telephone/index.html", account=DEMO_ACCOUNT)


@telephone.post("/line")
def line() -> dict[str, str]:
    """What the page registers with."""
    settings = this_office().settings
    return {
        "url": settings.softphone_url or f"ws://{settings.sip_websocket}/ws",
        "user": "customer",
        "password": settings.secret("sip customer"),
    }
