"""A shop with suppliers whose risk is known, agreements, orders of spring 2026 and one contradiction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlmodel import select

from catalog import db
from catalog.clock import Clock
from catalog.models import Dataset, Judgement, Order, OrderLine, Product, Run, Supplier, Tag
from catalog.workspace import Workspace
from importers.journal import Report
from importers.sourcing import run as sourcing
from importers.sourcing import words
from tests.web import pages_world
from tests.web.people_world import a_user

SPRING = date(2026, 3, 1)
PERIOD = (date(2026, 1, 1), date(2026, 6, 30))
SUPPLIERS = (
    "organisation_number,country,name,role,supplier,contact_name,contact_email,risk_level,risk_assessed_by,"
    "risk_assessed_on,risk_valid_to,code_of_conduct_url,code_of_conduct_date\n"
    "974760673,NO,Nord AS,leverandør,nord,Kari Nord,kari@nord.example,lav,Factlines,2026-01-15,2027-01-15,"
    "https://nord.example/coc.pdf,2024-05-01\n"
    "910747711,NO,Vest AS,leverandør,vest,,,middels,Factlines,2025-02-01,2026-04-30,,\n"
    ",DE,Merten GmbH,produsent,,,,,,,,,\n"
    "5567037485,SE,Syd AB,leverandør,,,,,,,,,\n"
)
AGREEMENTS = (
    "number,name,supplier,valid_from,valid_to,groups,brands,obliges\n"
    "A-1,Skjermer,nord,2026-01-01,2026-12-31,displays,,ja\n"
    "A-0,Gammel,nord,2025-01-01,2025-12-31,,,ja\n"
    "B-1,Alt,vest,2026-02-01,,,,nei\n"
)
FROZEN = {
    "label": "tco-certified", "state": "verified", "certificate": "D1", "register": "tco",
    "valid_to": "2027-01-01",
}  # fmt: skip


def load(space: Workspace, what: str, text: str, day: date, *, whole: bool = False) -> Report:
    """Loads a list as on that day."""
    file = space.var / f"{what}.csv"
    file.write_text(text, "utf-8")
    then = replace(space, clock=Clock(pinned=day))
    return sourcing.run(then, what, file, words.load(space.data / "suppliers.toml"), whole=whole)


@contextmanager
def opened(folder: Path) -> Iterator[Workspace]:
    """The shop on 22 November 2026."""
    with pages_world.opened(folder) as space:
        with db.writing(space.engine) as session:
            session.add_all([Supplier(slug="nord", name="Nord AS"), Supplier(slug="vest", name="Vest AS")])
        load(space, sourcing.SUPPLIERS, SUPPLIERS, SPRING)
        load(space, sourcing.AGREEMENTS, AGREEMENTS, SPRING)
        ours = a_user(space, "kari@firma.no", "firma").company_id
        _order(space, "M1", "nord", ours, date(2026, 5, 4), [("displays", [FROZEN]), ("cables", [])])
        _order(space, "M2", "vest", ours, date(2026, 6, 30), [("displays", [FROZEN])])
        _order(space, "M3", "nord", ours, date(2026, 7, 1), [("displays", [])])
        _contradiction(space)
        yield space


def _order(
    space: Workspace, number: str, slug: str, company: int, day: date, lines: list[tuple[str, list[Any]]]
) -> None:
    with db.writing(space.engine) as session:
        supplier = session.exec(select(Supplier).where(Supplier.slug == slug)).one()
        product = Product(name="v")
        session.add(product)
        session.flush()
        order = Order(
            number=number, token="t", confirmation=number, supplier_id=supplier.id or 0,
            supplier_name=supplier.name, company_id=company,
            created_at=datetime(day.year, day.month, day.day, 10, tzinfo=UTC),
        )  # fmt: skip
        session.add(order)
        session.flush()
        for position, (group, labels) in enumerate(lines, 1):
            session.add(OrderLine(
                order_id=order.id or 0, position=position, product_id=product.id or 0, supplier_number="1",
                name="v", quantity=Decimal(2), price=Decimal("10.50"), currency="NOK", product_group=group,
                brand="Dell", labels=labels,
            ))  # fmt: skip


def _contradiction(space: Workspace) -> None:
    """A claim that a register refutes, and a person's no."""
    then = datetime(2026, 4, 1, 12, tzinfo=UTC)
    with db.writing(space.engine) as session:
        run = Run(kind="feed", name="x", format="table", mode="", status="published", started_at=then)
        dataset = Dataset(register_name="tco", label="tco-certified", confirmed_on=SPRING, max_age_days=365)
        product = Product(name="v")
        session.add_all([run, dataset, product])
        session.flush()
        session.add(Tag(
            product_id=product.id or 0, label="tco-certified", kind="register", level="C", method="m",
            rejected="market", certificate_number="D9", dataset_id=dataset.id, run_id=run.id or 0,
            opened_at=then,
        ))  # fmt: skip
        session.add(Judgement(
            product_key="g:05397184821671", label="tco-certified", number_key="D7", held=False,
            reason="annen skjerm", decided_by="Kari", decided_at=then,
        ))  # fmt: skip
