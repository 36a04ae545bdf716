"""The dialplan on the real Asterisk: who is asked, in which order, and where the call ends."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest

from config.asterisk.configure import render
from config.asterisk.process import AsteriskProcess, console
from config.settings import Settings, address
from tests.asterisk.agi_stub import AgiStub, Turn
from tests.asterisk.sip import Telephone

pytestmark = pytest.mark.asterisk

Behaviour = Callable[[Turn], None]
STEP = re.compile(r"(?:exten => [^,]+,\d+|same => n(?:\(\w+\))?),(\w+)\(")  # its application
CALL = "channel originate Local/100@teplofon-incoming application Wait 20"


@contextmanager
def servers(settings: Settings, *behaviours: Behaviour | None) -> Iterator[list[AgiStub]]:
    """A stub on the port of each server; None: nobody listens there."""
    ports = [address(item)[1] for item in settings.agi_servers.split(",")]
    with ExitStack() as stack:
        yield [
            stack.enter_context(AgiStub(behave, port))
            for behave, port in zip(behaviours, ports, strict=False)
            if behave
        ]


@pytest.fixture
def operators(operators_port: int) -> Iterator[AgiStub]:
    with AgiStub(lambda turn: None, operators_port) as stub:
        yield stub


def outcome(word: str) -> Behaviour:
    return lambda turn: turn.ends(word)


def dies(turn: Turn) -> None:
    turn.say('STREAM FILE teplofon/prompt ""')


def call(running: AsteriskProcess, command: str = CALL) -> None:
    """A call through the whole dialplan, until it is over."""
    running.cli(command)
    until_over(running)


def until_over(running: AsteriskProcess) -> None:
    latest = time.monotonic() + 25
    while "0 active channels" not in running.cli("core show channels"):
        assert time.monotonic() < latest, "the call did not end"
        time.sleep(0.05)


def test_goodbye_hangs_up(
    running: AsteriskProcess, asterisk_settings: Settings, operators: AgiStub
) -> None:
    with servers(asterisk_settings, outcome("goodbye"), outcome("goodbye")) as (first, second):
        call(running)
    assert (len(first.turns), len(second.turns), len(operators.turns)) == (1, 0, 0)


@pytest.mark.parametrize(
    ("word", "who", "apology"),
    [
        ("transfer", "operators", ""),
        ("fault", "operators", "SUCCESS"),
        ("emergency", "emergency", ""),
    ],
)
def test_operators_are_reached_with_an_apology_only_for_a_fault(
    running: AsteriskProcess,
    asterisk_settings: Settings,
    operators: AgiStub,
    word: str,
    who: str,
    apology: str,
) -> None:
    with servers(asterisk_settings, outcome(word)) as (first,):
        call(running)
    assert len(first.turns) == 1
    reached = [turn.environment for turn in operators.turns]
    assert [(one["agi_network_script"], one["agi_arg_1"]) for one in reached] == [(who, apology)]


def test_the_second_server_is_asked_when_the_first_is_down(
    running: AsteriskProcess, asterisk_settings: Settings
) -> None:
    with servers(asterisk_settings, None, outcome("goodbye")) as (second,):
        call(running)
    assert len(second.turns) == 1


def test_a_call_whose_server_dies_goes_on_with_the_same_id(
    running: AsteriskProcess, asterisk_settings: Settings, operators: AgiStub
) -> None:
    status: list[str] = []

    def goes_on(turn: Turn) -> None:
        status.append(turn.say("CHANNEL STATUS"))
        turn.ends("goodbye")

    with servers(asterisk_settings, dies, goes_on) as (first, second):
        call(running)
    ids = [turn.environment["agi_arg_2"] for turn in (*first.turns, *second.turns)]
    assert len(ids) == 2 and len(set(ids)) == 1
    assert status == ["200 result=6"] and not operators.turns


def test_a_restarted_server_is_tried_once_more(
    running: AsteriskProcess, asterisk_settings: Settings
) -> None:
    def dies_once(turn: Turn) -> None:
        dies(turn) if len(first.turns) == 1 else turn.ends("goodbye")

    with servers(asterisk_settings, dies_once) as (first,):
        call(running)
    assert len(first.turns) == 2


def test_without_any_server_the_call_goes_to_the_operators(
    running: AsteriskProcess, operators: AgiStub
) -> None:
    call(running)
    assert [turn.environment["agi_arg_1"] for turn in operators.turns] == ["SUCCESS"]


def test_servers_that_keep_dying_are_given_up(
    running: AsteriskProcess, asterisk_settings: Settings, operators: AgiStub
) -> None:
    with servers(asterisk_settings, dies, dies) as (first, second):
        call(running)
    assert (len(first.turns), len(second.turns), len(operators.turns)) == (2, 2, 1)


def test_the_server_is_given_the_token_and_a_call_id(
    running: AsteriskProcess, asterisk_settings: Settings
) -> None:
    with servers(asterisk_settings, outcome("goodbye")) as (first,):
        call(running)
        call(running)
    arguments = [turn.environment for turn in first.turns]
    assert {item["agi_arg_1"] for item in arguments} == {asterisk_settings.token()}
    assert len({item["agi_arg_2"] for item in arguments}) == 2
    assert arguments[0]["agi_network_script"] == "hotline"


@pytest.mark.parametrize("keys", ["12#", "1*2#"])
def test_read_plays_several_files_and_takes_keys(
    running: AsteriskProcess, asterisk_settings: Settings, keys: str
) -> None:
    heard: list[str] = []

    def reads(turn: Turn) -> None:
        turn.say('EXEC Read "KEYS,teplofon/prompt&teplofon/prompt,6,,1"')
        heard.append(turn.say("GET FULL VARIABLE ${READSTATUS}:${KEYS}"))
        turn.ends("goodbye")

    with servers(asterisk_settings, reads):
        call(running, CALL.replace("Wait 20", f"SendDTMF ww{keys}wwww"))
    assert heard == [f"200 result=1 (OK:{keys[:-1]})"]


@pytest.mark.parametrize(
    ("name", "arrives"),
    [
        ("Иванова, П.", "Иванова, П."),
        ("<script>,${EXTEN}&$[1+1]", "<script>,${EXTEN}&$[1+1]"),
        ("a) , b(,)c(", "a) , b(,)c("),
        ("\\r\\nagi_arg_2: x", None),
        ('\\"; Hangup() |', None),
    ],
)
def test_a_hostile_name_is_a_name(
    running: AsteriskProcess, asterisk_settings: Settings, name: str, arrives: str | None
) -> None:
    heard = served(running, asterisk_settings, f'"{name}" <sip:+73412@127.0.0.1>')
    if arrives is not None:
        assert heard.environment["agi_calleridname"] == arrives
    assert heard.environment["agi_callerid"] == "+73412"
    assert heard.environment["agi_arg_1"] == asterisk_settings.token()
    assert all(line.startswith("agi_") for line in heard.raw)


def test_a_line_break_in_a_number_is_not_a_line_for_the_server(
    running: AsteriskProcess, asterisk_settings: Settings
) -> None:
    heard = served(
        running, asterisk_settings, "<sip:7%0Aagi_arg_1:%20x@127.0.0.1>", "1%0Aagi_arg_2:%20x"
    )
    names = [line.partition(":")[0] for line in heard.raw]
    assert len(names) == len(set(names)) and all(name.startswith("agi_") for name in names)
    assert heard.environment["agi_arg_1"] == asterisk_settings.token()


def test_a_server_that_says_nothing_is_left(
    running: AsteriskProcess, asterisk_settings: Settings
) -> None:
    def says_nothing(turn: Turn) -> None:
        turn.lines.read()

    with servers(asterisk_settings, says_nothing, outcome("goodbye")) as (first, second):
        call(running)
    ids = [turn.environment["agi_arg_2"] for turn in (*first.turns, *second.turns)]
    assert len(ids) == 2 and len(set(ids)) == 1


def test_a_caller_who_hangs_up_leaves_no_channel_behind(
    running: AsteriskProcess, asterisk_settings: Settings, operators: AgiStub
) -> None:
    def says_nothing(turn: Turn) -> None:
        turn.say("SET VARIABLE TIMEOUT(absolute) 600")
        turn.lines.read()

    with servers(asterisk_settings, says_nothing, outcome("goodbye")) as (first, second):
        call(running, CALL.replace("Wait 20", "Wait 1"))
    assert (len(first.turns), len(second.turns), len(operators.turns)) == (1, 1, 0)
    assert second.turns[0].environment["agi_network_script"] == "hotline/ended"


def served(running: AsteriskProcess, settings: Settings, caller: str, to: str = "100") -> Turn:
    """A SIP call of this caller, and what the server was given with it."""
    with (
        servers(settings, outcome("goodbye")) as (first,),
        Telephone(settings.sip_bind, caller, to) as telephone,
    ):
        assert telephone.ask("INVITE").startswith("SIP/2.0 200")
        until_over(running)
    (turn,) = first.turns
    return turn


@pytest.mark.parametrize("utility", ["ventspils", "tests/utilities/surveyed.toml"])
def test_asterisk_has_whatever_the_dialplan_names(
    running: AsteriskProcess, asterisk_settings: Settings, utility: str
) -> None:
    """An application that no module brings would end the call."""
    text = render(replace(asterisk_settings, utility=utility))["extensions.conf"]
    lines = (one.split(";")[0] for one in text.splitlines())
    named = {found[1] for one in lines if (found := STEP.match(one.strip()))}
    assert "AGI" in named
    shown = console(asterisk_settings, "core show applications")
    known = {one.split(":")[0].strip().lower() for one in shown.splitlines()}
    assert not {one for one in named if one.lower() not in known}
