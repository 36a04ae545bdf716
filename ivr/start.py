"""What a server of calls begins with: the desk and the sounds, as the settings say."""

from collections.abc import Callable, Sequence

from config.settings import Settings
from config.utility import read_utility
from ivr.desk import Desk
from ivr.engine.prompt import Prompt
from ivr.prompts.catalogue import Catalogue
from ivr.prompts.sounds import SoundStore
from models.database import open_database


def open_desk(settings: Settings) -> Desk:
    """The desk at which calls are held. Raises WrongSetting."""
    utility = read_utility(settings.utility)
    engine = open_database(settings.database_url, settles=True)
    return Desk(engine, utility, settings.utility)


def sounds_of(settings: Settings) -> Callable[[Prompt], Sequence[str]]:
    """The files Asterisk plays for a prompt, in order."""
    catalogue, store = Catalogue.load(), SoundStore(settings)

    def sounds(prompt: Prompt) -> Sequence[str]:
        return [store.name(prompt.language, piece) for piece in catalogue.pieces(prompt)]

    return sounds
