"""Ports of loopback that nobody uses now, and that nobody is given by chance before we use them."""

import os
import socket
from itertools import count

# Below those which the kernel gives to whoever wants just any, and those for sound.
FIRST, MANY = 10_000, 10_000
_turns = count(os.getpid() * 397)  # test processes begin far from each other


def free_ports(count: int) -> list[int]:
    """Free for UDP and TCP, all different."""
    found: list[int] = []
    while len(found) < count:
        port = FIRST + next(_turns) % MANY
        if _is_free(port):
            found.append(port)
    return found


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(type=kind) as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True
