"""The README is true: its commands, options, settings and files exist."""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path

import click
import pytest

from importers import profiles
from web.cli import COMMANDS as KNOWN
from web.cli import merkbar

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = sorted(set(re.findall(r"\bmerkbar ((?:[a-z]+)(?: [a-z]+)?[^`\n]*)", README)))


def resolve(words: list[str]) -> click.Command:
    command: click.Command = merkbar
    while isinstance(command, click.Group):
        assert words, f"{command.name} needs a subcommand"
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None
        command = found
    return command


@pytest.mark.parametrize("line", [line for line in COMMANDS if line.split()[0] in KNOWN])
def test_every_command_in_the_readme_exists_with_its_options(line: str) -> None:
    words = line.split(" #")[0].split()
    command = resolve(words)
    known = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_the_readme_names_commands_at_all() -> None:
    assert len(COMMANDS) > 15
    unknown = {line.split()[0] for line in COMMANDS} - set(KNOWN)
    assert not unknown, unknown


def test_settings_of_the_readme_and_the_code_are_the_same() -> None:
    code = (ROOT / "web" / "config.py").read_text("utf-8")
    named = set(re.findall(r"^\| `(MERKBAR_[A-Z_]+)`", README, re.MULTILINE))
    assert named == set(re.findall(r'"(MERKBAR_[A-Z_]+)"', code))


def test_only_one_place_reads_the_environment() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for package in ("labels", "catalog", "importers", "web")
        for path in (ROOT / package).rglob("*.py")
        if "MERKBAR_" in path.read_text("utf-8")
        and re.search(r"environ(\.get)?[\[(]", path.read_text("utf-8"))
    ]
    assert readers == ["web/config.py"]


def test_the_readme_opens_with_the_two_commands() -> None:
    assert README.index("make run") < README.index("make test") < 200


@pytest.mark.parametrize(
    "place", sorted(set(re.findall(r"`((?:data|labels|importers|tests)/[^`<*]*)`", README)))
)
def test_files_named_in_the_readme_exist(place: str) -> None:
    assert (ROOT / place).exists()


def test_the_feeds_of_the_readme_are_valid(tmp_path: Path) -> None:
    blocks = [block for block in re.findall(r"```toml\n(.*?)```", README, re.DOTALL) if "[feeds." in block]
    (tmp_path / "feeds.toml").write_text("\n".join(blocks), "utf-8")
    assert {"onninen", "bitverk", "elgros", "vvspartner"} <= set(profiles.load(tmp_path / "feeds.toml").feeds)


def test_the_examples_in_feeds_toml_are_valid_once_their_comment_signs_are_gone(tmp_path: Path) -> None:
    shipped = (ROOT / "data" / "feeds.toml").read_text("utf-8")
    examples = shipped[shipped.index("# --- Feeds") :]
    text = re.sub(r"^# (?=\[|[a-z_.]+ = )", "", examples, flags=re.MULTILINE)
    (tmp_path / "feeds.toml").write_text(text, "utf-8")
    found = profiles.load(tmp_path / "feeds.toml")
    assert {"example-elektro", "example-grossist", "example-vvs", "example-api"} <= set(found.feeds)
    assert {"tco", "tco-displays", "epeat-computers", "svanemerket"} <= set(found.registers)


def test_every_key_of_a_profile_is_explained_in_feeds_toml() -> None:
    shipped = (ROOT / "data" / "feeds.toml").read_text("utf-8")
    keys = {name for name in profiles.Profile.__dataclass_fields__ if name not in ("name", "kind")}
    missing = {key for key in keys if not re.search(rf"^#   (?:[a-z]+ or )?{key}\b", shipped, re.MULTILINE)}
    assert not missing


def test_the_units_of_the_readme_run_what_exists() -> None:
    units = re.findall(r"```ini\n(.*?)```", README, re.DOTALL)
    assert len(units) == 2
    said = ConfigParser()
    said.optionxform = str  # type: ignore[assignment, method-assign]
    for unit in units:
        said.read_string(unit)
    command = said["Service"]["ExecStart"].split()
    assert command[0].endswith("/merkbar") and resolve(command[1:])
    assert said["Timer"]["OnCalendar"] == "*-*-* 02:30"
