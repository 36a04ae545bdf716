"""All sounds a utility needs: the vocabulary of its languages, its names, and two fixed files."""

from collections.abc import Iterable, Sequence

from ivr.engine.prompt import Prompt
from ivr.prompts.catalogue import Catalogue
from ivr.prompts.sounds import audio
from ivr.prompts.sounds.store import SoundStore

Pairs = Iterable[tuple[str, str]]  # language, piece
FIXED = {"apology": "apology.wav", "no_operator": "no-operator.wav"}  # prompt key -> file


def all_pieces(catalogue: Catalogue, languages: Sequence[str], names: Pairs) -> Pairs:
    """Every piece that calls of a utility can need; `names` is what it is called, by language."""
    for language in languages:
        yield from ((language, piece) for piece in catalogue.vocabulary(language))
    yield from (pair for pair in names if pair[0] in languages)


def samples(store: SoundStore, catalogue: Catalogue, prompts: Iterable[Prompt]) -> bytes:
    """Prompts one after another as one stretch of telephone sound. Raises CannotSay."""
    return b"".join(
        audio.samples_of(store.path(prompt.language, piece))
        for prompt in prompts
        for piece in catalogue.pieces(prompt)
    )


def make_fixed(store: SoundStore, catalogue: Catalogue, languages: Sequence[str]) -> None:
    """The sounds the dialplan plays when no server of ours answers, under their fixed names.

    In one language after another: nobody has asked the caller for theirs yet.
    """
    for key, file_name in FIXED.items():
        prompts = [Prompt(key, {}, language) for language in languages]
        store.keep(file_name, audio.wav(samples(store, catalogue, prompts)))
