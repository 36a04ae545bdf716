"""Processes that kill themselves at a named point, as kill -9 or a power cut would."""

import os
import signal
from collections.abc import Callable
from typing import Any

# What is done at the point: its owner, its name there, and whether the process dies before it.
Point = tuple[Any, str, bool]


def die_at(point: Point, count: int) -> None:
    """When it is reached for the COUNTth time, the kernel ends this process at once (SIGKILL)."""
    owner, name, before = point
    setattr(owner, name, _dying(getattr(owner, name), count, before))


def _dying(real: Callable[..., Any], count: int, before: bool) -> Callable[..., Any]:
    left = count

    def run(*arguments: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        if before and not left:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*arguments, **named)
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return run
