"""The README is true: its commands, options, settings and files exist."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from web.cli import merkbar

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = sorted(set(re.findall(r"\bmerkbar ((?:[a-z]+)(?: [a-z]+)?[^`\n]*)", README)))


def resolve(words: list[str]) -> click.Command:
    command: click.Command = merkbar
    while isinstance(command, click.Group):
        assert words, f"{command.name} needs a subcommand"
        found = command.commands.get(words.pop(0))
        assert found is not None
        command = found
    return command


@pytest.mark.parametrize("line", [line for line in COMMANDS if line.split()[0] in merkbar.commands])
def test_every_command_in_the_readme_exists_with_its_options(line: str) -> None:
    words = line.split(" #")[0].split()
    command = resolve(words)
    known = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_the_readme_names_commands_at_all() -> None:
    assert len(COMMANDS) > 15
    unknown = {line.split()[0] for line in COMMANDS} - set(merkbar.commands)
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
