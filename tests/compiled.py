"""Templates and routes compiled once for a test run, not for each application that a test makes."""

from collections.abc import Callable

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]
_builders: dict[object, Builder] = {}


class Compiled(BytecodeCache):
    """In memory."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self._kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


class Route(Rule):
    """One whose functions, which only know its parts, are those of the first route of its kind."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        if self.defaults:
            return super()._compile_builder(append_unknown)
        parts = (append_unknown, *self._trace)
        if parts not in _builders:
            _builders[parts] = super()._compile_builder(append_unknown)
        return _builders[parts]


def compile_once() -> None:
    """For all applications to come."""
    Flask.jinja_options = {"bytecode_cache": Compiled()}
    Flask.url_rule_class = Route
