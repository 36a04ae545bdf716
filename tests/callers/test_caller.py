"""What a caller can wait for, with audio and keys on real sockets."""

import asyncio
import io
import struct
import time
import wave
from collections.abc import Awaitable, Callable

import pytest

from ivr.callers.caller import Call, calling
from ivr.callers.clips import Clips
from ivr.callers.failures import FarEndHungUp, NoSuchClip, NotHeard, TookTooLong
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
