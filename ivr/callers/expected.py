"""Whether the clips heard are those expected."""

from collections.abc import Sequence

from ivr.callers.ear import UNKNOWN, Heard


class SomethingElse(Exception):
    """Another clip than expected was heard."""


def clips_up_to(
    expected: Sequence[str], interrupted: Sequence[str], heard: Sequence[Heard]
) -> int | None:
    """How many of the clips heard it took until all expected were; None where they are not yet.

    Clips cut short are passed over: somebody barged in. Of `interrupted`, the clips of a prompt
    broken into, as many as were said may come first. Raises SomethingElse.
    """
    if not expected:
        return 0
    ways = [[*interrupted[:said], *expected] for said in range(len(interrupted) + 1)]
    names: list[str] = []
    for count, clip in enumerate(heard, 1):
        if not clip.whole and clip.name != UNKNOWN:
            continue
        names.append(clip.name)
        if not any(way[: len(names)] == names for way in ways):
            raise SomethingElse
        if names in ways:
            return count
    return None
