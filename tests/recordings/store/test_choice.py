"""Which store the settings name."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from config.settings import Settings, WrongSetting
from recordings.store import open_store
from recordings.store.disk import DiskStore


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def test_by_default_in_home(settings: Settings, tmp_path: Path) -> None:
    assert isinstance(open_store(settings), DiskStore)
    assert (tmp_path / "recordings").is_dir()


def test_another_directory(settings: Settings, tmp_path: Path) -> None:
    open_store(replace(settings, recordings=str(tmp_path / "elsewhere")))
    assert (tmp_path / "elsewhere").is_dir()
    assert not (tmp_path / "recordings").exists()


def test_a_bucket(settings: Settings, s3: tuple[str, str]) -> None:
    named = replace(settings, recordings=f"s3://{s3[1]}/a/b", recordings_endpoint=s3[0])
    open_store(named).put("0a1b2c3d", io.BytesIO(b"content"))
    assert list(open_store(named).names()) == ["0a1b2c3d"]
    assert list(open_store(replace(named, recordings=f"s3://{s3[1]}/a")).names()) == []


@pytest.mark.parametrize("where", ["s3:", "s3://", "s3:///prefix", "s3://bucket?x=1", "s3://b#c"])
def test_what_is_no_bucket(settings: Settings, where: str) -> None:
    with pytest.raises(WrongSetting, match="TEPLOFON_RECORDINGS"):
        open_store(replace(settings, recordings=where))


def test_what_is_no_endpoint(settings: Settings, credentials: None) -> None:
    with pytest.raises(WrongSetting, match="nonsense"):
        open_store(replace(settings, recordings="s3://bucket", recordings_endpoint="nonsense"))
