"""The plan of the house as a test: imports point one way, and some libraries have one door."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT: dict[str, set[str]] = {
    "labels": set(),
    "catalog": {"labels"},
    "importers": {"catalog", "labels"},
    "web": {"importers", "catalog", "labels"},
}
ONE_DOOR = {
    "flask": ("web/",),
    "whoosh": ("catalog/search/",),
    "numpy": ("catalog/search/",),
    "requests": ("importers/fetch.py", "web/delivery/"),
}
FORBIDDEN_NAMES = {"utils", "helpers", "manager", "base"}


def _modules() -> list[Path]:
    return sorted(path for package in MAY_IMPORT for path in (ROOT / package).rglob("*.py"))


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way_through_the_house(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    package = place.split("/")[0]
    names = _imported(path)
    upwards = (names & MAY_IMPORT.keys()) - MAY_IMPORT[package] - {package}
    assert not upwards, f"{place} imports {sorted(upwards)}"
    for library, doors in ONE_DOOR.items():
        assert library not in names or place.startswith(doors), f"{place} imports {library}"


def test_the_walk_sees_the_house() -> None:
    assert len(_modules()) > 50


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_small_and_say_what_they_are(path: Path) -> None:
    text = path.read_text("utf-8")
    assert path.stem not in FORBIDDEN_NAMES
    if "migrations" not in path.parts:
        assert len(text.splitlines()) <= 250
        assert ast.get_docstring(ast.parse(text)), f"{path.name} does not say what it is"


def test_labels_need_nothing_but_the_standard_library() -> None:
    import sys

    for path in (ROOT / "labels").rglob("*.py"):
        outside = _imported(path) - set(sys.stdlib_module_names) - {"labels"}
        assert not outside, f"{path.name} imports {sorted(outside)}"


def _test_files() -> list[Path]:
    return sorted((ROOT / "tests").rglob("*.py"))


def test_no_two_test_files_share_a_name() -> None:
    """Pytest imports a test file by its name alone where its folder is no package."""
    names = [path.name for path in _test_files() if path.name.startswith("test_")]
    assert len(names) > 100
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("path", _test_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_test_files_stay_small_too(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 250
