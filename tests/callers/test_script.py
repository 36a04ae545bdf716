"""`teplofon call`: its steps, its clear sentences, and what is typed in a terminal."""

import audioop
import os
import pty
import select
import subprocess
import sys
import time
import wave
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config.settings import read_settings
from ivr.callers.clips import Clips, read_clips
from ivr.callers.commands import call
from ivr.callers.script import Step, WrongStep, parse
from ivr.callers.speech import Speaker
from tests.callers.far_end import FarEnd, served
from tests.callers.sounds import TEXTS, stream

pytestmark = pytest.mark.slow
CACHE = read_settings().cache


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("wait:1.5", Step("wait", "1.5")),
        ("prompt", Step("prompt")),
        ("prompt:2", Step("prompt", "2")),
        ("press:12*#", Step("press", "12*#")),
        ("hears:a,b", Step("hears", "a,b")),
        ("say:сто … три", Step("say", "сто … три")),
        ("say:lv:trīs", Step("say", "lv:trīs")),
        ("bye", Step("bye")),
    ],
)
def test_steps(text: str, step: Step) -> None:
    assert parse(text) == step
    assert str(step) == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("dance", "there is no step 'dance'"),
        ("", "there is no step ''"),
        ("wait", "seconds must follow"),
        ("wait:nan", "seconds"),
        ("wait:-1", "seconds"),
        ("press:", "keys must follow"),
        ("press:12 3", "keys must follow"),
        ("hears:", "names of clips must follow"),
        ("say:", "words must follow"),
        ("say:ru:", "words must follow"),
        ("say:de:drei", "there is no voice for the language 'de'"),
        ("play:nowhere.wav", "a wav file must follow: .*nowhere.wav"),
        (f"play:{__file__}", "a wav file must follow: not a WAV file"),
        ("hangup:now", "nothing follows"),
    ],
)
def test_steps_that_cannot_be_done(text: str, problem: str) -> None:
    with pytest.raises(WrongStep, match=problem):
        parse(text)


def invoke(*words: str, cache: Path | str = "/nowhere") -> Result:
    environment = {"TEPLOFON_CACHE": str(cache), "TEPLOFON_SIP_BIND": "127.0.0.1:9"}
    return CliRunner(env=environment).invoke(call, words)


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["bye"], 1, "nobody listens at 127.0.0.1:9"),
        (["dance"], 2, "there is no step 'dance'"),
        (["--at", "here"], 2, "'here' is not host:port"),
        (["--at", "no-such-host.invalid:5060", "bye"], 1, "Error: "),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words: list[str], status: int, sentence: str) -> None:
    result = invoke(*words)
    assert result.exit_code == status
    assert sentence in result.output
    assert "Traceback" not in result.output


def test_a_refusal_and_a_step_that_fails() -> None:
    with served(FarEnd("486 Busy Here")) as far_end:
        busy = invoke("bye", "--at", far_end.where)
    with served(FarEnd()) as far_end:
        missing = invoke("hears:nothing", "--at", far_end.where)
    assert (busy.exit_code, busy.output) == (1, "Error: the call was refused: 486 Busy Here\n")
    assert missing.exit_code == 1
    assert missing.output.endswith("Error: hears:nothing: there is no clip 'nothing'\n")


def test_what_is_said(tmp_path: Path) -> None:
    """A step with words, and one with a file of another rate."""
    said, file = Speaker().says("да … нет"), tmp_path / "said.wav"
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, 16000, 0, "NONE", ""))
        out.writeframes(bytes(2 * 8000) + b"\0\x40" * 8000)
    with served(FarEnd()) as far_end:
        result = invoke("say:да … нет", f"play:{file}", "--at", far_end.where, cache=CACHE)
        heard = audio_heard(far_end)
    assert result.exit_code == 0, result.output
    assert audioop.lin2alaw(said, 2) in heard
    assert 0.45 < len(heard.partition(audioop.lin2alaw(said, 2))[2].strip(b"\xd5")) / 8000 < 0.55


def test_what_cannot_be_said() -> None:
    with served(FarEnd()) as far_end:
        result = invoke("say:…", "--at", far_end.where, cache=CACHE)
    assert result.exit_code == 1
    assert result.output.endswith("Error: say:…: there is nothing to say\n")


def audio_heard(far_end: FarEnd) -> bytes:
    return b"".join(packet.payload for packet in far_end.heard if packet.kind == 8)


def test_a_terminal(clips: Clips, sounds: Path, tmp_path: Path) -> None:
    """Typed keys are pressed at once, words in quotes said; what is heard is shown; h hangs up."""
    (tmp_path / "sounds").symlink_to(sounds)
    with served(FarEnd()) as far_end:
        ours, theirs = pty.openpty()
        words = [sys.executable, "-c", "from ivr.callers.commands import call; call()"]
        environment = os.environ | {"TEPLOFON_CACHE": str(tmp_path), "PYTHONWARNINGS": "ignore"}
        telephone = subprocess.Popen(
            [*words, "--at", far_end.where], stdin=theirs, stdout=theirs, stderr=theirs,
            env=environment,
        )  # fmt: skip
        os.close(theirs)
        shown = _read(ours, "hangs up")
        far_end.do(far_end.play, stream(clips, "greeting"))
        shown += _read(ours, TEXTS["greeting"])
        os.write(ours, b"5x")
        deadline = time.monotonic() + 5
        while not (keys := _keys(far_end)) and time.monotonic() < deadline:
            time.sleep(0.05)
        typed = '"…""да, h7"'.encode()
        os.write(ours, typed[:8])  # ends within a letter
        time.sleep(0.1)
        os.write(ours, typed[8:])
        shown += _read(ours, '(there is nothing to say)\r\n"да, h7"')
        os.write(ours, b"h")
        shown += _read(ours, "we hung up")
        assert telephone.wait(10) == 0
        os.close(ours)
    assert keys == _keys(far_end) == {5}
    assert audioop.lin2alaw(Speaker().says("да, h7"), 2) in audio_heard(far_end)
    assert len(far_end.came("BYE")) == 1


def _keys(far_end: FarEnd) -> set[int]:
    return {packet.payload[0] for packet in far_end.heard if packet.kind == 101}


def _read(terminal: int, until: str) -> str:
    shown = b""
    while until not in shown.decode(errors="replace"):
        assert select.select([terminal], [], [], 10)[0], f"shown: {shown!r}"
        shown += os.read(terminal, 4096)
    return shown.decode()


def test_clips_without_an_index_are_shown_by_name(sounds: Path, tmp_path: Path) -> None:
    (tmp_path / "hello.wav").symlink_to(sounds / "greeting.wav")
    assert read_clips(tmp_path).text("hello") == "hello"
    (tmp_path / "index.tsv").write_text("hello\tru\tЗдравствуйте\nodd line\n", encoding="utf-8")
    assert read_clips(tmp_path).text("hello") == "Здравствуйте"
    assert list(read_clips(tmp_path / "missing")) == []


def test_a_wav_of_another_kind_is_refused(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "wide.wav"), "wb") as file:
        file.setparams((1, 2, 22050, 0, "NONE", ""))
        file.writeframes(bytes(1000))
    with pytest.raises(ValueError, match=r"wide\.wav is not 8 kHz"):
        read_clips(tmp_path)
