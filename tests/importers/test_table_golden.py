"""Golden pairs for the feed parsers and the register table: ``<case>.<ext>`` and ``<case>.expected.json``.

Set REGENERATE=1 to write the expected files anew, then read every line of the difference.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from importers import feeds
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds import nelfo_terms
from importers.registers import table as register_table

GOLDEN = Path(__file__).parent / "golden"
PARSERS: dict[str, tuple[str, Callable[[Path, Profile], Iterator[Any]]]] = {
    **dict.fromkeys(feeds.PARSERS, ("feed", feeds.read)),
    "register_table": ("register", register_table.parse),
    "nelfo_terms": ("prices", nelfo_terms.parse),
}
CASES = sorted(
    path
    for name in PARSERS
    for path in (GOLDEN / name).glob("*")
    if not path.name.endswith((".expected.json", ".options.json"))
)


def told(item: Any) -> dict[str, Any]:
    """What an item says beyond its defaults."""
    said: dict[str, Any] = {"is": type(item).__name__}
    for field in fields(item):
        value = getattr(item, field.name)
        if field.default is MISSING or value != field.default:
            said[field.name] = plain(value)
    return said


def plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return [plain(part) for part in value] if isinstance(value, tuple) else value


def read(path: Path) -> list[dict[str, Any]]:
    kind, parse = PARSERS[path.parent.name]
    settings = path.with_suffix(".options.json")
    chosen = json.loads(settings.read_text("utf-8")) if settings.exists() else {}
    profile = Profile(name="golden", kind=kind, format=path.parent.name, supplier="fjordlys", **chosen)
    found: list[dict[str, Any]] = []
    try:
        for item in parse(path, profile):
            found.append(told(item))  # noqa: PERF401
    except UnreadableFeed as error:
        found.append({"is": "UnreadableFeed", "says": str(error)})
    return found


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_file_is_read_as_its_golden_pair_says(path: Path) -> None:
    found = read(path)
    expected = path.with_suffix(".expected.json")
    if os.environ.get("REGENERATE") == "1":
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert found, "a case that yields nothing proves nothing"
    assert found == json.loads(expected.read_text("utf-8"))


def test_every_expected_file_has_its_case() -> None:
    cases = {path.with_suffix("") for path in CASES}
    expected = {path.with_suffix("").with_suffix("") for path in GOLDEN.rglob("*.expected.json")}
    assert cases == expected and cases
