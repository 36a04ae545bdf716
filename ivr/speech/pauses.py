"""How long a silence ends an answer: by what the caller has said so far."""

from config.utility import Language
from ivr.engine.channel import By, Finished, Grammar, Heard
from ivr.grammars.commands import command_in

# Seconds: a caller who pauses in the middle of a number is not cut off, one who has said all that
# can be said does not wait.
PAUSES = {Finished.YES: 0.35, Finished.MAYBE: 0.8, Finished.HARDLY: 1.2, Finished.NO: 1.5}


def pause_after(grammar: Grammar[object], said: str, language: Language) -> float:
    """Seconds of silence that end an answer to this question."""
    finished = grammar.finished(said, language)
    if finished is Finished.NO and _is_command(grammar, said, language):
        finished = Finished.MAYBE
    return PAUSES[finished]


def _is_command(grammar: Grammar[object], said: str, language: Language) -> bool:
    heard = Heard(said, By.SPEECH)
    return command_in(heard, language, of_one_key=grammar.max_keys == 1) is not None
