"""A call, as a dialogue sees it: say, ask, do."""

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, get_type_hints

from config.utility import Language, Utility
from ivr.engine.channel import By, Channel, Grammar, Hangup, Heard, NeedsOperator
from ivr.engine.journal import Entry, Journal, Kind, from_plain, to_plain
from ivr.engine.outcomes import EMERGENCY, OUTCOMES, Fault, Goodbye, HungUp, Outcome, Transfer, Wait
from ivr.engine.prompt import Prompt
from ivr.grammars.commands import Command, command_in
from models.office import Office

log = logging.getLogger(__name__)

T = TypeVar("T")
P = ParamSpec("P")

ATTEMPTS = 3  # answers not understood, or silences, before an operator takes over
REPEATS = 3  # times a caller may have a question repeated


class Emergency(Exception):
    """The caller has said a word of danger. For the call itself: no dialogue may catch it (C12)."""


class Transaction(Protocol):
    """Office work and its journal entries, stored together or not at all."""

    @property
    def office(self) -> Office: ...

    def write_down(self, position: int, entry: Entry) -> None:
        """Raises Overtaken if another connection holds the call."""
        ...

    def commit(self) -> None: ...

    def rollback(self) -> None: ...


class Call:
    """One call. A dialogue may use what has no underscore, and nothing else of the world."""

    def __init__(
        self,
        channel: Channel,
        begin: Callable[[], Transaction],
        journal: Journal,
        utility: Utility,
        began: datetime,
        language: Language | None = None,
        reason: str = "",
        nobody: bool = False,
    ) -> None:
        self.utility = utility
        self.began = began.astimezone(utility.zone)  # fixed: a replay sees the same moment
        self.language: Language = language or utility.languages[0]
        self.reason = reason  # why the part of the call before this one ended with an operator
        self.nobody = nobody  # no operator can be reached, as the telephone system knows
        self._channel = channel
        self._begin = begin
        self._journal = journal
        self._turn: Transaction | None = None  # one transaction from an answer to the next question
        self._stored = len(journal.entries)
        self._unsaid: list[Prompt] = []
        self._since_entry: list[Prompt] = []
        self.number_spoken = False  # the last answer of more than one key: all or part of it

    @property
    def today(self) -> date:
        """The day the call began, in the utility's time zone."""
        return self.began.date()

    def say(self, key: str, **values: object) -> None:
        """Say it before the next question; the caller may interrupt it with the answer."""
        self._add(Prompt(key, values, self.language))

    def tell(self, key: str, **values: object) -> None:
        """Say it at once and to its end, such as what the law wants heard (C1)."""
        self.say(key, **values)
        if self._journal.finished:
            self._flush()

    def record(self) -> None:
        """From here on the call is recorded: of a caller who has heard that it is (C1, P1)."""
        if self._journal.finished:
            self._commit()  # what should exist is known before it does
            self._channel.record()

    def ask(
        self,
        key: str,
        grammar: Grammar[T],
        options: Sequence[Prompt] = (),
        keyed: bool = True,
        **values: object,
    ) -> T:
        """Ask, with its `options` read out after it, until the grammar accepts an answer.

        After two failures the keys are offered, where they can answer (`keyed`; M3). Raises
        NeedsOperator when the caller presses 0 where it is no answer, or says that it shall be an
        operator, and after `ATTEMPTS`; Emergency at a word of danger, before any answer (C12).
        """
        of_one_key = grammar.max_keys == 1
        failed = repeated = 0
        while failed < ATTEMPTS and repeated <= REPEATS:
            self.say(key, **values)
            for option in options:
                self._add(option)
            heard = self._listen(key, grammar)
            if not of_one_key:
                self.number_spoken = heard.by is By.SPEECH
            command = command_in(heard, self.language, of_one_key)
            if command is Command.EMERGENCY:
                raise Emergency
            answer = grammar.parse(heard, self.language)
            if answer is not None:
                return answer
            if command is Command.OPERATOR:
                raise NeedsOperator("asked")
            if command is Command.REPEAT:
                repeated += 1
                continue
            failed += 1
            self._say_what_failed(heard.by, failed, of_one_key, keyed)
        raise NeedsOperator("no_answer")

    def ask_more_clearly(self, failed: int) -> None:
        """A number was given, and cannot be right or was refused: how to give it now (M3).

        Of a caller who speaks it is wanted digit by digit the second time, then on the keys; one
        who uses the keys already is told nothing.
        """
        if self.number_spoken and failed < ATTEMPTS:
            self.say("say_digits" if failed == 1 else "use_keys")

    def do(self, step: Callable[Concatenate[Office, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Have the office do something, once, however often the call is replayed."""
        key = step.__name__
        entry = self._replay("step", key)
        if entry is None:
            result = getattr(self._transaction().office, key)(*args, **kwargs)
            entry = self._write("step", key, result)
        value: T = from_plain(entry.value, _returns(step))
        return value

    def run(self, dialogue: Callable[["Call"], Outcome]) -> Outcome:
        """Hold the conversation to its end. Whatever goes wrong, the caller reaches a person.

        A call that had ended already (its server died while saying goodbye) is told again what
        it may not have heard. Raises Overtaken when another connection holds the call.
        """
        try:
            outcome = self._ended() or self._hold(dialogue)
            if isinstance(outcome, Goodbye | Transfer | Wait):
                self._say_the_rest()
            return outcome
        finally:
            self._rollback()

    def _ended(self) -> Outcome | None:
        ended = self._journal.ending
        if ended is None:
            return None
        self._unsaid = from_plain(self._journal.said_since_answer(), list[Prompt])
        return from_plain(ended.value, OUTCOMES[ended.key])

    def _hold(self, dialogue: Callable[["Call"], Outcome]) -> Outcome:
        outcome: Outcome
        try:
            outcome = dialogue(self)
            self._end(outcome)
        except Emergency:
            outcome = Transfer(EMERGENCY)
            self.say("emergency")
            self._end_in_a_turn_of_its_own(outcome)
        except NeedsOperator as why:
            outcome = Transfer(str(why))
            self.say("connecting")
            self._end_in_a_turn_of_its_own(outcome)
        except Hangup:
            outcome = HungUp()
            self._end_in_a_turn_of_its_own(outcome)
        except Exception:
            log.exception("dialogue failed")
            outcome = Fault()
            self._end_in_a_turn_of_its_own(outcome)
        return outcome

    def _end(self, outcome: Outcome) -> None:
        self._write("end", type(outcome).__name__, outcome)
        self._commit()

    def _end_in_a_turn_of_its_own(self, outcome: Outcome) -> None:
        """Write the end down; a database that refuses keeps nobody from an operator."""
        try:
            if isinstance(outcome, Fault):
                self._rollback()
            self._end(outcome)
        except Exception:
            log.exception("the end of the call could not be written down")
            self._rollback()

    def _say_the_rest(self) -> None:
        try:
            self._flush()
        except Hangup:
            log.info("the caller hung up before the last words")

    def _say_what_failed(self, by: By, failed: int, of_one_key: bool, keyed: bool) -> None:
        keys_next = keyed and failed == ATTEMPTS - 1
        if by is By.SILENCE:
            self.say("nothing_heard_again" if keys_next else "nothing_heard")
            return
        self.say("not_understood")
        if by is By.SPEECH and keys_next:
            self.say("use_keys")
        elif by is By.SPEECH and failed == 1 and not of_one_key:
            self.say("say_digits")

    def _listen(self, key: str, grammar: Grammar[object]) -> Heard:
        entry = self._replay("answer", key)
        if entry is None:
            self._commit()
            heard = self._channel.listen(list(self._unsaid), grammar)
            entry = self._write("answer", key, heard)
        self._unsaid.clear()
        return from_plain(entry.value, Heard)

    def _replay(self, kind: Kind, key: str) -> Entry | None:
        entry = self._journal.replay(kind, key)
        if entry is not None:
            self._since_entry.clear()
        return entry

    def _write(self, kind: Kind, key: str, value: object) -> Entry:
        turn = self._transaction()
        entry = Entry(kind, key, to_plain(value), to_plain(self._since_entry))
        turn.write_down(self._journal.append(entry), entry)
        self._since_entry.clear()
        return entry

    def _add(self, prompt: Prompt) -> None:
        self._unsaid.append(prompt)
        self._since_entry.append(prompt)

    def _flush(self) -> None:
        self._commit()
        if self._unsaid:
            self._channel.play(list(self._unsaid))
            self._unsaid.clear()

    def _transaction(self) -> Transaction:
        if self._turn is None:
            self._turn = self._begin()
        return self._turn

    def _commit(self) -> None:
        """Store the turn; only then may the caller hear of what was done in it."""
        if turn := self._turn:
            turn.commit()
            self._turn = None
            self._stored = len(self._journal.entries)

    def _rollback(self) -> None:
        if turn := self._turn:
            self._turn = None
            turn.rollback()
        self._journal.cut(self._stored)


@cache
def _returns(step: Callable[..., Any]) -> Any:
    return get_type_hints(step)["return"]
