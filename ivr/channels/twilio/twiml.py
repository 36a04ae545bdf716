"""What is answered to Twilio: TwiML, made with Twilio's own library.

How a question is put is in `questions`. No call is known here, only what is to be heard.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from twilio.twiml.voice_response import Dial, Enqueue, Gather, VoiceResponse

from ivr.channels.twilio.caller import Deed, Turn
from ivr.channels.twilio.languages import SPOKEN
from ivr.channels.twilio.places import BACK, FIRST, Place
from ivr.channels.twilio.prompts import ENDING, PublicSounds, Wording
from ivr.channels.twilio.questions import Questions
from ivr.engine.channel import Suspended
from ivr.engine.outcomes import EMERGENCY, Fault, Goodbye, HungUp, Outcome, Transfer
from ivr.engine.prompt import Prompt

RING = 40  # seconds an operator's telephone rings
QUEUE = "queue:"


@dataclass(frozen=True)
class Operators:
    """Where a caller is brought; empty where there is nobody."""

    usual: str  # numbers or sip: addresses, by commas, or queue:NAME
    emergency: str
    fallback: str  # a number: something of ours has failed


@dataclass(frozen=True)
class Writer:
    """Writes what Twilio shall do."""

    url: str  # the public one, without a slash at its end
    operators: Operators
    questions: Questions
    sounds: PublicSounds
    wording: Wording | None  # to be said by Twilio's voices, where it has one
    apologies: Sequence[Prompt]  # in one language after another
    records: bool
    waits: bool  # whether the profile has queues, in which a caller can keep a place

    def answer(self, place: Place, turn: Turn) -> str:
        """What follows on the answers that led to this place."""
        response = VoiceResponse()
        for deed in turn.done:
            if not isinstance(deed, Deed):
                self._say(response, deed)
            elif self.records:
                self._record(response, place)
        if turn.asked:
            self._ask(response, place, turn.asked)
        elif turn.outcome:
            self._end(response, place, turn.outcome)
        return str(response)

    def apology(self) -> str:
        """Something of ours has failed: sorry, and a person."""
        response = VoiceResponse()
        self._apologise(response)
        return str(response)

    def hold(self, music: str, leaves: bool) -> str:
        """What who waits in a queue of Twilio's hears next, until it is enough."""
        response = VoiceResponse()
        if leaves:
            response.leave()
        else:
            response.play(self._address(music))
        return str(response)

    def _ask(self, response: VoiceResponse, place: Place, asked: Suspended) -> None:
        """Whoever says and presses nothing comes to the redirection behind the question."""
        action = self.url + place.answered.path
        first, *more = self.questions.attributes(asked)
        gather = Gather(action=action, method="POST", **first)
        self._say(gather, asked.prompts)
        response.append(gather)
        for attributes in more:
            response.append(Gather(action=action, method="POST", **attributes))
        response.redirect(action, method="POST")

    def _end(self, response: VoiceResponse, place: Place, outcome: Outcome) -> None:
        if isinstance(outcome, Goodbye | HungUp):
            response.hangup()
        elif isinstance(outcome, Fault):
            self._apologise(response)
        else:
            self._bring(response, place, self.where(outcome))

    def where(self, outcome: Outcome) -> str:
        """Who answers the caller who is to be brought to a person; empty where there is nobody."""
        is_danger = outcome == Transfer(EMERGENCY)
        return self.operators.emergency if is_danger else self.operators.usual

    def _bring(self, response: VoiceResponse, place: Place, where: str) -> None:
        """To the operators; where there are none, the caller is offered to be called back (C9)."""
        after = self.url + place.path_after
        if where.startswith(QUEUE):
            hold = f"{self.url}/hold"
            queue = Enqueue(where.removeprefix(QUEUE), action=after, wait_url=hold)
            response.append(queue)
        elif where:
            answered = self.url + place.path_answered
            response.append(_dial(where, answered, action=after, method="POST"))
        elif place.part == FIRST and (self.waits or place.route == BACK):
            response.redirect(self.url + place.waiting.path, method="POST")
        else:
            self._apologise(response)

    def _apologise(self, response: VoiceResponse) -> None:
        self._say(response, self.apologies)
        response.append(_dial(self.operators.fallback))

    def _record(self, response: VoiceResponse, place: Place) -> None:
        """Both sides apart (P1)."""
        told = f"{self.url}/call/{place.route}/recorded"
        response.start().recording(channels="dual", recording_status_callback=told)

    def _say(self, to: VoiceResponse | Gather, prompts: Sequence[Prompt]) -> None:
        for prompt in prompts:
            if self.wording and (spoken := SPOKEN.get(prompt.language)):
                language, voice = spoken
                to.say(self.wording(prompt), language=language, voice=voice)
            else:
                for name in self.sounds.names(prompt):
                    to.play(self._address(name))

    def _address(self, name: str) -> str:
        return f"{self.url}/sound/{name}{ENDING}"


def _dial(where: str, answered: str = "", **attributes: str) -> Dial:
    """All of these telephones ring; whoever answers first has the caller, and that is told."""
    dial = Dial(timeout=RING, **attributes)
    told = {"status_callback": answered, "status_callback_event": "answered"} if answered else {}
    for one in where.split(","):
        if one.strip().startswith("sip:"):
            dial.sip(one.strip(), **told)
        else:
            dial.number(one.strip(), **told)
    return dial
