"""The machine's own addresses, as the kernel knows them. Nothing is sent to find them."""

import re
from ipaddress import IPv4Address
from pathlib import Path

ROUTES = Path("/proc/net/fib_trie")
LOCAL = re.compile(r"\|-- (\S+)\n\s+/32 host LOCAL")


def own_addresses(routes: Path = ROUTES) -> tuple[str, ...]:
    """IPv4 addresses of this machine, loopback left out, in order; none where they are unknown."""
    try:
        text = routes.read_text()
    except OSError:
        return ()
    found = {IPv4Address(address) for address in LOCAL.findall(text)}
    return tuple(str(address) for address in sorted(found) if not address.is_loopback)
