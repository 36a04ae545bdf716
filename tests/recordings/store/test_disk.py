"""A directory: killed writers, full and refusing disks."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from recordings.store import StoreFailed
from recordings.store.disk import UNFINISHED, DiskStore

NAME = "0a1b2c3d"
# Puts a file whose source never ends, and says when it is under way.
WRITER = """
import sys
from pathlib import Path
from recordings.store.disk import DiskStore

class Endless:
    given = 0
    def read(self, size):
        self.given += size
        if self.given > 8_000_000:
            print("writing", flush=True)
            sys.stdin.read()
        return bytes(size)

DiskStore(Path(sys.argv[1])).put("0a1b2c3d", Endless())
"""


def unfinished(directory: Path) -> list[Path]:
    return [path for path in (directory / UNFINISHED).iterdir() if path.name != "lock"]


def killed_writer(directory: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, directory], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"writing\n"
        writer.send_signal(signal.SIGKILL)


def test_a_killed_writer_leaves_nothing_that_counts(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    killed_writer(tmp_path)
    assert unfinished(tmp_path) != []
    assert list(store.names()) == []
    store.put(NAME, io.BytesIO(b"again"))
    assert unfinished(tmp_path) == []
    assert list(store.names()) == [NAME]


def test_a_killed_writer_does_not_spoil_what_was_there(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    store.put(NAME, io.BytesIO(b"whole"))
    killed_writer(tmp_path)
    with store.open(NAME) as file:
        assert file.read() == b"whole"


def test_a_writer_does_not_clear_away_what_another_is_writing(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            DiskStore(tmp_path).put("fast", io.BytesIO(b"fast"))
            return super().read(size)

    store.put("slow", Slow(b"slow"))
    assert sorted(store.names()) == ["fast", "slow"]


def test_a_source_that_fails_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    store = DiskStore(tmp_path)
    with pytest.raises(StoreFailed, match="Input/output error"):
        store.put(NAME, Broken())
    assert unfinished(tmp_path) == []
    assert list(store.names()) == []


def test_a_full_disk_is_one_sentence_and_loses_nothing(tiny: Path) -> None:
    store = DiskStore(tiny)
    store.put("kept", io.BytesIO(b"kept"))
    with pytest.raises(StoreFailed, match="No space left") as failed:
        store.put(NAME, io.BytesIO(bytes(1_000_000)))
    assert "\n" not in str(failed.value)
    assert unfinished(tiny) == []
    assert list(store.names()) == ["kept"]
    store.put(NAME, io.BytesIO(bytes(100_000)))


def test_free_becomes_less(tiny: Path) -> None:
    store = DiskStore(tiny)
    before = store.free()
    store.put(NAME, io.BytesIO(bytes(100_000)))
    assert 0 < store.free() <= before - 100_000


def test_a_directory_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed, match="file"):
        DiskStore(tmp_path / "file" / "recordings")


def test_a_disk_that_went_away(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "mounted")
    os.rename(tmp_path / "mounted", tmp_path / "gone")
    with pytest.raises(StoreFailed):
        store.put(NAME, io.BytesIO(b"content"))
    with pytest.raises(StoreFailed):
        list(store.names())


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    DiskStore(tmp_path).put(NAME, io.BytesIO(b"content"))
    (path,) = tmp_path.glob(f"*/{NAME}")
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_of_another_name_in_between_is_none_of_ours(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    store.put(NAME, cast(BinaryIO, io.BytesIO(b"content")))
    (tmp_path / "lost+found").mkdir()
    (tmp_path / NAME[:3] / "Thumbs.db").write_text("")
    (tmp_path / "README").write_text("")
    assert list(store.names()) == [NAME]
