"""What must hold for any bytes that a parser is given: items that the gate takes or refuses, or a refusal."""

from __future__ import annotations

import json
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from catalog import brands
from catalog.gate import GatedProduct, ProductGate
from catalog.identifiers import validate_gtin
from catalog.records import FileFacts, Ignored, Notice, ProductRecord, Reject, Tombstone
from importers.classes import read_ixf
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds import PARSERS, google, peppol, read
from importers.registers import PARSERS as REGISTERS
from labels import definitions, groups
from labels.wording import Wordings
from tests.conftest import ROOT
from tests.importers.damaged_files import FILES

GOLDEN = ROOT / "tests" / "importers"
TARGETS = (*PARSERS, *(f"register-{name}" for name in REGISTERS), "classes")
_PLAIN = (FileFacts, Ignored, Notice, Reject, Tombstone)
_LABELS = {"table": "tco-certified"}


@lru_cache(maxsize=1)
def gate() -> ProductGate:
    """The gate with the shipped data."""
    labels = definitions.load()
    known = brands.load(ROOT / "data" / "brands.toml")
    return ProductGate(labels, known, groups.load(), Wordings(labels), {}, "salt")


def stand_ins() -> list[tuple[Any, str, Any]]:
    """What to put in place of slow loaders, as (module, name, function): definitions that were read once."""
    ready = gate()
    words: list[tuple[Any, str, Any]] = [
        (module, "Wordings", lambda _labels: ready.wordings) for module in (google, peppol)
    ]
    loaders = [
        (definitions, "load", lambda *_args, **_options: ready.labels),
        (groups, "load", lambda *_args: ready.groups),
    ]
    return [*words, *loaders]


def seeds(target: str) -> list[bytes]:
    """Whole files to begin with: the golden cases and the small file of the damage tests."""
    kind, _, name = target.rpartition("-") if target.startswith("register-") else ("", "", target)
    folders = [GOLDEN / "golden_registers" / name] if kind else [GOLDEN / "golden" / name]
    if target == "register-table":
        folders = [GOLDEN / "golden" / "register_table"]
    if target == "register-energy-star":
        folders = [GOLDEN / "golden_registers" / "energy-star"]
    found = [
        path.read_bytes()
        for folder in folders for path in sorted(folder.glob("*"))
        if not path.name.endswith((".expected.json", ".options.json"))
    ]  # fmt: skip
    return found + [small.content for small in FILES.values() if small.format == target]


def judge(target: str, content: bytes, path: Path) -> None:
    """Reads ``content``, written to ``path``. Raises AssertionError, or what a parser must not raise."""
    path.write_bytes(content)
    try:
        if target == "classes":
            for item in read_ixf(path):
                assert item.code and item.names
        elif target.startswith("register-"):
            name = target.removeprefix("register-")
            profile = Profile("f", "register", name, label=_LABELS.get(name, ""))
            for row in REGISTERS[name](path, profile):
                assert hash(row) is not None and json.dumps(_told(row))
        else:
            for found in read(path, Profile("f", "feed", target, "f")):
                _judge_item(found)
    except UnreadableFeed as error:
        assert str(error)


def _told(item: Any) -> dict[str, str]:
    return {field.name: str(getattr(item, field.name)) for field in fields(item)}


def _judge_item(item: Any) -> None:
    assert json.dumps(_told(item))
    if not isinstance(item, ProductRecord):
        assert isinstance(item, _PLAIN)
        return
    checked, _ = gate().check(item)
    if isinstance(checked, GatedProduct):
        assert checked.columns["supplier_number"] and checked.columns["name"]
        json.dumps(checked.columns, default=str)
        for key in checked.keys:
            assert not key.startswith("g:") or validate_gtin(key[2:])
