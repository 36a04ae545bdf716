"""What a caller can wait for, with audio and keys on real sockets."""

import asyncio
import audioop
import io
import struct
import time
import wave
from collections.abc import Awaitable, Callable

import pytest

from ivr.callers.caller import Call, calling
from ivr.callers.clips import Clips
from ivr.callers.failures import FarEndHungUp, NoSuchClip, NotHeard, TookTooLong
from ivr.callers.mouth import line_noise
from tests.callers.far_end import FarEnd, listening
from tests.callers.sounds import TEXTS, stream

pytestmark = pytest.mark.slow

Talk = Callable[[Call, FarEnd], Awaitable[None]]


def hold(clips: Clips, talk: Talk) -> FarEnd:
    async def held() -> FarEnd:
        async with listening(FarEnd()) as far_end:
            async with calling(far_end.address, "1", clips=clips) as call:
                await talk(call, far_end)
            return far_end

    return asyncio.run(held())


def test_prompts_are_heard_in_order_and_at_once(clips: Clips) -> None:
    async def talk(call: Call, far_end: FarEnd) -> None:
        far_end.play(stream(clips, "greeting", "recorded"))
        began = time.monotonic()
        await call.hears(["greeting", "pause", "recorded"])
        assert time.monotonic() - began < 0.3
        far_end.play(stream(clips, "d1"))
        await call.hears(["d1"])
        assert [(clip.name, clip.whole) for clip in call.heard] == [
            ("greeting", True), ("recorded", True), ("d1", True),
        ]  # fmt: skip

    hold(clips, talk)


def test_a_clip_cut_by_a_key_is_passed_over(clips: Clips) -> None:
    async def talk(call: Call, far_end: FarEnd) -> None:
        far_end.play(stream(clips, "account")[:40])
        await asyncio.sleep(0.2)
        assert [(clip.name, clip.whole) for clip in call.heard] == [("account", False)]
        far_end.play(stream(clips, "d1", "d1"))
        await call.hears(["d1", "d1"])
        far_end.play(stream(clips, "d2"))
        await call.hears(["d2"])

    hold(clips, talk)


def test_a_prompt_that_falters_is_still_one_prompt(clips: Clips) -> None:
    async def talk(call: Call, far_end: FarEnd) -> None:
        sent = stream(clips, "greeting")
        far_end.play(sent[:30])
        asyncio.get_running_loop().call_later(0.4, far_end.play, sent[30:])
        await call.hears(["greeting"])
        assert len(call.heard) == 1

    hold(clips, talk)


def test_another_prompt_is_told_with_both_texts(clips: Clips) -> None:
    async def talk(call: Call, far_end: FarEnd) -> None:
        far_end.play(stream(clips, "greeting", "goodbye"))
        with pytest.raises(NotHeard) as caught:
            await call.hears(["greeting", "account"])
        lines = str(caught.value).splitlines()
        assert lines == [
            "something else was heard",
            "expected:", f"  {TEXTS['greeting']}", f"  {TEXTS['account']}",
            "heard:", f"  {TEXTS['greeting']}", f"  {TEXTS['goodbye']}",
        ]  # fmt: skip

    hold(clips, talk)


def test_an_unknown_sound_is_something_else(clips: Clips) -> None:
    async def talk(call: Call, far_end: FarEnd) -> None:
        far_end.play([bytes(range(160))])
        with pytest.raises(NotHeard, match=r"(?s)something else.*unknown sound"):
            await call.hears(["greeting"])

    hold(clips, talk)


def test_a_prompt_that_never_comes(clips: Clips) -> None:
    async def talk(call: Call, far_end: FarEnd) -> None:
        with pytest.raises(NotHeard, match=r"(?s)not within 0.2 s.*nothing"):
            await call.hears(["greeting"], timeout=0.2)
        with pytest.raises(NoSuchClip, match="'greetings'"):
            await call.hears(["greetings"])
        with pytest.raises(TookTooLong):
            await call.sound(0.1)

    hold(clips, talk)


def test_the_far_end_hangs_up_in_mid_prompt(clips: Clips) -> None:
    async def talk(call: Call, far_end: FarEnd) -> None:
        far_end.play(stream(clips, "greeting")[:30])
        far_end.ask("BYE")
        with pytest.raises(NotHeard, match=r"(?s)the far end hung up.*cut short"):
            await call.hears(["greeting"])

    hold(clips, talk)


def test_the_last_words_before_the_far_end_hangs_up_are_heard(clips: Clips) -> None:
    async def talk(call: Call, far_end: FarEnd) -> None:
        far_end.ask("BYE")
        far_end.play(stream(clips, "goodbye"))
        await call.hears(["goodbye"])
        await call.ended()
        assert call.heard[-1].name == "goodbye"

    hold(clips, talk)


def test_lost_late_and_foreign_packets(clips: Clips) -> None:
    async def talk(call: Call, far_end: FarEnd) -> None:
        sent = stream(clips, "greeting", "recorded")
        far_end.rtp.sendto(b"\x80", ("127.0.0.1", call.voice.port))
        far_end.sip.sendto(b"\x80\x08" + bytes(range(170)), ("127.0.0.1", call.voice.port))
        await asyncio.sleep(0.05)
        far_end.play(sent, lost=[10])
        await call.hears(["greeting", "recorded"])
        assert call.lost == 160
        assert call.heard[0].lost == 160
        assert b"".join(packet.payload for packet in call.received) == b"".join(
            sent[:10] + sent[11:]
        )

    hold(clips, talk)


def test_silence_and_sound(clips: Clips) -> None:
    async def talk(call: Call, far_end: FarEnd) -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(0.2, far_end.play, stream(clips, "d1"))
        began = time.monotonic()
        await call.sound()
        assert 0.15 < time.monotonic() - began < 0.5
        await call.silence(0.4)
        assert 0.55 < time.monotonic() - began < 0.9
        far_end.play([b"\xd5" * 160] * 20)
        with pytest.raises(TookTooLong):
            await call.sound(0.2)
        far_end.ask("BYE")
        with pytest.raises(FarEndHungUp):
            await call.silence(5)

    hold(clips, talk)


def test_keys_on_the_wire(clips: Clips) -> None:
    async def talk(call: Call, far_end: FarEnd) -> None:
        await call.press("5*", hold=0.06, gap=0.04)

    packets = hold(clips, talk).heard
    numbers = [packet.sequence for packet in packets]
    assert numbers == [(numbers[0] + count) % 65536 for count in range(len(numbers))]
    assert len({packet.source for packet in packets}) == 1
    keys = [packet for packet in packets if packet.kind == 101]
    assert [struct.unpack("!BBH", key.payload)[0] for key in keys] == [5] * 6 + [10] * 6
    assert [key.marked for key in keys] == ([True] + [False] * 5) * 2
    assert len({key.stamp for key in keys}) == 2
    assert all(packet.payload == b"\xd5" * 160 for packet in packets if packet.kind == 8)


LOUD = struct.pack("<320h", *([8000, -8000] * 160))  # 40 ms
QUIET = bytes(640)


def alaw_of(far_end: FarEnd) -> bytes:
    return b"".join(packet.payload for packet in far_end.heard if packet.kind == 8)


def test_what_is_said_on_the_wire(clips: Clips) -> None:
    """One utterance after another, every sample; the last packet is filled up."""
    samples = struct.pack("<1700h", *range(-17000, 17000, 20))

    async def talk(call: Call, far_end: FarEnd) -> None:
        await call.say(samples)
        await asyncio.gather(call.say(LOUD), call.say(samples[:100]))
        await asyncio.sleep(0.1)

    said = alaw_of(hold(clips, talk)).strip(b"\xd5")
    expected = [audioop.lin2alaw(part, 2) for part in (samples, LOUD, samples[:100])]
    filled = [alaw.ljust(-(-len(alaw) // 160) * 160, b"\xd5") for alaw in expected]
    assert said == b"".join(filled).strip(b"\xd5")


def test_speech_is_from_its_first_sound_to_its_last(clips: Clips) -> None:
    """Not the silence around it, but with the pause in it."""

    async def talk(call: Call, far_end: FarEnd) -> None:
        began = asyncio.get_running_loop().time()
        await call.say(QUIET * 5 + LOUD + QUIET * 5 + LOUD + QUIET * 10)
        over = asyncio.get_running_loop().time()
        (spoke,) = call.spoke
        assert began + 0.15 < spoke.began < spoke.ended < over - 0.35
        assert 0.25 < spoke.ended - spoke.began < 0.35
        await call.say(QUIET)
        assert len(call.spoke) == 1

    hold(clips, talk)


def test_a_key_in_mid_word_takes_the_place_of_the_word(clips: Clips) -> None:
    async def talk(call: Call, far_end: FarEnd) -> None:
        async def press() -> None:
            await asyncio.sleep(0.2)
            await call.press("7", hold=0.1)

        await asyncio.gather(call.say(LOUD * 20), press())
        (spoke,), (pressed,) = call.spoke, call.pressed
        assert spoke.began < pressed.began < pressed.ended < spoke.ended
        assert 0.05 < pressed.ended - pressed.began < 0.15

    far_end = hold(clips, talk)
    loud = audioop.lin2alaw(LOUD[:320], 2)
    kinds = [
        "key" if packet.kind == 101 else "loud" if packet.payload == loud else ""
        for packet in far_end.heard
    ]
    assert kinds.count("key") == 8
    assert kinds.count("loud") == 40 - 8
    key = kinds.index("key")
    assert kinds[key - 1] == kinds[key + 8] == "loud"


def test_hanging_up_in_mid_word(clips: Clips) -> None:
    """Whoever does it; nothing more can be said then."""

    async def we_do(call: Call, far_end: FarEnd) -> None:
        saying = asyncio.create_task(call.say(LOUD * 100))
        await asyncio.sleep(0.2)
        await call.hang_up()
        with pytest.raises(FarEndHungUp, match=r"^we hung up before all was said"):
            await saying
        with pytest.raises(FarEndHungUp):
            await call.say(LOUD)
        assert call.spoke[0].ended - call.spoke[0].began < 1

    async def they_do(call: Call, far_end: FarEnd) -> None:
        asyncio.get_running_loop().call_later(0.2, far_end.ask, "BYE")
        with pytest.raises(FarEndHungUp, match=r"^the far end hung up before all was said"):
            await call.say(LOUD * 100)

    assert len(alaw_of(hold(clips, we_do))) < 8000
    hold(clips, they_do)


def test_a_caller_who_is_told_to_stop_says_no_more(clips: Clips) -> None:
    async def talk(call: Call, far_end: FarEnd) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await call.say(LOUD * 100)
        await call.say(QUIET)
        await asyncio.sleep(0.2)

    heard = alaw_of(hold(clips, talk))
    assert len(heard.strip(b"\xd5")) < 8000
    assert heard.endswith(b"\xd5" * 800)


def test_what_is_behind_a_caller_is_heard_all_the_time(clips: Clips) -> None:
    async def held() -> FarEnd:
        async with listening(FarEnd()) as far_end:
            async with calling(far_end.address, "1", background=line_noise()) as call:
                await call.say(LOUD)
                await asyncio.sleep(1.5)
                assert 0.01 < call.spoke[0].ended - call.spoke[0].began < 0.1
            return far_end

    heard = audioop.alaw2lin(alaw_of(asyncio.run(held())), 2)
    frames = [heard[at : at + 320] for at in range(0, len(heard), 320)]
    assert all(audioop.max(frame, 2) > 0 for frame in frames)
    assert sum(audioop.max(frame, 2) > 100 for frame in frames) == 2
    assert frames[10] == frames[10 + 50]  # a second later, from its beginning


def test_the_next_clip_begins_after_what_the_caller_did(clips: Clips) -> None:
    """A clip that still goes on, or one of a prompt that was heard, is not the next one."""

    async def talk(call: Call, far_end: FarEnd) -> None:
        loop = asyncio.get_running_loop()
        far_end.play(stream(clips, "recorded"))
        await call.hears(["recorded"])
        far_end.play(stream(clips, "d1", "account")[:40])
        await call.begins(0.2)
        await call.press("1", hold=0.02, gap=0.02)
        with pytest.raises(TookTooLong):
            await call.begins(0.2)
        far_end.play([b"\xd5" * 160] * 3)
        with pytest.raises(TookTooLong):
            await call.begins(0.2)
        await call.say(LOUD)
        loop.call_later(0.2, far_end.play, stream(clips, "goodbye")[:3])
        await call.begins(2)
        far_end.play(stream(clips, "goodbye")[3:])
        await call.hears(["goodbye"])
        assert loop.time() - call.spoke[-1].ended >= 0.2

    hold(clips, talk)


def test_a_prompt_broken_into_is_not_expected(clips: Clips) -> None:
    """What was said of it may come before what is expected, and nothing else may."""

    async def talk(call: Call, far_end: FarEnd) -> None:
        asked = ["recorded", "d1", "account"]
        far_end.play(stream(clips, "recorded", "d1") + stream(clips, "account")[:9])
        far_end.play(stream(clips, "goodbye"))
        await call.hears(["goodbye"], interrupted=asked)
        far_end.play(stream(clips, "d2", "d3"))
        await call.hears(["d2", "d3"], interrupted=asked)
        far_end.play(stream(clips, "recorded", "d2", "goodbye"))
        with pytest.raises(NotHeard):
            await call.hears(["goodbye"], interrupted=asked)

    hold(clips, talk)


def test_a_packet_each_20_ms(clips: Clips) -> None:
    async def talk(call: Call, far_end: FarEnd) -> None:
        await asyncio.sleep(1)

    assert 45 <= len(hold(clips, talk).heard) <= 55


def test_the_recording_has_every_sound_at_its_time(clips: Clips) -> None:
    recordings = []

    async def talk(call: Call, far_end: FarEnd) -> None:
        far_end.play(stream(clips, "d1"))
        await call.hears(["d1"])
        await asyncio.sleep(1)
        far_end.play(stream(clips, "d2"))
        await call.hears(["d2"])
        recordings.append(call.recording)

    hold(clips, talk)
    with wave.open(io.BytesIO(recordings[0])) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        assert 1 + len(clips["d2"]) / 8000 <= file.getnframes() / 8000 < 2.5


def test_an_error_inside_a_call_hangs_up(clips: Clips) -> None:
    async def held() -> FarEnd:
        async with listening(FarEnd()) as far_end:
            with pytest.raises(ZeroDivisionError):
                async with calling(far_end.address, "1", clips=clips):
                    raise ZeroDivisionError
            return far_end

    assert len(asyncio.run(held()).came("BYE")) == 1
