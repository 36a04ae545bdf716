"""pyst2 mended: each defect of its AGI client, with the line from Asterisk that shows it."""

import io
import threading

import pytest
from asterisk.agi import AGIError, AGIHangup, AGISIGPIPEHangup

from ivr.channels.agi import Agi, Reply
from ivr.channels.asterisk import KEYS, AsteriskChannel
from ivr.engine.channel import By, Disconnected, Hangup, Heard
from ivr.engine.prompt import Prompt
from ivr.grammars.choices import OneOf, OrExtension, YesNo

GREETING = "agi_network: yes\nagi_callerid: 79121234567\n\n"


def agi(replies: str, greeting: str = GREETING) -> tuple[Agi, io.StringIO]:
    """A conversation with an Asterisk that says these lines, and what it was sent."""
    sent = io.StringIO()
    return Agi(io.StringIO(greeting + replies), sent), sent


def test_off_the_main_thread() -> None:
    made: list[Agi] = []
    thread = threading.Thread(target=lambda: made.append(agi("")[0]))
    thread.start()
    thread.join()
    assert made[0].env == {"network": "yes", "callerid": "79121234567"}


def test_nothing_is_written_to_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    agi("200 result=1\n")[0].command("GET DATA", "x")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "line",
    [
        "HANGUP",
        "200 result=-1",
        "200 result=-1 endpos=16000",
        "200 result=1 (hangup)",
        "511 Command Not Permitted on a dead channel or intercept routine",
    ],
)
def test_every_way_asterisk_tells_of_a_hangup(line: str) -> None:
    with pytest.raises(AGIHangup):
        agi(line + "\n")[0].command("STREAM FILE", "x")


@pytest.mark.parametrize("cut", ["", "200 resu"])
def test_the_end_of_the_connection_is_not_a_hangup(cut: str) -> None:
    """Asterisk, or the way to it, is gone; the caller may be with another server by now."""
    channel = AsteriskChannel(agi(cut)[0], lambda _: ["x"])
    with pytest.raises(Disconnected):
        channel.play([Prompt("goodbye")])


def test_a_hangup_reaches_the_dialogue() -> None:
    channel = AsteriskChannel(agi("HANGUP\n200 result=0\n")[0], lambda _: ["x"])
    with pytest.raises(Hangup):
        channel.listen([Prompt("goodbye")], YesNo())


def test_a_broken_pipe() -> None:
    class Broken(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

    with pytest.raises(AGISIGPIPEHangup):
        Agi(io.StringIO(GREETING), Broken()).command("ANSWER")


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("200 result=131", Reply("131", "")),
        ("200 result=12 (timeout)", Reply("12", "timeout")),
        ("200 result= (timeout)", Reply("", "timeout")),
        ("200 result=", Reply("", "")),
        ("200 result=1 (a value (of) sorts)", Reply("1", "a value (of")),
    ],
)
def test_replies(line: str, reply: Reply) -> None:
    assert agi(line + "\n")[0].command("GET DATA", "x") == reply


def test_still_trying() -> None:
    assert agi("100 Trying...\n200 result=131\n")[0].command("GET DATA", "x").result == "131"


@pytest.mark.parametrize("line", ["510 Invalid or unknown command", "520 Usage", "nonsense", ""])
def test_what_is_no_reply(line: str) -> None:
    with pytest.raises(AGIError):
        agi(line + "\n")[0].command("NO SUCH")


@pytest.mark.parametrize("value", ['a"\nEXEC System "id', "a\rb", "a\0b"])
def test_a_value_cannot_be_a_second_command(value: str) -> None:
    conversation, sent = agi("200 result=1\n")
    with pytest.raises(ValueError, match="not one line"):
        conversation.set_variable("X", value)
    assert sent.getvalue() == ""


def test_quotes_and_backslashes_are_escaped() -> None:
    conversation, sent = agi("200 result=1\n")
    conversation.set_variable("X", 'say "a\\b"')
    assert sent.getvalue() == 'SET VARIABLE "X" "say \\"a\\\\b\\""\n'


def test_a_line_longer_than_asterisk_takes() -> None:
    with pytest.raises(ValueError, match="not one line"):
        agi("")[0].command("EXEC", "x" * 3000)


@pytest.mark.parametrize("greeting", ["GET / HTTP/1.1\n\n", "agi_x: y\n" * 200])
def test_what_is_no_greeting(greeting: str) -> None:
    with pytest.raises(AGIError):
        agi("", greeting)


@pytest.mark.parametrize(
    ("read", "heard"),
    [
        ("OK:12", Heard("12", By.KEYS)),
        ("TIMEOUT:12", Heard("12", By.KEYS)),
        ("TIMEOUT:", Heard("", By.SILENCE)),
        ("OK:", Heard("#", By.KEYS)),
    ],
)
def test_what_a_caller_does(read: str, heard: Heard) -> None:
    replies = f"200 result=1\n200 result=0\n200 result=1 ({read})\n"
    channel = AsteriskChannel(agi(replies)[0], lambda _: ["x"])
    assert channel.listen([Prompt("goodbye")], YesNo()) == heard


@pytest.mark.parametrize(
    ("first", "rest", "heard"),
    [
        ("OK:1", "OK:21", Heard("121", By.KEYS)),
        ("OK:1", "TIMEOUT:2", Heard("12", By.KEYS)),
        ("OK:1", "TIMEOUT:", Heard("1", By.KEYS)),
        ("OK:1", "OK:", Heard("1", By.KEYS)),  # ended with #
        ("OK:2", None, Heard("2", By.KEYS)),
        ("OK:", None, Heard("#", By.KEYS)),
        ("TIMEOUT:", None, Heard("", By.SILENCE)),
    ],
)
def test_an_extension_is_read_on_behind_its_first_key(
    first: str, rest: str | None, heard: Heard
) -> None:
    reads = [read for read in (first, rest) if read]
    replies = "".join(f"200 result=0\n200 result=1 ({read})\n" for read in reads)
    conversation, sent = agi(f"200 result=1\n{replies}")
    menu = OrExtension(OneOf(3), ("121",))
    assert AsteriskChannel(conversation, lambda _: ["x"]).listen([Prompt("menu")], menu) == heard
    asked = [line for line in sent.getvalue().splitlines() if "Read " in line]
    assert asked == [f'EXEC Read "{KEYS},x,1"', f'EXEC Read "{KEYS},,2,,1,2.0"'][: len(reads)]


def test_a_sound_that_is_not_there_is_a_fault() -> None:
    """Asterisk says ERROR, and the caller must not wait in silence."""
    replies = "200 result=1\n200 result=0\n200 result=1 (ERROR:)\n"
    with pytest.raises(AGIError):
        AsteriskChannel(agi(replies)[0], lambda _: ["x"]).listen([Prompt("goodbye")], YesNo())


def test_long_prompts_take_several_commands() -> None:
    conversation, sent = agi("200 result=0\n" * 3 + "200 result=1 (OK:1)\n")
    channel = AsteriskChannel(conversation, lambda prompt: [f"teplofon/{prompt.key}"] * 100)
    channel.listen([Prompt("0123456789ab")], YesNo())
    lines = sent.getvalue().splitlines()
    assert [line.split(" ")[0] for line in lines] == ["SET", "EXEC", "EXEC", "GET"]
    assert all(len(line) < 2048 for line in lines)
    assert sum(line.count("teplofon/") for line in lines) == 100
