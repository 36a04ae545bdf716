"""Where signing in may lead: to a page of ours, however the address was made up."""

from urllib.parse import urlsplit


def is_ours(address: str) -> bool:
    """Whether a browser would stay on this host: a path, and nothing it reads as a host."""
    if not address.startswith("/") or not address.isprintable() or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not address.startswith("//") and not parts.scheme and not parts.netloc
