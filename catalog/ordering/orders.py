"""Makes orders: one supplier's part of a basket, confirmed once, frozen with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.errors import InvalidRequest
from catalog.models import Offer, OfferKey, Order, OrderLine, Supplier
from catalog.ordering import baskets, delivery
from catalog.ordering.accepted import frozen
from catalog.ordering.changes import fingerprint
from catalog.ordering.evidence import freeze
from catalog.ordering.fields import clean
from catalog.ordering.price_rights import for_visitor
from catalog.people.roles import NOBODY, Visitor
from catalog.shapes import LabelView, ProductView
from catalog.workspace import Workspace

EMPTY = "Kurven har ingen varer som kan bestilles fra denne leverandøren."
CHANGED = "Noe ble endret mens du så på bestillingen. Se over den på nytt; ingenting er bestilt."
STALE = "Bekreftelsen er ikke gyldig. Åpne bestillingen fra kurven på nytt; ingenting er bestilt."
_KEY_LENGTH = 64


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
    visitor: Visitor = NOBODY,
    accepted: Mapping[int, Sequence[int]] | None = None,
) -> Order:
    """Makes one order of what the token's basket holds from one supplier, and empties that part.

    ``confirmation`` is the one-time key of the form: the same key again returns the same order,
    whatever else is sent. ``shown`` is the fingerprint of what the buyer saw; if the basket is no
    longer that, nothing is ordered. Net prices are frozen whoever orders: who may see them is asked when
    the order is read. The order is that of the ``visitor``'s company where they have
    one. ``accepted`` are offers that are taken instead, by basket line (``catalog.ordering.accepted``).
    Raises InvalidRequest with a reason in bokmål. Needs a write transaction.
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
        company_id=visitor.company_id,
        ordered_by=visitor.user_id,
        ordered_by_name=visitor.name,
    )
    basket = baskets.stored(session, token)
    if basket is not None:
        order.basket_name = basket.name
        delivery.copy(basket, order)
    view = baskets.view(session, workspace, token, today)
    group, seen = view.group(supplier_slug), for_visitor(view, visitor).group(supplier_slug)
    if group is None or seen is None or not group.orderable:
        raise InvalidRequest("supplier", EMPTY)
    if shown is not None and shown != fingerprint(seen.orderable):
        raise InvalidRequest("shown", CHANGED)
    _store(session, workspace, order, group, today, accepted or {})
    return order


def _earlier(session: Session, supplier_slug: str, confirmation: str) -> Order | None:
    if not 0 < len(confirmation) <= _KEY_LENGTH:
        raise InvalidRequest("confirmation", STALE)
    return session.exec(
        select(Order)
        .join(Supplier, col(Supplier.id) == Order.supplier_id)
        .where(Order.confirmation == confirmation, Supplier.slug == supplier_slug)
    ).first()


def _store(
    session: Session,
    workspace: Workspace,
    order: Order,
    group: baskets.Group,
    today: date,
    accepted: Mapping[int, Sequence[int]],
) -> None:
    supplier = session.exec(select(Supplier).where(Supplier.slug == group.supplier)).one()
    order.supplier_id, order.supplier_name = supplier.id or 0, supplier.name
    session.add(order)
    session.flush()
    lines = _frozen_lines(session, workspace, order.id or 0, group.orderable, today)
    session.add_all(lines)
    for line, row in zip(group.orderable, lines, strict=True):
        row.accepted = frozen(session, workspace, order.supplier_id, accepted.get(line.id, ()), today)
        baskets.remove(session, order.token, line.id)
    baskets.touch(session, order.token, order.created_at)


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
    return [
        _frozen_line(workspace, order_id, position, line, numbers.get(line.offer.id, ""), today)
        for position, line in enumerate(lines, 1)
    ]


def _frozen_line(
    workspace: Workspace, order_id: int, position: int, line: baskets.Line, el_number: str, today: date
) -> OrderLine:
    offer = line.offer
    return OrderLine(
        order_id=order_id,
        position=position,
        product_id=line.product.id if line.product else 0,
        supplier_number=offer.number,
        number_kind=offer.number_kind,
        el_number=el_number,
        name=offer.name,
        quantity=line.quantity,
        unit=line.unit,
        price=offer.price,
        currency=offer.currency,
        price_quantity=offer.price_quantity,
        price_kind=offer.price_kind,
        net_price=line.net.price if line.net else None,
        net_basis=line.net.basis if line.net else "",
        agreement=line.net.agreement if line.net else "",
        note=line.note,
        **(_frozen_product(workspace, line.product, today) if line.product else {}),
    )


def _frozen_product(workspace: Workspace, product: ProductView, today: date) -> dict[str, Any]:
    return {
        "product_group": product.group,
        "class_code": product.class_code,
        "brand": product.brand,
        "mpn": product.mpn,
        "gtin": product.gtins[0] if len(product.gtins) == 1 else "",
        "labels": _frozen_labels(workspace, product.labels, today),
        "labels_not_shown": _frozen_labels(workspace, product.labels_not_shown, today),
    }


def _frozen_labels(workspace: Workspace, labels: Sequence[LabelView], today: date) -> list[dict[str, Any]]:
    return [freeze(label, workspace.labels[label.label], today) for label in labels]


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
