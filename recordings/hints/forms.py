"""The forms of address that A 15.1 forbids, as data: `forms.toml` beside this file."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

FORMS: Mapping[str, frozenset[str]] = msgspec.toml.decode(
    (Path(__file__).parent / "forms.toml").read_bytes(), type=dict[str, frozenset[str]]
)
