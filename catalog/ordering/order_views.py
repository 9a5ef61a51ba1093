"""Orders as they were confirmed: nothing here looks at today's catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, false, or_
from sqlmodel import Session, and_, col, select

from catalog.errors import NotFound
from catalog.models import Order, OrderLine, Supplier
from catalog.ordering import delivery
from catalog.ordering.accepted import Accepted, thawed
from catalog.ordering.delivery import NO_DELIVERY, Delivery
from catalog.ordering.evidence import FrozenLabel, thaw
from catalog.ordering.price_rights import sees_net
from catalog.ordering.quantities import line_total, rounded
from catalog.ordering.totals import Share, share
from catalog.people.roles import NOBODY, Visitor


@dataclass(frozen=True, slots=True)
class OrderLineView:
    """One line as it was confirmed; ``price`` buys ``price_quantity`` of ``unit``.

    ``agreed`` says that ``price`` is the company's net price of that moment (by ``agreement``), which its
    reader may see; ``listed`` is then the supplier's own, of ``listed_kind``.

    ``labels_not_shown`` were known of that day and not shown: expired, withdrawn, refuted, unconfirmed.
    ``accepted`` are labelled alternatives that the buyer takes instead.
    """

    position: int
    product_id: int
    supplier_number: str
    number_kind: str
    el_number: str
    name: str
    quantity: Decimal
    unit: str
    price: Decimal | None
    currency: str
    price_quantity: Decimal | None
    price_kind: str
    product_group: str
    class_code: str
    brand: str
    mpn: str
    gtin: str
    labels: tuple[FrozenLabel, ...]
    labels_not_shown: tuple[FrozenLabel, ...]
    note: str = ""
    agreed: bool = False
    listed: Decimal | None = None
    listed_kind: str = ""
    agreement: str = ""
    accepted: tuple[Accepted, ...] = ()

    @property
    def price_unit(self) -> str:
        """The unit of the price, which is that of the quantity."""
        return self.unit

    @property
    def total(self) -> Decimal | None:
        """What the line costs: unrounded, a net price's to øre; None where no price was known."""
        total = line_total(self.price, self.price_quantity, self.quantity)
        return rounded(total) if self.agreed else total


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as it was confirmed. ``seller_id`` is the supplier's organisation number or '';
    ``ordered_by`` the user's name, '' for a visitor who had not logged in."""

    number: str
    supplier: str
    supplier_name: str
    seller_id: str
    reference: str
    project: str
    mark: str
    created_at: datetime
    lines: tuple[OrderLineView, ...]
    ordered_by: str = ""
    basket: str = ""
    delivery: Delivery = NO_DELIVERY

    @property
    def share(self) -> Share:
        """Totals and labelled share, as they were."""
        return share(self.lines)


def find(session: Session, token: str | None, number: str, visitor: Visitor = NOBODY) -> OrderView:
    """The order with that number, if it is the token's own or of the visitor's company.

    Raises NotFound, also for another's order.
    """
    order = session.exec(select(Order).where(Order.number == number, readable(token, visitor))).first()
    if order is None:
        raise NotFound(f"no order {number}")
    return views_of(session, [order], visitor)[0]


def listing(session: Session, token: str | None, visitor: Visitor = NOBODY) -> tuple[OrderView, ...]:
    """The company's orders and those that the token's holder made before logging in, the newest first."""
    rows = session.exec(select(Order).where(readable(token, visitor)).order_by(col(Order.id).desc()))
    return views_of(session, rows.all(), visitor)


def readable(token: str | None, visitor: Visitor) -> ColumnElement[bool]:
    """The orders that one may see. A token opens only what was ordered without log-in: a company's orders
    have an owner."""
    anonymous = and_(col(Order.company_id).is_(None), col(Order.token) == token) if token else false()
    if visitor.company_id is None:
        return anonymous
    return or_(anonymous, col(Order.company_id) == visitor.company_id)


def views_of(
    session: Session, orders: Sequence[Order], visitor: Visitor = NOBODY
) -> tuple[OrderView, ...]:
    """The orders with their lines, in the order given, as the visitor may see their prices."""
    lines: dict[int, list[OrderLineView]] = {}
    ids = [order.id for order in orders]
    company = visitor.company_id if sees_net(visitor) else None
    net = {order.id for order in orders if company is not None and order.company_id == company}
    stored = select(OrderLine).where(col(OrderLine.order_id).in_(ids))
    for line in session.exec(stored.order_by(col(OrderLine.position))):
        lines.setdefault(line.order_id, []).append(_line_view(line, line.order_id in net))
    wanted = {order.supplier_id for order in orders}
    suppliers = {
        supplier.id: supplier
        for supplier in session.exec(select(Supplier).where(col(Supplier.id).in_(wanted)))
    }
    return tuple(
        OrderView(
            number=order.number,
            supplier=suppliers[order.supplier_id].slug,
            supplier_name=order.supplier_name,
            seller_id=suppliers[order.supplier_id].org_number,
            reference=order.reference,
            project=order.project,
            mark=order.mark,
            created_at=order.created_at,
            lines=tuple(lines.get(order.id or 0, [])),
            ordered_by=order.ordered_by_name,
            basket=order.basket_name,
            delivery=delivery.of(order),
        )
        for order in orders
    )


def _line_view(line: OrderLine, net: bool) -> OrderLineView:
    agreed = net and line.net_price is not None
    return OrderLineView(
        position=line.position,
        product_id=line.product_id,
        supplier_number=line.supplier_number,
        number_kind=line.number_kind,
        el_number=line.el_number,
        name=line.name,
        quantity=line.quantity,
        unit=line.unit,
        price=line.net_price if agreed else line.price,
        currency=line.currency,
        price_quantity=line.price_quantity,
        price_kind="net" if agreed else line.price_kind,
        product_group=line.product_group,
        class_code=line.class_code,
        brand=line.brand,
        mpn=line.mpn,
        gtin=line.gtin,
        labels=tuple(thaw(label) for label in line.labels),
        labels_not_shown=tuple(thaw(label) for label in line.labels_not_shown),
        note=line.note,
        agreed=agreed,
        listed=line.price if agreed else None,
        listed_kind=line.price_kind if agreed else "",
        agreement=line.agreement if agreed else "",
        accepted=thawed(line.accepted),
    )
