"""The file of master keys beside a ledger that names them: none is made anew behind its back."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from recordings.archive.ledger import key_ids
from recordings.cipher import BadKeyFile, MasterKeys, master_keys


@dataclass(frozen=True)
class KeyFile:
    """Read each time it is wanted: one that is put back, or has a new key, is used at once."""

    path: Path
    engine: Engine

    def at_hand(self) -> MasterKeys:
        """The keys; made where there is neither a file nor a recording. Raises BadKeyFile.

        A file that is gone is not made anew while the ledger names its keys: what was recorded
        could not be heard, and nobody would know before it is wanted.
        """
        if not self.path.exists() and (named := self._named()):
            raise BadKeyFile(
                f"{self.path} is gone, and there are recordings under its keys: {', '.join(named)}"
            )
        return master_keys(self.path)

    def lacking(self) -> list[str]:
        """Ids of keys that the ledger names, and the file has not. Raises BadKeyFile."""
        known = self.at_hand().keys
        return [one for one in self._named() if one not in known]

    def _named(self) -> list[str]:
        with self.engine.connect() as db:
            return list(key_ids(db))
