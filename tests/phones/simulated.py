"""No telephone at all: a scripted caller in the same process."""

from collections.abc import Sequence
from functools import partial

from ivr.channels.simulator import ScriptedCaller
from ivr.desk import Arrival, Desk
from ivr.prompts.catalogue import Catalogue
from ivr.routes import ROUTES
from ivr.talk import ending
from tests.transcript import Transcript

CATALOGUE = Catalogue.load()


def simulated(desk: Desk, transcript: Transcript, script: Sequence[str]) -> list[str]:
    """Hold the conversation."""
    wording = partial(CATALOGUE.wording, voice=transcript.needs_speech)
    caller = ScriptedCaller(iter(script), wording)
    arrival = Arrival(f"simulated-{transcript.name}", transcript.caller, "100")
    _, call = desk.open_call(arrival, caller)
    outcome = call.run(ROUTES[transcript.route])
    return [*caller.transcript, ending(outcome)]
