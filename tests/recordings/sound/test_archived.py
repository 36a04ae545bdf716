"""Encoded and decoded: nothing is lost but what no ear misses, and both sides stay apart."""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.sound import RATE, BadSound, decode, encode
from recordings.sound.raw import BLOCK, FRAME, Samples
from tests.recordings.sound.calls import CALLER, HEARD, note, share, silence, talk, write_raw

MEBI = 1024 * 1024
# Encodes and decodes a file; prints how many kilobytes that took at most.
MEASURED = """
import sys
from pathlib import Path
from recordings.sound import decode, encode
encode(Path(sys.argv[1]), Path(sys.argv[2]))
for _ in decode(Path(sys.argv[2])): pass
status = Path("/proc/self/status").read_text().split()
print(status[status.index("VmHWM:") + 1])
"""


def decoded(path: Path) -> tuple[Samples, Samples]:
    sides = list(zip(*decode(path), strict=True))
    return numpy.concatenate(sides[0]), numpy.concatenate(sides[1])


@settings(deadline=None)
@given(
    frames=st.one_of(st.integers(1, 3000), st.integers(BLOCK - 2, BLOCK + 2)),
    cut=st.integers(0, FRAME - 1),
)
def test_the_length_is_that_of_the_whole_frames(frames: int, cut: int) -> None:
    with TemporaryDirectory() as directory:
        raw = Path(directory) / "raw"
        raw.write_bytes(talk(frames).tobytes() + b"\x7f" * cut)
        encoded = encode(raw, Path(directory) / "kept")
        caller, heard = decoded(Path(directory) / "kept")
    assert len(caller) == len(heard) == frames
    assert encoded.duration_ms == frames * 1000 // RATE
    assert len(encoded.peaks) == 2 * min(frames, 2000)


def test_each_side_is_heard_on_its_own(tmp_path: Path) -> None:
    encode(write_raw(tmp_path / "raw", talk(5 * RATE)), tmp_path / "kept")
    caller, heard = decoded(tmp_path / "kept")
    assert share(caller, CALLER) > 0.99
    assert share(heard, HEARD) > 0.99


@pytest.mark.parametrize("talking", [0, 1])
def test_a_silent_side_stays_silent(tmp_path: Path, talking: int) -> None:
    sound = silence(5 * RATE)
    sound[:, talking] = note(CALLER, 5 * RATE, loudness=20_000)
    encode(write_raw(tmp_path / "raw", sound), tmp_path / "kept")
    sides = decoded(tmp_path / "kept")
    assert numpy.abs(sides[talking]).max() > 15_000
    assert numpy.abs(sides[1 - talking]).max() < 100


def test_a_side_that_speaks_softly_is_not_covered_by_the_other(tmp_path: Path) -> None:
    sound = numpy.stack([note(CALLER, 5 * RATE, 20_000), note(HEARD, 5 * RATE, 600)], axis=1)
    encode(write_raw(tmp_path / "raw", sound), tmp_path / "kept")
    assert share(decoded(tmp_path / "kept")[1], HEARD) > 0.9


@pytest.mark.parametrize("content", [b"", b"\1", b"\1\2\3"])
def test_a_file_without_sound(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "raw").write_bytes(content)
    with pytest.raises(BadSound, match="holds no sound"):
        encode(tmp_path / "raw", tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        encode(tmp_path / "raw", tmp_path / "kept")


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    write_raw(tmp_path / "raw", talk(100))
    with pytest.raises(OSError, match="could not be written"):
        encode(tmp_path / "raw", tmp_path / "no-such-directory" / "kept")


@pytest.mark.parametrize("seconds", [1, 8, 60])
def test_a_full_disk_is_told(tmp_path: Path, tiny: Path, seconds: int) -> None:
    """At whatever moment it fills: in the middle, or with the last page."""
    write_raw(tmp_path / "raw", talk(seconds * RATE))
    (tiny / "filling").write_bytes(bytes(shutil.disk_usage(tiny).free - 4096))
    with pytest.raises(OSError, match="could not be written"):
        encode(tmp_path / "raw", tiny / "kept")


@pytest.mark.parametrize("content", [b"", b"nonsense" * 100, b"OggS" + bytes(500)])
def test_what_cannot_be_decoded(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kept").write_bytes(content)
    with pytest.raises(BadSound):
        list(decode(tmp_path / "kept"))


def test_a_stream_is_decoded_as_a_file_is(tmp_path: Path) -> None:
    encode(write_raw(tmp_path / "raw", talk(BLOCK + 77)), tmp_path / "kept")
    with (tmp_path / "kept").open("rb") as stream:
        blocks = list(decode(stream))
    assert [len(caller) for caller, _ in blocks] == [BLOCK, 77]
    assert numpy.array_equal(blocks[0][0], decoded(tmp_path / "kept")[0][:BLOCK])


@pytest.mark.slow
def test_a_long_call_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    minute = talk(60 * RATE).tobytes()
    used = []
    for minutes in (1, 20):
        with (tmp_path / "raw").open("wb") as raw:
            for _ in range(minutes):
                raw.write(minute)
        command = [sys.executable, "-c", MEASURED, f"{tmp_path}/raw", f"{tmp_path}/kept"]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        used.append(int(done.stdout) * 1024)
    assert used[1] - used[0] < 12 * MEBI  # the call itself is 38 MB
