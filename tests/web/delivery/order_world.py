"""A store with a company, a supplier and offers, and orders that are confirmed and queued in it.

``opened(folder)`` makes it, with the operator's folder beside; ``rules(world, ...)`` writes delivery.toml.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from catalog import db
from catalog.models import Basket, Offer, Outgoing, Product, Run, Supplier
from catalog.ordering import baskets
from catalog.ordering import orders as ordering
from catalog.ordering.sending import KIND, Sending, sendings
from catalog.people.roles import Role, Visitor
from catalog.workspace import Workspace
from tests.conftest import ROOT
from tests.web.people_world import a_user
from web.config import from_environment, open_workspace
from web.delivery import order_rules, orders

DAY = "2026-11-22"
CUSTOMERS = '[suppliers.nord.customers]\nfirma = "28579"\n[companies]\nfirma = "NO986692002MVA"\n'


@dataclass
class World:
    """``data`` is the operator's folder; ``buyer`` orders for the company."""

    folder: Path
    workspace: Workspace
    buyer: Visitor
    offers: list[int] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def environment(self, day: str = DAY, **more: str) -> dict[str, str]:
        return {
            **os.environ, "MERKBAR_VAR": str(self.folder / "var"), "MERKBAR_DATA": str(self.data),
            "MERKBAR_TODAY": day, "MERKBAR_SECRET_KEY": "only for this test", "PYTHONPATH": str(ROOT),
            "MERKBAR_BASE_URL": "https://merkbar.example.no", **more,
        }  # fmt: skip

    def write_rules(self, supplier: str, mail: str = "") -> None:
        """delivery.toml with these keys of the supplier ``nord`` and the numbers that NELFO needs."""
        (self.data / "delivery.toml").write_text(
            f"[suppliers.nord]\n{supplier}\n{CUSTOMERS}{mail}\n", "utf-8"
        )

    def rules(self) -> Any:
        return order_rules.load(self.data / "delivery.toml")

    def confirm(self, queued: bool = True, **texts: str) -> str:
        """An order of one line, confirmed and queued in one transaction; its number."""
        work, now = self.workspace, self.workspace.clock.now()
        token = self.basket()
        with db.writing(work.engine) as session:
            order = ordering.confirm(
                session, work, token, "nord", os.urandom(16).hex(),
                **({"reference": "", "project": "", "mark": ""} | texts),
                now=now, today=work.clock.today(), visitor=self.buyer,
            )  # fmt: skip
            session.delete(session.exec(select(Basket).where(Basket.token == token)).one())
            if queued:
                orders.queue(session, self.rules(), work.labels, order, now)
            return order.number

    def basket(self) -> str:
        """The token of a new basket of one line."""
        now = self.workspace.clock.now()
        with db.writing(self.workspace.engine) as session:
            owner = {"company_id": self.buyer.company_id, "owner_user_id": self.buyer.user_id}
            basket = Basket(token=os.urandom(16).hex(), created_at=now, **owner)
            session.add(basket)
            baskets.add(session, basket.token, self.offers[0], Decimal("2.5"), now)
            return basket.token

    def state(self, number: str) -> Sending:
        with db.reading(self.workspace.engine) as session:
            return sendings(session, [number])[number]

    def messages(self) -> list[Outgoing]:
        with db.reading(self.workspace.engine) as session:
            return list(session.exec(select(Outgoing).where(col(Outgoing.kind) == KIND)))


def opened(folder: Path) -> World:
    """An empty site with the supplier ``nord``, two offers, and a buyer of the company ``firma``."""
    data = folder / "data"
    data.mkdir(parents=True)
    (data / "brands.toml").write_text("", "utf-8")
    (data / "feeds.toml").write_text("", "utf-8")
    environment = {
        "MERKBAR_VAR": str(folder / "var"), "MERKBAR_DATA": str(data), "MERKBAR_TODAY": DAY,
        "MERKBAR_BASE_URL": "https://merkbar.example.no", "MERKBAR_SECRET_KEY": "only for this test",
    }  # fmt: skip
    workspace = open_workspace(from_environment(environment))
    world = World(folder, workspace, a_user(workspace, "buyer@firma.no", role=Role.BUYER))
    with db.writing(workspace.engine) as session:

        def put(row: Any) -> int:
            session.add(row)
            session.flush()
            return int(row.id)

        now = workspace.clock.now()
        run = put(Run(kind="feed", name="f", format="table", mode="", status="published", started_at=now))
        supplier = put(Supplier(slug="nord", name="Nord Elektro AS", org_number="979692900"))
        for number in ("1234567", "7654321"):
            product = put(Product(name=f"Lampe {number}"))
            world.offers.append(
                put(
                    Offer(
                        supplier_id=supplier, product_id=product, supplier_number=number, number_kind="1",
                        content_hash="0", name=f"Lampe {number} æøå", price=Decimal("553.00"),
                        currency="NOK", price_unit="EA", price_quantity=Decimal(1), price_kind="gross",
                        first_run=run, last_run=run,
                    )
                )
            )  # fmt: skip
    return world
