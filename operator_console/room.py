"""A room: a blueprint that says who may enter and what it is called in the navigation."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint
from werkzeug.routing import IntegerConverter, Map

from models.operators.roles import Role

View = TypeVar("View", bound=Callable[..., Any])
Admitted = frozenset[Role | None]  # None is somebody who has not signed in

EVERYBODY: Admitted = frozenset(Role)
PUBLIC: Admitted = EVERYBODY | {None}


class Room(Blueprint):
    """A blueprint with its templates in `templates/` and its address, `/name`, in its name.

    `admitted` holds for all its views; one decorated with `admits` has its own. A view for which
    neither says anything is refused to everybody.
    """

    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        admitted: Admitted | None = None,
        tab: str = "",
        at: str | None = None,
    ) -> None:
        """`tab`: the view, such as "index", that the navigation shows as text `NAME.tab`."""
        super().__init__(
            name,
            import_name,
            template_folder="templates",
            url_prefix=f"/{name}" if at is None else at,
        )
        self.admitted = admitted
        self.tab = f"{name}.{tab}" if tab else ""


class KeyConverter(IntegerConverter):
    """`<int:...>` in an address: a number that can be a key; any larger is no such page."""

    def __init__(self, map: Map, *, max: int = 2**63 - 1, **options: Any) -> None:
        super().__init__(map, max=max, **options)


def admits(*roles: Role) -> Callable[[View], View]:
    """Only these roles come to the view, whatever its room says."""
    return _marked(frozenset(roles))


def admits_everybody(view: View) -> View:
    """Whoever is signed in comes to the view."""
    return _marked(EVERYBODY)(view)


def public(view: View) -> View:
    """The view is for those who are not signed in, too."""
    return _marked(PUBLIC)(view)


def _marked(admitted: Admitted) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.admitted = admitted  # type: ignore[attr-defined]
        return view

    return mark
