"""What is ordered most: by how many orders a supplier's number stands in, of one project or of all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.models import Order, OrderLine
from catalog.ordering.order_views import readable
from catalog.people.roles import NOBODY, Visitor

LIMIT = 50


@dataclass(frozen=True, slots=True)
class Often:
    """One supplier's number: in how many ``orders`` it stood, how much of it in all (one unit), when and how
    much last. ``line`` is that last line, as ``again`` takes it."""

    line: str
    product_id: int
    supplier_name: str
    supplier_number: str
    el_number: str
    name: str
    unit: str
    orders: int
    quantity: Decimal
    last_quantity: Decimal
    last_at: datetime


def projects(session: Session, token: str | None, visitor: Visitor = NOBODY) -> tuple[str, ...]:
    """The projects that anything was ordered for."""
    statement = select(Order.project).where(readable(token, visitor), Order.project != "").distinct()
    return tuple(sorted(session.exec(statement)))


def most(
    session: Session, token: str | None, visitor: Visitor = NOBODY, project: str | None = None
) -> tuple[Often, ...]:
    """The ``LIMIT`` numbers that stand in most orders that the visitor may see; then the latest first."""
    wanted = [readable(token, visitor)]
    if project is not None:
        wanted.append(col(Order.project) == project)
    key = (Order.supplier_id, OrderLine.supplier_number, OrderLine.number_kind, OrderLine.unit)
    count, last = func.count(func.distinct(col(Order.id))), func.max(OrderLine.id)
    ranked = session.exec(
        select(last, count)
        .join(Order, col(Order.id) == OrderLine.order_id)
        .where(*wanted)
        .group_by(*(col(one) for one in key))
        .order_by(count.desc(), last.desc())
        .limit(LIMIT)
    ).all()
    counts = {line: number for line, number in ranked if line}
    newest = session.exec(
        select(OrderLine, Order)
        .join(Order, col(Order.id) == OrderLine.order_id)
        .where(col(OrderLine.id).in_(counts))
    ).all()
    numbers = {line.supplier_number for line, _order in newest}
    sums: dict[tuple[int, str, str, str], Decimal] = defaultdict(Decimal)
    rows = session.exec(
        select(*key, OrderLine.quantity)  # type: ignore[call-overload]
        .join(Order, col(Order.id) == OrderLine.order_id)
        .where(*wanted, col(OrderLine.supplier_number).in_(numbers))
    )
    for supplier, number, kind, unit, quantity in rows:
        sums[supplier, number, kind, unit] += quantity
    found = [_often(line, order, counts[line.id or 0], sums) for line, order in newest]
    return tuple(sorted(found, key=lambda one: (-one.orders, -one.last_at.timestamp(), one.line)))


def _often(
    line: OrderLine, order: Order, orders: int, sums: dict[tuple[int, str, str, str], Decimal]
) -> Often:
    return Often(
        line=f"{order.number}:{line.position}",
        product_id=line.product_id,
        supplier_name=order.supplier_name,
        supplier_number=line.supplier_number,
        el_number=line.el_number,
        name=line.name,
        unit=line.unit,
        orders=orders,
        quantity=sums[order.supplier_id, line.supplier_number, line.number_kind, line.unit],
        last_quantity=line.quantity,
        last_at=order.created_at,
    )
