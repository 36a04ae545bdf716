"""The console's two cookies: who is signed in, and the secret of the forms on the page."""

from typing import Any

from werkzeug import Response

from config.settings import Settings


def over_https(settings: Settings) -> bool:
    """Whether browsers reach the console encrypted."""
    return settings.console_url.startswith("https:")


def name_of_session(settings: Settings) -> str:
    """With the prefix by which browsers refuse it from any other host, where they can."""
    return _named("teplofon", settings)


def of_forms(settings: Settings) -> dict[str, Any]:
    """Flask's own cookie, which holds the secret of CSRF and nothing else."""
    return {
        "SESSION_COOKIE_NAME": _named("teplofon-forms", settings),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Strict",
        "SESSION_COOKIE_SECURE": over_https(settings),
    }


def give(answer: Response, key: str, settings: Settings) -> None:
    """Have the browser keep the session's key until it is closed."""
    answer.set_cookie(
        name_of_session(settings),
        key,
        httponly=True,
        samesite="Strict",
        secure=over_https(settings),
    )


def take(answer: Response, settings: Settings) -> None:
    """Have the browser forget the session's key."""
    answer.delete_cookie(
        name_of_session(settings), httponly=True, samesite="Strict", secure=over_https(settings)
    )


def _named(name: str, settings: Settings) -> str:
    return f"__Host-{name}" if over_https(settings) else name
