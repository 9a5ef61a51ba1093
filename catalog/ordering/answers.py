"""Suppliers' confirmations of orders: kept as they came, and held line by line against what was ordered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from catalog.models import Order, OrderAnswer, Supplier
from catalog.ordering import sending
from catalog.ordering.order_views import OrderLineView, OrderView

QUANTITY, PARTLY, PRICE, DATE, REPLACED, MISSING, EXTRA = KINDS = (
    "quantity", "partly", "price", "date", "replaced", "missing", "extra",
)  # fmt: skip
UNKNOWN_ORDER = "no order of this supplier has the number {}"
_OERE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ConfirmedLine:
    """One line of a confirmation. ``position`` is our line, 0 where the supplier names none; ``price`` is
    what one unit costs after discounts, ``gross`` before; ``rest`` is what comes later (``rest_day``)."""

    position: int
    number: str
    name: str
    quantity: Decimal
    delivered: Decimal
    rest: Decimal
    unit: str
    price: Decimal | None
    gross: Decimal | None
    delivery_day: date | None
    rest_day: date | None
    text: str = ""

    def with_text(self, text: str) -> ConfirmedLine:
        """The line with one more text of the supplier's."""
        return replace(self, text=f"{self.text} {text}".strip())


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One order confirmation: ``order`` is our number, ``number`` the supplier's own of the confirmation."""

    order: str
    number: str
    currency: str
    lines: tuple[ConfirmedLine, ...]


@dataclass(frozen=True, slots=True)
class Deviation:
    """One way in which a confirmed line is not what was ordered; ``line`` is the supplier's, None where they
    say nothing of ours. ``ordered`` and ``said`` are amounts, days or product numbers, by the kind."""

    kind: str
    line: ConfirmedLine | None
    ordered: Decimal | date | str | None = None
    said: Decimal | date | str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A kept confirmation and its deviations: by our line's position, and of lines that we did not order."""

    number: str
    file_name: str
    received_at: datetime
    lines: tuple[ConfirmedLine, ...]
    by_line: Mapping[int, tuple[Deviation, ...]]
    extra: tuple[Deviation, ...]


def is_known(session: Session, supplier: str, content: bytes) -> bool:
    """Whether the supplier's file was taken before, whatever became of it."""
    wanted = (OrderAnswer.supplier == supplier, OrderAnswer.sha256 == hashlib.sha256(content).hexdigest())
    return session.exec(select(OrderAnswer.id).where(*wanted)).first() is not None


def keep(
    session: Session, supplier: str, name: str, content: bytes, found: Iterable[Confirmation], now: datetime
) -> list[OrderAnswer]:
    """Keeps the confirmations of one file; one of an order that this supplier never got is kept with a
    fault. Needs a write transaction."""
    kept = []
    for confirmation in found:
        order = session.exec(
            select(Order)
            .join(Supplier, col(Supplier.id) == Order.supplier_id)
            .where(Order.number == confirmation.order, Supplier.slug == supplier)
        ).first()
        row = _row(supplier, name, content, now)
        row.number = confirmation.number
        row.lines = [_as_json(line) for line in confirmation.lines]
        if order is None:
            row.fault = UNKNOWN_ORDER.format(confirmation.order[:10])
        else:
            row.order_id = order.id
            sending.arrived(session, order.number, now)
        session.add(row)
        kept.append(row)
    session.flush()
    return kept


def keep_fault(
    session: Session, supplier: str, name: str, content: bytes, fault: str, now: datetime
) -> OrderAnswer:
    """Keeps a file that cannot be read, for a person; it is not tried again. Needs a write transaction."""
    row = _row(supplier, name, content, now)
    row.fault = fault[:500]
    session.add(row)
    session.flush()
    return row


def faults(session: Session, since: datetime) -> list[OrderAnswer]:
    """Files that could not be used and came since then, the newest first."""
    wanted = (col(OrderAnswer.fault) != "", col(OrderAnswer.received_at) >= since)
    return list(session.exec(select(OrderAnswer).where(*wanted).order_by(col(OrderAnswer.id).desc())))


def of_order(session: Session, order: OrderView, sees_prices: bool) -> tuple[Answer, ...]:
    """The order's confirmations, the newest first. Prices after discounts are the company's own: they are
    compared for those who may see them alone."""
    statement = (
        select(OrderAnswer)
        .join(Order, col(Order.id) == OrderAnswer.order_id)
        .where(Order.number == order.number)
        .order_by(col(OrderAnswer.id).desc())
    )
    return tuple(_answer(row, order, sees_prices) for row in session.exec(statement))


def deviations(
    ordered: OrderLineView, said: Sequence[ConfirmedLine], sees_prices: bool
) -> tuple[Deviation, ...]:
    """How the supplier's lines for one of ours differ from it; one line may be split into several."""
    if not said:
        return (Deviation(MISSING, None),)
    found = [
        Deviation(REPLACED, line, ordered.supplier_number, line.number)
        for line in said
        if line.number and line.number not in (ordered.supplier_number, ordered.el_number, ordered.gtin)
    ]
    total = sum((line.quantity for line in said), Decimal(0))
    if total != ordered.quantity:
        found.append(Deviation(QUANTITY, said[0], ordered.quantity, total))
    for line in said:
        if line.rest:
            found.append(Deviation(PARTLY, line, line.quantity, line.delivered))
        for day in (line.delivery_day, line.rest_day if line.rest else None):
            if day is not None:
                found.append(Deviation(DATE, line, None, day))
        if (price := _other_price(ordered, line)) is not None and sees_prices:
            found.append(Deviation(PRICE, line, *price))
    return tuple(found)


def _other_price(ordered: OrderLineView, line: ConfirmedLine) -> tuple[Decimal, Decimal] | None:
    """What one unit costs here and there where that differs by an øre or more: net against net, a gross
    price against the price before discounts."""
    said = line.price if ordered.price_kind == "net" else line.gross
    if ordered.price is None or said is None:
        return None
    own = ordered.price / (ordered.price_quantity or Decimal(1))
    return (own, said) if abs(own - said) >= _OERE else None


def _answer(row: OrderAnswer, order: OrderView, sees_prices: bool) -> Answer:
    lines = tuple(_from_json(line) for line in row.lines)
    positions = {line.position for line in order.lines}
    by_line = {
        line.position: deviations(line, [one for one in lines if one.position == line.position], sees_prices)
        for line in order.lines
    }
    extra = tuple(
        Deviation(EXTRA, line, None, line.number) for line in lines if line.position not in positions
    )
    return Answer(row.number, row.file_name, row.received_at, lines, by_line, extra)


def _row(supplier: str, name: str, content: bytes, now: datetime) -> OrderAnswer:
    digest = hashlib.sha256(content).hexdigest()
    return OrderAnswer(
        supplier=supplier, file_name=name[:200], sha256=digest, received_at=now, content=content
    )


def _as_json(line: ConfirmedLine) -> dict[str, Any]:
    values = {name: getattr(line, name) for name in ConfirmedLine.__slots__}
    return {
        name: value if isinstance(value, int | str | None) else str(value) for name, value in values.items()
    }


def _from_json(stored: Mapping[str, Any]) -> ConfirmedLine:
    known = dict(stored)
    for name in ("quantity", "delivered", "rest", "price", "gross"):
        known[name] = Decimal(known[name]) if known[name] is not None else None
    for name in ("delivery_day", "rest_day"):
        known[name] = date.fromisoformat(known[name]) if known[name] else None
    return ConfirmedLine(**known)
