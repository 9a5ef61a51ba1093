"""Ordering again: old lines with today's offers, into the basket where nothing has changed hands.

Every line goes through the list of the quick order. What its supplier still sells goes on into the basket;
what is discontinued, withdrawn or only sold by another supplier stays in the list for a decision, with what
replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from catalog.models import Offer, Order, OrderLine, Supplier
from catalog.ordering import bulk
from catalog.ordering.bulk import Wanted
from catalog.ordering.order_views import readable
from catalog.ordering.quick import drafts
from catalog.ordering.quick.lines import TypedLine
from catalog.ordering.quick.reading import Reading
from catalog.ordering.quick.review import FOUND, review
from catalog.ordering.quick.rows import Row
from catalog.people.roles import Visitor
from catalog.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Again:
    """How many lines are in the basket now, and how many wait in the list."""

    taken: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Old:
    """An old line, its supplier's slug and how much is wanted of it, as typed."""

    line: OrderLine
    supplier: str
    quantity: str


def chosen(
    session: Session, token: str | None, visitor: Visitor, numbers: Sequence[str], wanted: Mapping[str, str]
) -> list[Old]:
    """The lines of the orders ``numbers`` (whole) and those named in ``wanted`` (``M000000001:3`` to a
    quantity, '' for as much as then). Lines of orders that the visitor may not see do not exist."""
    named = {key.rpartition(":")[0] for key in wanted} | set(numbers)
    rows = session.exec(
        select(OrderLine, Order, Supplier.slug)
        .join(Order, col(Order.id) == OrderLine.order_id)
        .join(Supplier, col(Supplier.id) == Order.supplier_id)
        .where(readable(token, visitor), col(Order.number).in_(named))
        .order_by(col(Order.id), col(OrderLine.position))
    ).all()
    found = []
    for line, order, slug in rows:
        key = f"{order.number}:{line.position}"
        if order.number in numbers or key in wanted:
            usual = str(line.quantity).replace(".", ",")
            found.append(Old(line, slug, wanted.get(key, "").strip() or usual))
    return found


def order_again(
    session: Session,
    workspace: Workspace,
    lines: Sequence[Old],
    tokens: tuple[str, str],
    visitor: Visitor,
    now: datetime,
    today: date,
) -> Again:
    """Puts the lines into the basket (its token is the second of ``tokens``, the list's the first) or leaves
    them in the list. Raises InvalidRequest where the list cannot hold them. Needs a write transaction."""
    typed = [
        TypedLine(place, _said(old), (Reading(f"{old.supplier}:{old.line.supplier_number}", old.quantity),))
        for place, old in enumerate(lines, 1)
    ]
    draft = drafts.append(session, visitor, tokens[0], typed, now)
    first = draft.next_id - len(typed)
    olds = dict(enumerate(lines, first))
    offers = _offers(session, lines)
    rows = [_known(row, olds.get(row.id), offers) for row in drafts.rows_of(draft)]
    looked = review(session, workspace, [row for row in rows if row.id in olds], draft.supplier, today)
    ready = [
        Wanted(one.row.id, one.line.offer.id, one.line.quantity)
        for one in looked
        if one.ready and one.status == FOUND and one.line
        and one.line.offer.supplier == olds[one.row.id].supplier
    ]  # fmt: skip
    added = bulk.add_all(session, workspace, tokens[1], ready, now, today, visitor.user_id)
    left = [
        replace(row, reason=added.refused.get(row.id, row.reason))
        for row in rows
        if row.id not in added.taken
    ]
    drafts.store(session, draft, left, now)
    return Again(len(added.taken), len(lines) - len(added.taken))


def _said(old: Old) -> str:
    return f"{old.line.supplier_number}; {old.quantity}; {old.line.name}"


def _offers(session: Session, lines: Sequence[Old]) -> dict[tuple[str, str, str], Offer]:
    """Today's offers by supplier, number and kind of number."""
    numbers = {old.line.supplier_number for old in lines}
    rows = session.exec(
        select(Supplier.slug, Offer)
        .join(Supplier, col(Supplier.id) == Offer.supplier_id)
        .where(col(Offer.supplier_number).in_(numbers), col(Offer.product_id).is_not(None))
    )
    return {(slug, offer.supplier_number, offer.number_kind): offer for slug, offer in rows}


def _known(row: Row, old: Old | None, offers: Mapping[tuple[str, str, str], Offer]) -> Row:
    """The row with the very offer of the old line; one that is discontinued or gone is only named."""
    if old is None:
        return row
    offer = offers.get((old.supplier, old.line.supplier_number, old.line.number_kind))
    if offer is None:
        return replace(row, product=old.line.product_id)
    usable = offer.withdrawn_at is None and not offer.discontinued
    return replace(row, product=offer.product_id or 0, offer=(offer.id or 0) if usable else 0)
