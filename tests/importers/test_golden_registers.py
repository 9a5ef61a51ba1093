"""Golden pairs of registers: ``<format>/<case>.<ext>`` and what must come out of it."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalog.records import RegisterItem
from importers.config import Profile
from importers.registers import PARSERS

FOLDER = Path(__file__).parent / "golden_registers"
SUFFIX = ".expected.json"
CASES = sorted(path for path in FOLDER.glob("*/*") if path.is_file() and not path.name.endswith(SUFFIX))


def plain(item: RegisterItem) -> dict[str, Any]:
    """An item as JSON, without what is at its default; the raw of a reject is free."""
    found: dict[str, Any] = {"record": type(item).__name__}
    for field in fields(item):
        value = getattr(item, field.name)
        if field.default is not MISSING and value == field.default:
            continue
        if field.name == "raw" and found["record"] == "Reject":
            continue
        if isinstance(value, date):
            value = value.isoformat()
        found[field.name] = list(value) if isinstance(value, tuple) else value
    return found


def test_every_file_of_the_folder_is_one_of_a_pair() -> None:
    assert len(CASES) >= 5
    expected = {path.with_name(path.stem + SUFFIX) for path in CASES}
    assert expected == set(FOLDER.glob(f"*/*{SUFFIX}"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_register_file_gives_exactly_these_records(case: Path) -> None:
    profile = Profile(case.parent.name, "register", case.parent.name)
    expected = json.loads(case.with_name(case.stem + SUFFIX).read_text("utf-8"))
    assert expected
    assert [plain(item) for item in PARSERS[profile.format](case, profile)] == expected
