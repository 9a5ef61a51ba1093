"""Orders: one supplier's part of a basket, confirmed once, frozen with prices and evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.errors import InvalidRequest, NotFound
from catalog.models import Offer, OfferKey, Order, OrderLine, Supplier
from catalog.ordering import baskets
from catalog.ordering.changes import fingerprint
from catalog.ordering.evidence import FrozenLabel, freeze, thaw
from catalog.ordering.fields import clean
from catalog.ordering.quantities import line_total
from catalog.ordering.totals import Share, share
from catalog.workspace import Workspace

EMPTY = "Kurven har ingen varer som kan bestilles fra denne leverandøren."
CHANGED = "Noe ble endret mens du så på ordren. Se over den på nytt; ingenting er bestilt."
STALE = "Bekreftelsen er ikke gyldig. Åpne ordren fra kurven på nytt; ingenting er bestilt."
_KEY_LENGTH = 64


@dataclass(frozen=True, slots=True)
class OrderLineView:
    """One line as it was confirmed; ``price`` buys ``price_quantity`` of ``unit``."""

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
    labels: tuple[FrozenLabel, ...]

    @property
    def price_unit(self) -> str:
        """The unit of the price, which is that of the quantity."""
        return self.unit

    @property
    def total(self) -> Decimal | None:
        """What the line costs, unrounded; None where no price was known."""
        return line_total(self.price, self.price_quantity, self.quantity)


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as it was confirmed. ``seller_id`` is the supplier's organisation number or ''."""

    number: str
    supplier: str
    supplier_name: str
    seller_id: str
    reference: str
    project: str
    mark: str
    created_at: datetime
    lines: tuple[OrderLineView, ...]

    @property
    def share(self) -> Share:
        """Totals and labelled share, as they were."""
        return share(self.lines)


def confirm(
    session: Session,
    workspace: Workspace,
    token: str,
    supplier_slug: str,
    confirmation: str,
    reference: str,
    project: str,
    mark: str,
    now: datetime,
    today: date,
    shown: str | None = None,
) -> Order:
    """Makes one order of what the token's basket holds from one supplier, and empties that part.

    ``confirmation`` is the one-time key of the form: the same key again returns the same order,
    whatever else is sent. ``shown`` is the fingerprint of what the buyer saw; if the basket is no
    longer that, nothing is ordered. Raises InvalidRequest with a reason in bokmål. Needs a write
    transaction.
    """
    earlier = _earlier(session, supplier_slug, confirmation)
    if earlier is not None:
        if earlier.token != token:
            raise InvalidRequest("confirmation", STALE)
        return earlier
    order = Order(
        number=_next_number(session),
        token=token,
        confirmation=confirmation,
        supplier_id=0,
        supplier_name="",
        reference=clean("reference", reference),
        project=clean("project", project),
        mark=clean("mark", mark),
        created_at=now,
    )
    group = baskets.view(session, workspace, token, today).group(supplier_slug)
    if group is None or not group.orderable:
        raise InvalidRequest("supplier", EMPTY)
    if shown is not None and shown != fingerprint(group.orderable):
        raise InvalidRequest("shown", CHANGED)
    _store(session, workspace, order, group, today)
    return order


def find(session: Session, token: str, number: str) -> OrderView:
    """The token's order with that number. Raises NotFound, also for another's order."""
    order = session.exec(select(Order).where(Order.number == number, Order.token == token)).first()
    if order is None:
        raise NotFound(f"no order {number}")
    return _views(session, [order])[0]


def listing(session: Session, token: str) -> tuple[OrderView, ...]:
    """The token's orders, the newest first."""
    rows = session.exec(select(Order).where(Order.token == token).order_by(col(Order.id).desc()))
    return _views(session, rows.all())


def _earlier(session: Session, supplier_slug: str, confirmation: str) -> Order | None:
    if not 0 < len(confirmation) <= _KEY_LENGTH:
        raise InvalidRequest("confirmation", STALE)
    return session.exec(
        select(Order)
        .join(Supplier, col(Supplier.id) == Order.supplier_id)
        .where(Order.confirmation == confirmation, Supplier.slug == supplier_slug)
    ).first()


def _store(
    session: Session, workspace: Workspace, order: Order, group: baskets.Group, today: date
) -> None:
    supplier = session.exec(select(Supplier).where(Supplier.slug == group.supplier)).one()
    order.supplier_id, order.supplier_name = supplier.id or 0, supplier.name
    session.add(order)
    session.flush()
    session.add_all(_frozen_lines(session, workspace, order.id or 0, group.orderable, today))
    for line in group.orderable:
        baskets.remove(session, order.token, line.id)
    session.flush()


def _next_number(session: Session) -> str:
    """``M`` and nine digits: the ten characters of NELFO's BestNr. Safe in a write transaction."""
    last = session.exec(select(func.max(Order.id))).one()
    return f"M{(last or 0) + 1:09d}"


def _frozen_lines(
    session: Session,
    workspace: Workspace,
    order_id: int,
    lines: Sequence[baskets.Line],
    today: date,
) -> list[OrderLine]:
    numbers = _el_numbers(session, [line.offer.id for line in lines])
    frozen = []
    for position, line in enumerate(lines, 1):
        offer = line.offer
        frozen.append(
            OrderLine(
                order_id=order_id,
                position=position,
                product_id=line.product.id if line.product else 0,
                supplier_number=offer.number,
                number_kind=offer.number_kind,
                el_number=numbers.get(offer.id, ""),
                name=offer.name,
                quantity=line.quantity,
                unit=line.unit,
                price=offer.price,
                currency=offer.currency,
                price_quantity=offer.price_quantity,
                price_kind=offer.price_kind,
                labels=[
                    freeze(label, workspace.labels[label.label], today) for label in line.labels
                ],
            )
        )
    return frozen


def _el_numbers(session: Session, offer_ids: Sequence[int]) -> dict[int, str]:
    """The Norwegian el-number of each offer that has exactly one; two are no answer."""
    found: dict[int, set[str]] = {}
    rows = session.exec(
        select(OfferKey.offer_id, OfferKey.key)
        .join(Offer, col(Offer.id) == OfferKey.offer_id)
        .where(col(OfferKey.offer_id).in_(offer_ids), col(OfferKey.key).startswith("e:NO:"))
    )
    for offer_id, key in rows:
        found.setdefault(offer_id, set()).add(key.removeprefix("e:NO:"))
    return {offer_id: keys.pop() for offer_id, keys in found.items() if len(keys) == 1}


def _views(session: Session, orders: Sequence[Order]) -> tuple[OrderView, ...]:
    lines: dict[int, list[OrderLineView]] = {}
    ids = [order.id for order in orders]
    stored = select(OrderLine).where(col(OrderLine.order_id).in_(ids))
    for line in session.exec(stored.order_by(col(OrderLine.position))):
        lines.setdefault(line.order_id, []).append(_line_view(line))
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
        )
        for order in orders
    )


def _line_view(line: OrderLine) -> OrderLineView:
    return OrderLineView(
        position=line.position,
        product_id=line.product_id,
        supplier_number=line.supplier_number,
        number_kind=line.number_kind,
        el_number=line.el_number,
        name=line.name,
        quantity=line.quantity,
        unit=line.unit,
        price=line.price,
        currency=line.currency,
        price_quantity=line.price_quantity,
        price_kind=line.price_kind,
        labels=tuple(thaw(label) for label in line.labels),
    )
