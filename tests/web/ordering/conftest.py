"""A small shop behind the pages of basket and orders: real app, real SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from ordering_visitor import NOW, SECRET, TODAY, Visitor

from catalog import db
from catalog.models import Dataset, Offer, Product, Run, Supplier, Tag
from catalog.workspace import Workspace
from web import create_app
from web.config import from_environment


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    data = tmp_path / "data"
    data.mkdir()
    (data / "brands.toml").write_text("", "utf-8")
    (data / "feeds.toml").write_text("", "utf-8")
    environment = {
        "MERKBAR_VAR": str(tmp_path / "var"),
        "MERKBAR_DATA": str(data),
        "MERKBAR_SECRET_KEY": SECRET,
        "MERKBAR_TODAY": TODAY.isoformat(),
    }
    return create_app(from_environment(environment), testing=True)


@pytest.fixture
def workspace(app: Flask) -> Iterator[Workspace]:
    found: Workspace = app.extensions["merkbar"].workspace
    yield found
    found.engine.dispose()


@pytest.fixture
def offers(workspace: Workspace) -> tuple[int, int]:
    """A Swan-labelled lamp at 553.00 and a product without label at 99.50, both of Nord AS."""
    with db.writing(workspace.engine) as session:

        def put(row: Any) -> int:
            session.add(row)
            session.flush()
            return int(row.id)

        run = put(Run(kind="feed", name="f", format="table", mode="", status="published", started_at=NOW))
        dataset = put(Dataset(register_name="table", label="", confirmed_on=TODAY, max_age_days=365))
        supplier = put(Supplier(slug="nord", name="Nord AS"))
        made = []
        for number, price in (("1001", "553.00"), ("1002", "99.50")):
            product = put(Product(name=f"Lampe {number} & <b>"))
            made.append(
                put(
                    Offer(
                        supplier_id=supplier, product_id=product, supplier_number=number,
                        content_hash="0", name=f"Lampe {number} & <b>", price=Decimal(price),
                        currency="NOK", price_unit="EA", price_quantity=Decimal(1),
                        first_run=run, last_run=run,
                    )
                )
            )  # fmt: skip
            if number == "1001":
                put(
                    Tag(
                        product_id=product, label="nordic-swan", kind="register", level="C",
                        method="brand+mpn", dataset_id=dataset, certificate_number="5015 0001",
                        valid_to=TODAY + timedelta(days=91), run_id=run, opened_at=NOW,
                    )
                )  # fmt: skip
    return made[0], made[1]


@pytest.fixture
def visitor(app: Flask, offers: tuple[int, int]) -> Visitor:
    return Visitor(app)
