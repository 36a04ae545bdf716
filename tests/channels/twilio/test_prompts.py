"""Sounds that the public can fetch: named by what is in them, and by nothing else."""

from pathlib import Path

import pytest

from ivr.channels.twilio.prompts import PublicSounds
from ivr.engine.prompt import Prompt

GREETING = Prompt("greeting", {"utility": "Теплосеть"})


def test_a_name_is_its_content(tmp_path: Path) -> None:
    """Whatever is said, and wherever it lies: the same sound has the same name, another another."""
    first, same, other = (tmp_path / name for name in ("lenina", "sadovaya", "kirova"))
    first.write_bytes(b"RIFF one")
    same.write_bytes(b"RIFF one")
    other.write_bytes(b"RIFF two")
    public = PublicSounds(tmp_path / "public", lambda _: [first, same, other])

    names = public.names(GREETING)

    assert names[0] == names[1] != names[2]
    assert not any("lenina" in name for name in names)
    published = public.path(names[0])
    assert published is not None and published.read_bytes() == b"RIFF one"


def test_it_never_changes(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"RIFF one")
    public = PublicSounds(tmp_path / "public", lambda _: [source])
    (name,) = public.names(GREETING)

    source.write_bytes(b"RIFF two")
    (later,) = PublicSounds(tmp_path / "public", lambda _: [source]).names(GREETING)

    published = public.path(name)
    assert later != name
    assert published is not None and published.read_bytes() == b"RIFF one"


@pytest.mark.parametrize("name", ["", "..", "../secret", "0" * 39, "0" * 40, "A" * 40])
def test_nothing_else_can_be_fetched(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.wav").write_bytes(b"RIFF")
    assert PublicSounds(tmp_path / "public", lambda _: []).path(name) is None
