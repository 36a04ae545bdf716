"""Ports of loopback that nobody uses now."""

import socket


def free_ports(count: int) -> list[int]:
    """Free for UDP and TCP, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()
