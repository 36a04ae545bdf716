"""WAV files of older installations whose writer died."""

import struct
import wave
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.sound import BadSound, Lacked, Repaired, repair
from tests.recordings.sound.calls import note

FRAMES = 12_345
SOUND = note(440.0, FRAMES).tobytes()
SECONDS = FRAMES * 1000 // 8000


def write_wav(path: Path, sound: bytes = SOUND, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(sound)
    return path


def with_bytes(path: Path, at: int, content: bytes) -> Path:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)
    return path


def sound_in(path: Path) -> bytes:
    with wave.open(str(path), "rb") as file:
        return file.readframes(file.getnframes())


def test_a_whole_file_stays_as_it_is(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav")
    before = path.read_bytes()
    assert repair(path) == Repaired(Lacked.NOTHING, SECONDS)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("at", "content"),
    [
        (4, bytes(4)),
        (40, bytes(4)),
        (40, b"\xff\xff\xff\xff"),
        (4, b"\1\0\0\0"),
        (40, b"\x64\0\0\0"),
    ],
)
def test_sizes_that_are_wrong(tmp_path: Path, at: int, content: bytes) -> None:
    path = write_wav(tmp_path / "a.wav")
    whole = path.read_bytes()
    with_bytes(with_bytes(path, 4, bytes(4)), at, content)
    assert repair(path) == Repaired(Lacked.SIZES, SECONDS)
    assert path.read_bytes() == whole
    assert repair(path) == Repaired(Lacked.NOTHING, SECONDS)


def test_a_header_of_zeros(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav")
    whole = path.read_bytes()
    with_bytes(path, 0, bytes(44))
    assert repair(path) == Repaired(Lacked.HEADER, SECONDS)
    assert path.read_bytes() == whole
    assert repair(path) == Repaired(Lacked.NOTHING, SECONDS)


@given(cut=st.integers(1, 2 * FRAMES - 2), lost=st.booleans())
def test_a_file_that_was_cut(cut: int, lost: bool) -> None:
    """With or without its header; what is left is all there, in whole frames."""
    with TemporaryDirectory() as directory:
        path = write_wav(Path(directory) / "a.wav")
        path.write_bytes(path.read_bytes()[:-cut])
        if lost:
            with_bytes(path, 0, bytes(44))
        frames = (2 * FRAMES - cut) // 2
        lacked = Lacked.HEADER if lost else Lacked.SIZES
        assert repair(path) == Repaired(lacked, frames * 1000 // 8000)
        assert sound_in(path) == SOUND[: 2 * frames]
        assert repair(path).lacked is Lacked.NOTHING


def test_other_channels_and_chunks_between(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", channels=2)
    plain = path.read_bytes()
    between = b"LIST" + struct.pack("<I", 5) + b"hello\0"
    path.write_bytes(plain[:36] + between + plain[36:])
    with_bytes(path, 4, bytes(4))
    with_bytes(path, 40 + len(between), bytes(4))
    assert repair(path) == Repaired(Lacked.SIZES, FRAMES // 2 * 1000 // 8000)
    assert sound_in(path) == SOUND[: FRAMES // 2 * 4]


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", "holds no sound"),
        (b"RIFF\0\0\0\0WAVE", "holds no sound"),
        (bytes(44), "holds no sound"),
        (bytes(45), "holds no sound"),
        (b"OggS" * 100, "is no WAV file"),
        (b"RIFF\0\0\0\0AVI " + bytes(100), "is no WAV file"),
        (b"RIFF\0\0\0\0WAVE" + bytes(100), "no sound behind"),
        (b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\0\0\0\0" + bytes(60), "no sound behind"),
        (b"RIFF\0\0\0\0WAVEjunk\xff\xff\xff\x7f" + bytes(100), "no sound behind"),
        (b"RIFF\0\0\0\0WAVEdata\xff\0\0\0" + bytes(100), "no sound behind"),
    ],
)
def test_what_cannot_be_repaired(tmp_path: Path, content: bytes, wrong: str) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(BadSound, match=wrong):
        repair(path)
    assert path.read_bytes() == content
