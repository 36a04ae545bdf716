"""What somebody reads when a request fails: what happened and what to do next, never a trace."""

from flask import Flask, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from operator_console.security.gate import wants_page
from operator_console.texts import catalogue

STALE = "stale"  # of a form whose secret is not that of the session


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, explain)


def explain(error: Exception) -> ResponseReturnValue:
    """A page for people; for a script the same in JSON. Flask makes any fault a 500."""
    assert isinstance(error, HTTPException)
    if error.response is not None:  # complete already
        return error.response
    code = error.code or InternalServerError.code
    kind = STALE if isinstance(error, CSRFError) else str(code)
    if f"errors.{kind}_title" not in catalogue():
        kind = "500" if code >= 500 else "400"
    if wants_page():
        return render_template("errors/error.html", kind=kind, code=code), code
    return jsonify(error=kind), code
