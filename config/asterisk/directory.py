"""The directory an Asterisk of ours lives in: what is generated, and who may read and write it."""

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from config.asterisk.configure import render
from config.asterisk.find import Installation
from config.asterisk.music import write_music
from config.settings import Settings, WrongSetting

LONGEST_SOCKET = 100  # characters; the kernel's limit is 107
MONITOR = "spool/monitor"
WRITTEN = ("run", "var", "spool", MONITOR, "log", "log/cel-custom")  # by Asterisk itself
# Not used, but missed if they are not there.
EMPTY = ("acl", "ccss", "chan_websocket", "features", "pjproject", "udptl")
LOCAL = "local"  # people's own files, never generated
GENERATED = "generated"  # what changes while Asterisk runs
MUSIC = "data/moh/teplofon.wav"


@dataclass(frozen=True)
class Account:
    """The unprivileged user that Asterisk runs as."""

    name: str
    uid: int
    gid: int


def account() -> Account | None:
    """`asterisk`, or else `nobody`, when root starts it; None: whoever starts it."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("asterisk") or names["nobody"]
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def directory(settings: Settings) -> Path:
    """Where this Asterisk lives: one per home, so that several do not meet. Raises WrongSetting."""
    key = hashlib.sha256(str(settings.home.resolve()).encode()).hexdigest()[:8]
    path = Path(settings.asterisk_dir or settings.cache / f"asterisk-{key}").resolve()
    if len(str(path / "run/asterisk.ctl")) > LONGEST_SOCKET:
        raise WrongSetting(f"TEPLOFON_ASTERISK_DIR: {path} is too long a path for a socket")
    return path


def monitor(settings: Settings) -> Path:
    """Where Asterisk writes its recordings, a file for each call. Raises WrongSetting."""
    return directory(settings) / MONITOR


def prepare(settings: Settings, installation: Installation) -> Path:
    """Make the directory and generate everything in it; returns it. Raises WrongSetting.

    A second time gives the same files. What lies in etc/local is left alone.
    """
    here = directory(settings)
    files = render(settings, str(here), str(installation.modules or ""))
    files |= {f"{name}.conf": "" for name in EMPTY}
    user = account()
    (here / "data/sounds").mkdir(parents=True, exist_ok=True)
    for path in (here, here / "data", here / "data/sounds"):
        path.chmod(0o755)
    for name in WRITTEN:
        _own(here / name, user, 0o750)
    _own(here / "etc", user, 0o750)
    for name in (LOCAL, GENERATED):
        _own(here / "etc" / name, user, 0o750)
    for name, text in files.items():
        write(here / "etc" / name, text, user)
    _have_music(here / MUSIC)
    _link(here / "data/sounds/teplofon", settings.cache.resolve() / "sounds")
    if installation.documentation:
        _link(here / "data/documentation", installation.documentation)
    if user:
        _check_passage(user, here, settings.cache.resolve(), Path(installation.command[0]))
    return here


def _own(path: Path, user: Account | None, mode: int) -> None:
    path.mkdir(exist_ok=True)
    path.chmod(mode)
    if user:
        os.chown(path, user.uid, user.gid)


def write(path: Path, text: str, user: Account | None) -> None:
    """Whole or not at all, and the secrets in it only for Asterisk's eyes."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o640), "w") as file:
        file.write(text)
    if user:
        os.chown(fresh, 0, user.gid)
    fresh.rename(path)


def _have_music(path: Path) -> None:
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.parent.chmod(0o755)
        write_music(path)
        path.chmod(0o644)


def _link(path: Path, target: Path) -> None:
    if not path.is_symlink() or path.readlink() != target:
        path.unlink(missing_ok=True)
        path.symlink_to(target)


def _check_passage(user: Account, *paths: Path) -> None:
    """Asterisk's user must be able to enter every directory on the way. Raises WrongSetting."""
    for parent in dict.fromkeys(parent for path in paths for parent in path.resolve().parents):
        state = parent.stat()
        if state.st_uid != user.uid and not state.st_mode & stat.S_IXOTH:
            raise WrongSetting(
                f"the user {user.name!r}, as whom Asterisk runs, cannot enter {parent}: "
                "put TEPLOFON_CACHE (and TEPLOFON_ASTERISK_DIR) where it can"
            )
