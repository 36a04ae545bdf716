"""Keys, settings, profiles and documents say the same."""

import ast
import re
from dataclasses import fields
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from config.command import GROUP
from config.settings import PREFIX, Settings, WrongSetting, address, as_environment, read_settings
from config.utility import PROFILES, read_utility
from ivr.prompts.catalogue import Catalogue
from models.importing.terms import PLACES
from models.rules.hours import timetable

ROOT = Path(__file__).parents[2]
PLAYED_BY_THE_DIALPLAN = {"apology", "no_operator"}
SPEAKS = ("say", "tell", "ask", "Prompt")


def keys_used() -> set[str]:
    """Every string that can be the first argument of say, tell, ask or Prompt."""
    used = set()
    for path in [*(ROOT / "ivr/dialogues").glob("*.py"), ROOT / "ivr/engine/call.py"]:
        tree = ast.parse(path.read_text())
        constants = {
            node.targets[0].id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and _name(node.func) in SPEAKS:
                used |= _strings(node.args[0], constants)
    return used


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _strings(node: ast.expr, constants: dict[str, ast.expr]) -> set[str]:
    if isinstance(node, ast.Name) and node.id in constants:
        return _strings(constants[node.id], constants)
    if isinstance(node, ast.IfExp):
        return _strings(node.body, constants) | _strings(node.orelse, constants)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def test_every_key_used_is_in_the_catalogue_and_none_is_unused() -> None:
    assert keys_used() | PLAYED_BY_THE_DIALPLAN == Catalogue.load().keys()


def test_every_place_an_import_knows_can_be_said() -> None:
    assert PLACES.keys() <= Catalogue.load().terms.kinds["place"].keys()


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [f.name for f in fields(Settings) if PREFIX + f.name.upper() not in readme] == []


def test_every_command_is_in_the_readme_and_loads() -> None:
    readme = (ROOT / "README.md").read_text()
    for command in entry_points(group=GROUP):
        assert f"teplofon {command.name}" in readme
        assert command.load().help


@pytest.mark.parametrize("path", sorted(PROFILES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_profile_can_be_used(path: Path) -> None:
    utility = read_utility(path.stem)
    assert timetable(utility.hours)
    assert all(utility.name[language] for language in utility.languages)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('timezone = "Mars/Olympus"', "Mars/Olympus"),
        ('languages = ["xx"]', "xx"),
        ("languages = []", "languages"),
        ('languages = ["lv"]', "lv"),
        ("no_such_entry = 1", "no_such_entry"),
        ("nonsense", "cannot be used"),
    ],
)
def test_a_wrong_profile_is_one_sentence(tmp_path: Path, text: str, wrong: str) -> None:
    name = text.partition(" = ")[0]
    good = (PROFILES / "rtk.toml").read_text()
    bad = tmp_path / "bad.toml"
    bad.write_text(text + "\n" + re.sub(rf"^{name} = .*\n", "", good, flags=re.M))
    with pytest.raises(WrongSetting, match=re.escape(wrong)) as refused:
        read_utility(str(bad))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("legal", "individuals", "wrong"),
    [
        ("individuals", "legal", "in a circle: legal -> individuals -> legal"),
        ("legal", "", "in a circle: legal -> legal"),
        ("emergency", "individuals", "in a circle: individuals -> individuals"),
        ("indviduals", "", "the queue legal overflows into indviduals, which is none"),
    ],
)
def test_overflow_comes_to_an_end(tmp_path: Path, legal: str, individuals: str, wrong: str) -> None:
    text = (PROFILES / "rtk.toml").read_text()
    for queue, overflow in (("legal", legal), ("individuals", individuals)):
        text = text.replace(f"[queues.{queue}]", f'[queues.{queue}]\noverflow = "{overflow}"')
    bad = tmp_path / "bad.toml"
    bad.write_text(text)
    with pytest.raises(WrongSetting, match=re.escape(wrong)) as refused:
        read_utility(str(bad))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["no-such-utility", "/", "/etc/no/such.toml"])
def test_a_profile_that_is_not_there(name: str) -> None:
    with pytest.raises(WrongSetting):
        read_utility(name)


@pytest.mark.parametrize(
    ("variables", "wrong"),
    [
        ({"TEPLOFON_NO_SUCH": "1"}, "TEPLOFON_NO_SUCH"),
        ({"TEPLOFON_AGI_ALLOW": "everybody"}, "AGI_ALLOW"),
    ],
)
def test_a_wrong_setting_is_one_sentence(variables: dict[str, str], wrong: str) -> None:
    with pytest.raises(WrongSetting, match=wrong):
        _ = read_settings(variables).allowed_networks


@pytest.mark.parametrize("text", ["", "5060", "host:", ":5060", "host:0", "host:99999", "host:x"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(WrongSetting):
        address(text)


def test_settings_travel_to_another_process(tmp_path: Path) -> None:
    settings = read_settings({"TEPLOFON_HOME": str(tmp_path), "TEPLOFON_UTILITY": "rtk"})
    assert read_settings(as_environment(settings)) == settings


def test_the_token_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    settings = read_settings({"TEPLOFON_HOME": str(tmp_path)})
    assert settings.token() == settings.token() != ""
    assert (tmp_path / "agi-token").stat().st_mode & 0o777 == 0o600
