"""Labelled alternatives to a basket of 50 lines: fifty kinds at once, and fifty lines of one kind.

Every kind has many more labelled products than are looked at, so the work is that of a large catalogue.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from catalog import brands, comparable, db
from catalog.clock import Clock
from catalog.models import Dataset, Offer, Product, Run, Supplier, Tag
from catalog.ordering import baskets
from catalog.ordering.alternatives import alternatives
from catalog.search.opening import open_index
from catalog.workspace import Workspace
from importers.publish import publish
from labels import definitions
from tests.benchmarks.table import Bar, Table
from tests.conftest import ROOT

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
LINES = 50
KINDS = 50
ROUNDS = 20
MOST_MS = 100
_RESOLUTIONS = ("FHD", "QHD", "4K UHD", "WUXGA", "UWQHD")
_SIZES = (22, 24, 25, 27, 28, 29, 30, 32, 34, 43)


def measure(count: int, folder: Path) -> None:
    """Prints processor milliseconds of both baskets over a store of ``count`` products: of the first look, in
    a process that has seen none of it, and of later ones."""
    space = _store(count, folder)
    index = open_index(space.index_dir)
    table = Table(f"labelled alternatives to a basket of {LINES} lines, {count:,} products")
    for token in ("mixed", "one kind"):
        times = []
        with db.reading(space.engine) as session:
            lines = baskets.view(session, space, token, DAY).lines
            for _round in range(ROUNDS):
                started = time.process_time()
                found = alternatives(session, space, index, lines, DAY)
                times.append((time.process_time() - started) * 1_000)
        assert len(found.by_line) == LINES
        table.bar(Bar(f"{token}: the first time, ms of processor", times[0], MOST_MS))
        table.bar(Bar(f"{token}: p50, ms of processor", statistics.median(times), MOST_MS))
    table.print()


def _store(count: int, folder: Path) -> Workspace:
    space = Workspace(
        engine=db.connect(f"sqlite:///{folder / 'merkbar.db'}"), var=folder, data=ROOT / "data",
        clock=Clock(pinned=DAY), labels=definitions.load(), index_dir=folder / "index",
        brands=brands.load(ROOT / "data" / "brands.toml"),
        comparables=comparable.load(ROOT / "data" / "comparable.toml"),
    )  # fmt: skip
    db.upgrade(space.engine, space.lock_dir)
    with db.writing(space.engine) as session:
        session.add(Supplier(id=1, slug="nord", name="Nord AS"))
        session.add(Run(id=1, kind="feed", name="b", format="table", mode="", status="published",
                        started_at=NOW))  # fmt: skip
        session.add(Dataset(id=1, register_name="b", label="", confirmed_on=DAY, max_age_days=365))
        session.flush()
        for model, rows in zip((Product, Offer, Tag), zip(*_rows(count), strict=True), strict=True):
            session.execute(insert(model), [row for row in rows if row])
        for place in range(LINES):
            baskets.add(session, "mixed", 1 + place, Decimal(2), NOW)
            baskets.add(session, "one kind", 1 + place * KINDS, Decimal(2), NOW)
    publish(space)
    return space


def _rows(count: int) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any] | None]]:
    """Screens of fifty kinds in turn; the first 2,500 hold no label, the others do."""
    for number in range(1, count + 1):
        kind = (number - 1) % KINDS
        name = f'Skjerm {number} {_SIZES[kind % 10]}" {_RESOLUTIONS[kind // 10]}'
        product = {"id": number, "name": name, "product_group": "displays", "revision": 1, "active": True}
        offer = {
            "id": number, "product_id": number, "supplier_id": 1, "supplier_number": str(number),
            "name": name, "content_hash": "", "price": Decimal(1_000 + number % 977), "currency": "NOK",
            "price_unit": "EA", "price_quantity": Decimal(1), "unit": "EA", "first_run": 1, "last_run": 1,
            "extra": {"features": [["EF000001", "24", ""]]},
        }  # fmt: skip
        tag = {
            "product_id": number, "label": "tco-certified", "kind": "register", "level": "C", "method": "b",
            "dataset_id": 1, "valid_to": date(2027, 12, 31), "run_id": 1, "certificate_number": str(number),
            "opened_at": NOW, "steps": [],
        }  # fmt: skip
        yield product, offer, tag if number > LINES * KINDS else None


def run(count: int) -> None:
    """The bench over a store that goes with it."""
    with tempfile.TemporaryDirectory() as folder:
        measure(count, Path(folder))


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 280_000)
