"""The labelled share on its page and as files: a company's own orders, for those who may see reports."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlmodel import select

from catalog import db
from catalog.models import Order, OrderLine, Product, Supplier
from catalog.people.roles import Role
from catalog.workspace import Workspace
from tests.web.people_world import Browser, a_user, browser, logged_in

PAGE = "/reports/labelled-share"


def ordered(space: Workspace, company_id: int | None, number: str, *states: str) -> None:
    with db.writing(space.engine) as session:
        supplier = session.exec(select(Supplier)).one()
        product = session.exec(select(Product)).first()
        order = Order(number=number, token="t", confirmation=number, supplier_id=supplier.id or 0,
                      supplier_name="Nord <AS>", project="=P1", company_id=company_id,
                      created_at=datetime(2026, 5, 4, 10, tzinfo=UTC))  # fmt: skip
        session.add(order)
        session.flush()
        for position, state in enumerate(states, 1):
            session.add(OrderLine(
                order_id=order.id or 0, position=position, product_id=product.id if product else 0,
                supplier_number="1", name="v", quantity=Decimal(1), price=Decimal("10.50"), currency="NOK",
                product_group="displays", labels=[{"state": state}] if state else [],
            ))  # fmt: skip


@pytest.fixture
def buyer(app: Flask, workspace: Workspace, offers: tuple[int, int]) -> Browser:
    ours = a_user(workspace, "kari@firma.no", role=Role.BUYER)
    theirs = a_user(workspace, "eva@annet.no", "annet", role=Role.BUYER)
    ordered(workspace, ours.company_id, "M1", "verified", "declared", "")
    ordered(workspace, theirs.company_id, "M2", "verified")
    ordered(workspace, None, "M3", "verified")
    return logged_in(app)


def test_the_page_counts_the_own_companys_lines_and_escapes_what_was_typed(buyer: Browser) -> None:
    page = buyer.get(f"{PAGE}?from=2026-01-01&to=2026-12-31").text
    assert "1 bestilling fra" in page
    row = page.split('data-basis="every"')[1].split("</tr>")[0]
    cells = [part.split("<")[0] for part in row.split("<td>")[1:]]
    assert cells == ["3", "1", "1", "1", "0", "33 %", "31,50\xa0kr", "10,50\xa0kr"]
    assert "Nord &lt;AS&gt;" in page and "Nord <AS>" not in page


def test_the_files_say_the_same_and_cannot_run_as_a_formula(buyer: Browser) -> None:
    found = json.loads(buyer.get(f"{PAGE}.json?from=2026-01-01&to=2026-12-31").text)
    every = found["total"]["all_lines"]
    assert (every["lines"], every["verified"], every["money"]["NOK"]["total"]) == (3, 1, "31.50")
    assert [row["value"] for row in found["by"]["project"]] == ["=P1"]
    table = buyer.get(f"{PAGE}.csv?from=2026-01-01&to=2026-12-31").text
    assert table.startswith("\ufeffFra;Til;Inndeling;")
    assert ";Prosjekt;'=P1;alle linjer;3;1;1;1;0;0;NOK;31,50;10,50;10,50;10,50;0\r\n" in table


def test_a_period_without_orders_says_what_to_do(buyer: Browser) -> None:
    assert "Ingen bestillinger i perioden" in buyer.get(f"{PAGE}?from=2025-01-01&to=2025-12-31").text


@pytest.mark.parametrize(
    ("query", "field"), [("from=i+dag", "from"), ("from=2026-02-02&to=2026-02-01", "to")]
)
def test_a_bad_day_is_told_beside_its_field(buyer: Browser, query: str, field: str) -> None:
    answer = buyer.get(f"{PAGE}?{query}")
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert buyer.get(f"{PAGE}.csv?{query}").status_code == 400


def test_electricians_and_strangers_see_no_report(app: Flask, workspace: Workspace, buyer: Browser) -> None:
    a_user(workspace, "ola@firma.no")
    assert logged_in(app, "ola@firma.no").get(PAGE).status_code == 403
    assert browser(app).get(PAGE).status_code == 303
