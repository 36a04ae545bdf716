"""A screen as a page of its own, or as a part of the operator's desk, which asks for it so."""

from typing import Any

from flask import render_template, request

HEADER = "X-Fragment"


def page(template: str, **values: Any) -> str:
    """The template, in the frame of a page unless a script asked for the part alone."""
    alone = request.headers.get(HEADER) == "1"
    layout = "customers/fragment.html" if alone else "base.html"
    return render_template(template, layout=layout, **values)
