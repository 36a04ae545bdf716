"""What a server of calls begins with: the desk and the sounds, as the settings say."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from config.settings import Settings
from config.speech_models import models_of
from config.utility import Language, read_utility
from ivr.channels.voice import Speech
from ivr.desk import Desk
from ivr.engine.prompt import Prompt
from ivr.prompts.catalogue import Catalogue
from ivr.prompts.sounds import SoundStore
from ivr.speech.carriers import carrier_of
from ivr.speech.client import MediaClient
from models.addresses.register import street_phrases
from models.database import open_database


def open_desk(settings: Settings) -> Desk:
    """The desk at which calls are held. Raises WrongSetting."""
    utility = read_utility(settings.utility)
    engine = open_database(settings.database_url, settles=True)
    return Desk(engine, utility, settings.utility)


def sounds_of(
    settings: Settings, hears: Collection[Language] = ()
) -> Callable[[Prompt], Sequence[str]]:
    """The files Asterisk plays for a prompt, in order.

    In a language that the channel `hears` the caller is told that the answer may be spoken.
    """
    catalogue, store = Catalogue.load(), SoundStore(settings)

    def sounds(prompt: Prompt) -> Sequence[str]:
        pieces = catalogue.pieces(prompt, voice=prompt.language in hears)
        return [store.name(prompt.language, piece) for piece in pieces]

    return sounds


def speech_of(settings: Settings, desk: Desk) -> Speech | None:
    """What lets callers speak; None where nothing is installed for it. Raises WrongSetting."""
    models = models_of(settings)
    if not models or not settings.media:
        return None
    return Speech(
        MediaClient(settings.media, settings.token()),
        carrier_of(settings),
        models.keys(),
        sounds_of(settings, models.keys()),
        partial(vocabulary, desk),
    )


def vocabulary(desk: Desk, name: str) -> Sequence[str]:
    """The phrases of a name such as `@streets`. Raises KeyError."""
    return {"@streets": street_phrases}[name](desk.engine)
