"""What was played is what was heard, whatever happened to it on the way."""

import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.callers.clips import Clips
from ivr.callers.ear import UNKNOWN, Ear, Heard
from tests.callers.sounds import padded, stream

pytestmark = pytest.mark.slow

SILENCE = b"\xd5" * 160


def noise(seed: int, length: int) -> bytes:
    return random.Random(seed).randbytes(length)


SOUNDS = {
    "plain": noise(1, 3970),
    "even": noise(2, 1600),  # its end is the end of a packet
    "tiny": noise(3, 100),
    "quiet start": SILENCE * 2 + SILENCE[:50] + noise(4, 1000),
    "quieter start": SILENCE * 5 + noise(5, 700),
    "twin": noise(6, 480) + noise(7, 900),
    "other twin": noise(6, 480) + noise(8, 1500),
    "short": noise(9, 800),
    "short and on": noise(9, 800) + noise(10, 2000),
    "quiet within": noise(11, 300) + SILENCE * 9 + noise(12, 300),
    "quiet end": noise(13, 500) + SILENCE * 4,
}
# What Asterisk's playback of files leaves out at the end: silence, sound, or nothing.
ENDS = {
    "plain": SILENCE[:22],
    "even": SILENCE[:22],
    "tiny": noise(14, 22),
    "quiet start": noise(15, 200),
    "twin": noise(16, 22),
    "other twin": SILENCE[:22],
    "short": noise(17, 22),
    "odd": noise(19, 22),
    "quiet end": SILENCE[:22],
}
SOUNDS["odd"] = noise(18, 150)  # with its end it is longer than a packet
MADE = Clips(SOUNDS, ends=ENDS)


def as_files(name: str) -> list[bytes]:
    """As Asterisk plays a file."""
    return stream(MADE, name)


def as_stream(name: str) -> list[bytes]:
    """As the media path plays the whole of it."""
    return padded(SOUNDS[name] + ENDS.get(name, b""))


def as_stream_without_end(name: str) -> list[bytes]:
    """As a media path would that reads files as Asterisk does."""
    return padded(SOUNDS[name])


# Silence at a clip's end cannot be told from that at the next one's beginning.
ENDS_WITH_SOUND = [name for name in MADE if name != "quiet end"]
WAYS = [as_files, as_stream, as_stream_without_end]


def listen(payloads: list[bytes], clips: Clips = MADE) -> list[Heard]:
    ear = Ear(clips)
    for count, payload in enumerate(payloads):
        ear.hear(payload, count * 0.02)
    return ear.heard


def names(heard: list[Heard]) -> list[tuple[str, bool]]:
    return [(clip.name, clip.whole) for clip in heard]


@pytest.mark.parametrize("way", WAYS)
@given(played=st.lists(st.sampled_from([*MADE, None]), max_size=12))
@settings(max_examples=300, deadline=None)
def test_any_sequence_is_heard_as_it_was_played(
    way: Callable[[str], list[bytes]], played: list[str | None]
) -> None:
    payloads = [p for name in played for p in ([SILENCE] if name is None else way(name))]
    assert names(listen(payloads)) == [(name, True) for name in played if name is not None]


@pytest.mark.parametrize("way", WAYS)
@given(played=st.lists(st.tuples(st.sampled_from(ENDS_WITH_SOUND), st.integers(4, 30)), max_size=8))
@settings(max_examples=200, deadline=None)
def test_clips_cut_short_are_told_from_whole_ones(
    way: Callable[[str], list[bytes]], played: list[tuple[str, int]]
) -> None:
    payloads, expected = [], []
    for name, kept in [*played, ("tiny", 99)]:
        sent = way(name)
        payloads += sent[:kept]
        # silence at the start is nothing yet; a longer clip cut inside its shorter twin is that one
        if any(payload.strip(b"\xd5") for payload in sent[:kept]):
            expected.append((name, sum(map(len, sent[:kept])) >= len(SOUNDS[name])))
    heard = names(listen(payloads))
    same = {"short and on": "short", "other twin": "twin"}
    assert len(heard) == len(expected)
    for (name, whole), (wanted, wanted_whole) in zip(heard, expected, strict=True):
        assert name == wanted or same.get(wanted) == name
        assert whole == wanted_whole or name != wanted


def test_a_clip_is_settled_with_its_last_packet_in_a_stream() -> None:
    ear = Ear(MADE)
    for payload in as_stream("twin"):
        assert not ear.heard or not ear.heard[0].whole
        ear.hear(payload, 1.0)
    assert (names(ear.heard), ear.undecided) == ([("twin", True)], False)


def test_one_sample_that_is_not_the_clips_makes_it_another_sound() -> None:
    """In the last packet, before and behind the clip's end."""
    for at in (MADE.length("plain") % 160 - 1, MADE.length("plain") % 160):
        *before, last = as_stream("plain")
        changed = last[:at] + bytes([last[at] ^ 1]) + last[at + 1 :]
        heard = names(listen([*before, changed]))
        assert heard[0] == ("plain", False)
        assert heard[1:] in ([], [(UNKNOWN, False)])


def test_a_clip_cut_short_ended_with_its_last_sound() -> None:
    heard = listen([*as_stream("quiet within")[:4], *[SILENCE] * 9, *as_stream("tiny")])
    assert names(heard) == [("quiet within", False), ("tiny", True)]
    assert heard[0].ended == pytest.approx(0.02)


def test_a_clip_is_settled_with_its_last_packet() -> None:
    ear = Ear(MADE)
    for payload in stream(MADE, "plain")[:-1]:
        ear.hear(payload, 1.0)
        assert ear.undecided
        assert not ear.heard[0].whole
    ear.hear(stream(MADE, "plain")[-1], 2.5)
    assert not ear.undecided
    assert ear.heard == [Heard("plain", True, 1.0, 2.5)]


def test_a_clip_that_may_still_become_a_longer_one_is_undecided() -> None:
    ear = Ear(MADE)
    for payload in stream(MADE, "short"):
        ear.hear(payload, 0.0)
    assert (names(ear.heard), ear.undecided) == ([("short", True)], True)
    ear.hear(SILENCE, 0.0)
    assert (names(ear.heard), ear.undecided) == ([("short", True)], False)


def test_a_longer_clip_cut_short_is_not_the_shorter_one() -> None:
    assert names(listen(stream(MADE, "short and on")[:12])) == [("short and on", False)]
    heard = listen([*stream(MADE, "short and on")[:12], *stream(MADE, "tiny")])
    assert names(heard) == [("short and on", False), ("tiny", True)]


def test_a_clip_cut_too_soon_names_all_it_may_have_been() -> None:
    heard = listen([*stream(MADE, "twin")[:3], *stream(MADE, "tiny")])
    assert heard[0].whole is False
    assert {heard[0].name, *heard[0].others} == {"twin", "other twin"}


def test_silence_is_nothing_however_long() -> None:
    assert listen([SILENCE] * 50) == []
    assert names(listen([SILENCE] * 7 + stream(MADE, "quieter start"))) == [("quieter start", True)]


def test_clips_of_silence_alone_and_of_the_same_audio() -> None:
    clips = Clips({"a": noise(1, 900), "again": noise(1, 900), "pause": SILENCE * 9})
    assert list(clips) == ["a", "again"]
    assert [clips.known_as(name) for name in ("a", "again", "pause")] == ["a", "a", None]


def test_an_unknown_sound_is_told_once_each_time() -> None:
    unknown = [noise(seed, 160) for seed in range(50, 60)]
    heard = listen([*unknown, *stream(MADE, "tiny"), *unknown, *[SILENCE] * 40, *unknown])
    assert [clip.name for clip in heard] == [UNKNOWN, "tiny", UNKNOWN, UNKNOWN]
    assert heard[0].ended == pytest.approx(9 * 0.02)


@pytest.mark.parametrize("missing", range(25 + 10))
def test_one_lost_packet_is_told_and_nothing_else_changes(missing: int) -> None:
    """Wherever it was: at the beginning, inside, at the end, between two clips."""
    ear = Ear(MADE)
    sent = stream(MADE, "plain", "even", "twin")
    lost = 0
    for count, payload in enumerate(sent):
        if count == missing:
            lost = len(payload)
        else:
            ear.hear(payload, 0.0, lost)
            lost = 0
    assert names(ear.heard) == [("plain", True), ("even", True), ("twin", True)]
    assert sum(clip.lost for clip in ear.heard) == len(sent[missing])


def test_a_lost_stretch_over_two_clips() -> None:
    ear = Ear(MADE)
    sent = stream(MADE, "plain", "even")
    ends = [at for at, (a, b) in enumerate(pairwise(sent)) if len(a) < 160]
    for payload in sent[: ends[0] - 1]:
        ear.hear(payload, 0.0)
    gone = sent[ends[0] - 1 : ends[0] + 4]
    rest = sent[ends[0] + 4 :]
    ear.hear(rest[0], 0.0, sum(map(len, gone)))
    for payload in rest[1:]:
        ear.hear(payload, 0.0)
    assert names(ear.heard) == [("plain", True), ("even", True)]


def test_spoken_clips_by_the_hundred(clips: Clips) -> None:
    played = random.Random(5).choices(list(clips), k=300)
    assert names(listen(stream(clips, *played), clips)) == [(name, True) for name in played]
