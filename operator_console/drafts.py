"""What is being typed, sent by a page's script at every pause: kept for who types it."""

from collections.abc import Mapping

from flask import abort, request
from werkzeug import Response

from models.contacts import drafts
from operator_console.office import this_office
from operator_console.security.visitor import signed_in

LONGEST_NAME = 100  # characters of a form's name or key
NOT_KEPT = ("csrf_token",)  # of what a browser sends


def keep(name: str, fields: Mapping[str, str] | None = None) -> Response:
    """Under this name, the fields or all that was sent. Refuses (400, 413) what is too long."""
    office = this_office()
    if len(name) > LONGEST_NAME:
        abort(400)
    if fields is None:
        fields = {key: value for key, value in request.form.items() if key not in NOT_KEPT}
    try:
        with office.writer.begin() as db:
            drafts.save(db, signed_in().operator, name, fields, office.now())
    except ValueError:
        abort(413)
    return Response(status=204)
