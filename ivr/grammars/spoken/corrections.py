"""What a caller who corrects himself may mean: "сорок один, нет, сорок два"."""

from ivr.grammars.spoken.words import Kind, Token, Tokens

MOST_CORRECTIONS = 2  # more is asked again


def versions(tokens: Tokens) -> set[Tokens]:
    """The words with each correction in place of any end of what was said before it.

    The end may be all of it. A correction of nothing, or to nothing, has no versions.
    """
    first, *others = _parts(tokens)
    if len(others) > MOST_CORRECTIONS:
        return set()
    said = {first}
    for part in others:
        said = {before[:kept] + part for before in said for kept in range(len(before)) if part}
    return said


def _parts(tokens: Tokens) -> list[Tokens]:
    """The words between the corrections; several words for one correction are one ("ой, нет")."""
    parts: list[list[Token]] = [[]]
    for place, token in enumerate(tokens):
        if token.kind is not Kind.CORRECTION:
            parts[-1].append(token)
        elif place == 0 or tokens[place - 1].kind is not Kind.CORRECTION:
            parts.append([])
    return [tuple(part) for part in parts]
