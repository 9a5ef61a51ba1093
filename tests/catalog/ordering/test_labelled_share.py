"""The labelled share of a period, from orders as they were confirmed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from ordering_shop import Shop
from sqlmodel import Session

from catalog.models import Company, Order, OrderLine
from catalog.ordering.labelled_share import Tally, labelled_share
from catalog.workspace import Workspace

OSLO = ZoneInfo("Europe/Oslo")
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


class Orders:
    """Confirmed orders, row by row."""

    def __init__(self, shop: Shop, workspace: Workspace) -> None:
        self.shop, self.workspace = shop, workspace
        self.supplier = shop.supplier("nord", "Nord AS")
        self.product = shop.offer(self.supplier, "1").product_id or 0
        self.orders = 0

    def order(self, when: str, *lines: OrderLine, **more: object) -> Order:
        self.orders += 1
        order = self.shop.put(
            Order(number=f"M{self.orders:09d}", token="t", confirmation=f"c{self.orders}",
                  supplier_id=self.supplier.id or 0, supplier_name="Nord AS",
                  created_at=datetime.fromisoformat(when).replace(tzinfo=UTC), **more)
        )  # fmt: skip
        for position, line in enumerate(lines, 1):
            line.order_id, line.position, line.product_id = order.id, position, self.product
            self.shop.put(line)
        return order

    def report(self, session: Session, company_id: int | None = None, days: tuple[date, date] = YEAR):  # type: ignore[no-untyped-def]
        return labelled_share(session, self.workspace.labels, OSLO, *days, company_id)


def line(state: str = "", price: str | None = "100", group: str = "displays", gone: str = "") -> OrderLine:
    return OrderLine(
        order_id=0, position=0, product_id=0, supplier_number="1", name="v", quantity=Decimal(2),
        price=None if price is None else Decimal(price), currency="NOK", product_group=group,
        labels=[{"state": state}] if state else [],
        labels_not_shown=[{"state": gone}] if gone else [],
    )  # fmt: skip


@pytest.fixture
def orders(shop: Shop, workspace: Workspace) -> Orders:
    return Orders(shop, workspace)


def counts(tally: Tally) -> tuple[int, int, int, int]:
    return tuple(tally.lines[name] for name in ("verified", "declared", "none", "expired"))  # type: ignore[return-value]


def test_each_line_counts_once_and_what_had_expired_is_told_apart(orders: Orders, session: Session) -> None:
    orders.order("2026-05-01T10:00", line("verified"), line("expiring"), line("declared"), line(),
                 line(gone="expired"), line(gone="withdrawn"))  # fmt: skip
    total = orders.report(session).total.every
    assert counts(total) == (2, 1, 3, 1)
    assert total.money["NOK"]["verified"] == 400
    assert total.money["NOK"]["expired"] == 200
    assert (total.count, total.total("NOK")) == (6, 1200)


def test_kinds_that_no_label_exists_for_count_only_over_all_lines(orders: Orders, session: Session) -> None:
    orders.order("2026-05-01T10:00", line("verified"), line(group="cables"), line(group=""))
    row = orders.report(session).total
    assert (counts(row.every), counts(row.can)) == ((1, 0, 2, 0), (1, 0, 1, 0))
    assert list(orders.report(session).by["group"]) == ["", "cables", "displays"]


def test_an_order_belongs_to_the_calendar_day_of_the_buyers(orders: Orders, session: Session) -> None:
    orders.order("2025-12-31T22:59", line())
    orders.order("2025-12-31T23:00", line("verified"), project="P-1")
    orders.order("2026-12-31T22:59", line("declared"))
    orders.order("2026-12-31T23:00", line())
    report = orders.report(session)
    assert (report.orders, counts(report.total.every)) == (2, (1, 1, 0, 0))
    assert {key: row.every.count for key, row in report.by["month"].items()} == {"2026-01": 1, "2026-12": 1}
    assert list(report.by["project"]) == ["", "P-1"]


def test_a_line_without_price_is_counted_but_in_no_sum(orders: Orders, session: Session) -> None:
    orders.order("2026-05-01T10:00", line("verified", price=None), line())
    total = orders.report(session).total.every
    assert (total.count, total.unpriced, total.total("NOK")) == (2, 1, 200)


def test_a_companys_report_holds_its_own_orders_alone(orders: Orders, session: Session, shop: Shop) -> None:
    ours, theirs = (
        shop.put(Company(slug=slug, name=slug, created_at=datetime(2026, 1, 1, tzinfo=UTC)))
        for slug in ("ours", "theirs")
    )
    orders.order("2026-05-01T10:00", line("verified"), company_id=ours.id)
    orders.order("2026-05-01T10:00", line(), company_id=theirs.id)
    orders.order("2026-05-01T10:00", line())
    assert counts(orders.report(session, ours.id).total.every) == (1, 0, 0, 0)
    assert orders.report(session).orders == 3
