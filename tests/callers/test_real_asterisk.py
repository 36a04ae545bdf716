"""The caller on a real Asterisk: what the ear relies on, and whole calls, many at once."""

import asyncio
import audioop
import random
import shutil
import struct
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivr.callers.caller import calling
from ivr.callers.clips import Clips, read_clips
from ivr.callers.commands import call as command
from ivr.callers.failures import FarEndHungUp
from ivr.callers.identity import Identity
from ivr.callers.mouth import line_noise
from ivr.callers.speech import MAN, Speaker
from ivr.prompts.sounds.audio import read_wav
from ivr.speech.vosk_model import VoskModel
from tests.asterisk.agi_stub import Turn
from tests.callers.hotline import Hotline, played, running
from tests.callers.sounds import TEXTS, write_clips

pytestmark = pytest.mark.asterisk
MODEL = Path(__file__).parents[2] / "ivr/speech/vosk-ru-numbers"
LEVELS = range(-32768, 32768, 3)


@pytest.fixture(scope="module")
def all_sounds(samples: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clips, one of all levels, and one whose header is longer than usual."""
    directory = tmp_path_factory.mktemp("all")
    write_clips(directory, samples | {"levels": struct.pack(f"<{len(LEVELS)}h", *LEVELS)})
    usual = (directory / "goodbye.wav").read_bytes()
    extra = b"LIST" + struct.pack("<I", 26) + b"INFOISFT" + struct.pack("<I", 14) + b"x" * 14
    longer = usual[:36] + extra + usual[36:]
    (directory / "listed.wav").write_bytes(
        longer[:4] + struct.pack("<I", len(longer) - 8) + longer[8:]
    )
    return directory


@pytest.fixture(scope="module")
def clips(all_sounds: Path) -> Clips:
    return read_clips(all_sounds)


@pytest.fixture(scope="module")
def hotline(all_sounds: Path) -> Iterator[Hotline]:
    with running(all_sounds) as line:
        yield line


def says(*names: str) -> str:
    return f'EXEC Playback "{played(*names)}"'


def asks(digits: int, name: str) -> str:
    """Asterisk's GET DATA plays one clip; of several it plays none."""
    return f'GET DATA "{played(name)}" 3000 {digits}'


def digits_of(reply: str) -> str:
    return reply.partition("result=")[2].split(" ")[0]


def test_asterisk_plays_every_sample_as_we_expect_it(hotline: Hotline, clips: Clips) -> None:
    """Levels of all 16 bits, and the end of each clip, whatever its wav file's header."""
    order = ["levels", "listed", "goodbye", "pause", "d1", "d1"]
    hotline.behave = lambda turn: turn.say(says(*order))

    async def listen() -> bytes:
        async with calling(hotline.far, "1000", clips=clips) as call:
            await call.hears([name for name in order if name != "pause"])
            await call.ended()
            assert call.lost == 0
            return b"".join(packet.payload for packet in call.received)

    heard = asyncio.run(listen())
    silence = b"\xd5" * (1600 - 22)
    expected = [silence if name == "pause" else clips[name] for name in order]
    assert heard == b"".join(expected)


def test_a_dialogue_with_keys_in_and_after_prompts(hotline: Hotline, clips: Clips) -> None:
    replies = []

    def behave(turn: Turn) -> None:
        turn.say(says("greeting", "recorded"))
        replies.append(turn.say(asks(3, "account")))
        replies.append(turn.say(asks(2, "account")))
        turn.say(says(*(f"d{digit}" for digit in digits_of(replies[0]))))

    async def talk() -> None:
        async with calling(hotline.far, "1000", clips=clips) as call:
            await call.hears(["greeting", "recorded"])
            await call.sound()
            await call.press("120")
            await call.hears(["account"])
            await call.press("*#", hold=0.06, gap=0.04)
            await call.hears(["d1", "d2", "d0"])
            await call.ended()
            assert call.ended_by_far_end
            assert [(c.name, c.whole) for c in call.heard[2:4]] == [
                ("account", False), ("account", True),
            ]  # fmt: skip

    hotline.behave = behave
    asyncio.run(talk())
    assert digits_of(replies[0]) == "120"
    assert digits_of(replies[1]) == "*"  # the # ends what is typed


@pytest.fixture
def recorded() -> Iterator[Path]:
    """Where Asterisk's user can write a wav file."""
    directory = Path(tempfile.mkdtemp(prefix="recorded-"))
    directory.chmod(0o777)
    yield directory / "caller.wav"
    shutil.rmtree(directory)


def records(path: Path, until: str = "#") -> str:
    """Until that key, ten seconds, or a hang-up."""
    return f'RECORD FILE {path.with_suffix("")} wav "{until}" 10000'


def place_of(said: bytes, heard: bytes) -> int:
    """The sample at which a-law audio begins in other a-law audio; -1 if it is not there whole."""
    return heard.find(said.strip(b"\xd5"))


def test_what_is_said_arrives(hotline: Hotline, recorded: Path) -> None:
    """Every sample, in its time, and the recogniser understands it."""
    words = Speaker().says("сто двадцать … три")

    async def talk() -> None:
        async with calling(hotline.far, "1000", background=line_noise()) as call:
            await asyncio.sleep(1)
            call.mouth.background = b""
            await call.say(words)
            await call.say(words)
            call.mouth.background = line_noise()
            await asyncio.sleep(0.5)
            await call.press("#")
            await call.ended()

    hotline.behave = lambda turn: turn.say(records(recorded))
    asyncio.run(talk())
    samples = read_wav(recorded.read_bytes())
    heard, said = audioop.lin2alaw(samples, 2), audioop.lin2alaw(words, 2)
    first = place_of(said, heard)
    again = place_of(said, heard[first + len(said) :])
    assert 0 < first < 1.5 * 8000
    assert 0 <= again < 2 * 160 + 100
    assert understood(samples) == "сто двадцать три сто двадцать три"


def understood(samples: bytes) -> str:
    recogniser = VoskModel(MODEL).recogniser(["сто", "двадцать", "три", "тридцать", "два"])
    pieces = [samples[at : at + 3200] for at in range(0, len(samples), 3200)]
    for piece in pieces:
        recogniser.hear(piece)
    return recogniser.finish()


def test_a_key_and_a_hang_up_in_mid_word(hotline: Hotline, recorded: Path) -> None:
    """The key ends one recording, the hang-up the other; what was said before is in them."""
    words = Speaker(variant=MAN).says("сто двадцать три сорок пять")
    replies: list[str] = []
    done = threading.Event()
    second = recorded.with_name("second.wav")

    def behave(turn: Turn) -> None:
        replies.extend(turn.say(records(path)) for path in (recorded, second))
        done.set()

    async def talk() -> None:
        async with calling(hotline.far, "1000") as call:
            await asyncio.sleep(0.5)
            saying = asyncio.create_task(call.say(words))
            await asyncio.sleep(0.5)
            await call.press("#")
            await saying
            await call.say(words[: 2 * 8000])
            await call.hang_up()

    hotline.behave = behave
    asyncio.run(talk())
    assert done.wait(5)
    assert "result=35 (dtmf)" in replies[0]
    assert "result=-1 (hangup)" in replies[1] or "result=0 (hangup)" in replies[1]
    said = audioop.lin2alaw(words, 2)
    first, after = (audioop.lin2alaw(read_wav(p.read_bytes()), 2) for p in (recorded, second))
    assert place_of(said[:2000], first) > 0  # Asterisk takes 0.2 s off a recording ended by a key
    assert place_of(said, first) < 0
    assert place_of(said[:7000], after) > 0


def test_hanging_up_in_mid_prompt_is_noticed(hotline: Hotline, clips: Clips) -> None:
    replies = []
    done = threading.Event()

    def behave(turn: Turn) -> None:
        replies.append(turn.say(f'STREAM FILE "{played("greeting")}" ""'))
        done.set()

    async def talk() -> None:
        async with calling(hotline.far, "1000", clips=clips) as call:
            await call.sound()
            await call.hang_up()
            assert not call.ended_by_far_end

    hotline.behave = behave
    asyncio.run(talk())
    assert done.wait(5)
    assert "result=-1" in replies[0]


HOSTILE = Identity('7"\r\nagi_extra: x', 'Bobby "; DROP <b>${SHELL(id)}</b>')


def test_a_hostile_caller_is_answered(hotline: Hotline, clips: Clips) -> None:
    hotline.behave = lambda turn: turn.say(says("goodbye"))

    async def talk() -> None:
        async with calling(hotline.far, "1000", clips=clips, identity=HOSTILE) as call:
            await call.hears(["goodbye"])
            await call.ended()

    asyncio.run(talk())
    environment = hotline.turns[-1].environment
    assert "agi_extra" not in environment
    assert "Bobby" in environment["agi_calleridname"]


def test_thirty_at_once(hotline: Hotline, clips: Clips) -> None:
    def behave(turn: Turn) -> None:
        turn.say(says("recorded"))
        typed = digits_of(turn.say(asks(4, "account")))
        turn.say(says(*(f"d{digit}" for digit in typed)))

    async def one(seed: int) -> None:
        keys = "".join(random.Random(seed).choices("012345", k=4))
        async with calling(hotline.far, "1000", clips=clips) as call:
            await call.hears(["recorded"])
            if seed % 2:
                await call.hears(["account"])
            await call.press(keys)
            await call.hears([f"d{key}" for key in keys])
            await call.ended()
            assert [one.name for one in call.heard[-len(keys) :]] == [f"d{key}" for key in keys]

    async def all_of_them() -> None:
        await asyncio.gather(*(one(seed) for seed in range(30)))

    hotline.behave = behave
    asyncio.run(all_of_them())


def test_the_far_end_is_gone_before_all_keys_are_pressed(hotline: Hotline) -> None:
    hotline.behave = lambda turn: None

    async def talk() -> None:
        async with calling(hotline.far, "1000") as call:
            await call.press("123456789")

    with pytest.raises(FarEndHungUp):
        asyncio.run(talk())


def test_the_command(hotline: Hotline, all_sounds: Path, tmp_path: Path) -> None:
    def behave(turn: Turn) -> None:
        turn.say(asks(1, "account"))
        turn.say(says("goodbye"))

    hotline.behave = behave
    cache = all_sounds.parent / "cache"
    cache.mkdir()
    (cache / "sounds").symlink_to(all_sounds)
    environment = {
        "TEPLOFON_CACHE": str(cache),
        "TEPLOFON_SIP_BIND": f"0.0.0.0:{hotline.far[1]}",
    }
    record = tmp_path / "heard.wav"
    words = ["hears:account", "wait:0.1", "press:1", "bye", "--record", str(record)]
    result = CliRunner(env=environment).invoke(command, words)
    assert result.output.splitlines() == [
        "answered", TEXTS["account"], TEXTS["goodbye"], "the far end hung up",
    ]  # fmt: skip
    assert result.exit_code == 0
    assert record.read_bytes()[:4] == b"RIFF"
