"""How prompts reach the caller: sound files under names that say nothing, or text to be spoken."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.files import replace_whole
from ivr.engine.prompt import Prompt

NAME = re.compile(r"[0-9a-f]{40}")
ENDING = ".wav"

Sounds = Callable[[Prompt], Sequence[Path]]
Wording = Callable[[Prompt], str]


@dataclass(frozen=True)
class PublicSounds:
    """A directory of sounds, each named by a hash of what is in it: it never changes."""

    directory: Path
    sounds: Sounds
    _names: dict[Path, str] = field(default_factory=dict)

    def names(self, prompt: Prompt) -> Sequence[str]:
        """The public names of a prompt's sounds, in order."""
        return [self.publish(path) for path in self.sounds(prompt)]

    def publish(self, path: Path) -> str:
        """The public name of a sound, copied there if it is not yet."""
        return self._names.get(path) or self._publish(path)

    def path(self, name: str) -> Path | None:
        """The file of a public name, if it is one and was published."""
        path = self.directory / f"{name}{ENDING}"
        return path if NAME.fullmatch(name) and path.exists() else None

    def _publish(self, path: Path) -> str:
        """In one step; several processes may do it at once."""
        content = path.read_bytes()
        name = hashlib.sha256(content).hexdigest()[:40]
        if not self.path(name):
            self.directory.mkdir(parents=True, exist_ok=True)
            replace_whole(self.directory / f"{name}{ENDING}", content)
        return self._names.setdefault(path, name)
