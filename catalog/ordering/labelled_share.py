"""The labelled share of what was ordered in a period: by month, project, supplier and kind of product.

Counted from orders as they were frozen, so a report for a past period never changes with the catalogue.
A line counts once, by its best evidence on the day of the order. ``expired`` lines are among those
without a label: their label had ended, and saying so tells a lapse from a product that never had one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from catalog.models import Order, OrderLine
from catalog.ordering.quantities import line_total, rounded
from catalog.ordering.totals import DECLARED, NONE, VERIFIED
from labels.model import Label, State

EXPIRED = "expired"
DIMENSIONS = ("month", "project", "supplier", "group")
STANDINGS = (VERIFIED, DECLARED, NONE)
_BATCH = 2_000


@dataclass(slots=True)
class Tally:
    """Lines and money by standing. ``expired`` is a part of ``none``; ``unpriced`` lines are in no sum."""

    lines: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*STANDINGS, EXPIRED), 0))
    money: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    unpriced: int = 0

    @property
    def count(self) -> int:
        """All lines."""
        return sum(self.lines[standing] for standing in STANDINGS)

    def total(self, currency: str) -> Decimal:
        """The whole amount in one currency."""
        return sum((self.money[currency][standing] for standing in STANDINGS), Decimal(0))

    def add(self, standing: str, expired: bool, currency: str, amount: Decimal | None) -> None:
        """Counts one line."""
        counted = (standing, EXPIRED) if expired else (standing,)
        for name in counted:
            self.lines[name] += 1
        if amount is None:
            self.unpriced += 1
            return
        held = self.money.setdefault(currency, dict.fromkeys((*STANDINGS, EXPIRED), Decimal(0)))
        for name in counted:
            held[name] += amount


@dataclass(slots=True)
class Row:
    """One month, project, supplier or kind: ``every`` line, and the lines that ``can`` hold a label.

    A line of an unknown kind is among the latter: nobody can say that no label exists for it.
    """

    every: Tally = field(default_factory=Tally)
    can: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class ShareReport:
    """Days ``first`` to ``last``, inclusive. ``by`` maps each dimension to its rows in order of key."""

    first: date
    last: date
    orders: int
    total: Row
    by: Mapping[str, Mapping[str, Row]]


def labelled_share(
    session: Session,
    labels: Mapping[str, Label],
    timezone: ZoneInfo,
    first: date,
    last: date,
    company_id: int | None = None,
) -> ShareReport:
    """The report over the orders confirmed on these days (of ``timezone``), of one company or of all.

    Money is by the net prices frozen in the orders where one company asks for its own, else by the
    suppliers' prices. Memory is that of the rows, not of the orders.
    """
    total, numbers = Row(), set()
    by: dict[str, dict[str, Row]] = {name: {} for name in DIMENSIONS}
    for order, line in _lines(session, _instant(first, timezone), _instant(last, timezone, 1), company_id):
        numbers.add(order.number)
        group = line.product_group
        keys = {
            "month": order.created_at.astimezone(timezone).strftime("%Y-%m"),
            "project": order.project,
            "supplier": order.supplier_name,
            "group": group,
        }
        rows = [total, *(by[name].setdefault(key, Row()) for name, key in keys.items())]
        can = not group or any(label.possible_for(group) for label in labels.values())
        _count(line, rows, company_id is not None, can)
    ordered = {name: dict(sorted(rows.items())) for name, rows in by.items()}
    return ShareReport(first, last, len(numbers), total, ordered)


def _count(line: OrderLine, rows: Iterable[Row], net: bool, can: bool) -> None:
    standing = _standing(line)
    expired = standing == NONE and any(item["state"] == State.EXPIRED for item in line.labels_not_shown)
    amount = line_total(line.price, line.price_quantity, line.quantity)
    if net and line.net_price is not None:
        amount = rounded(line_total(line.net_price, line.price_quantity, line.quantity))
    for row in rows:
        row.every.add(standing, expired, line.currency, amount)
        if can:
            row.can.add(standing, expired, line.currency, amount)


def _standing(line: OrderLine) -> str:
    states = {item["state"] for item in line.labels}
    if states & {State.VERIFIED, State.EXPIRING}:
        return VERIFIED
    return DECLARED if State.DECLARED in states else NONE


def _lines(
    session: Session, since: datetime, before: datetime, company_id: int | None
) -> Iterator[tuple[Order, OrderLine]]:
    statement = (
        select(Order, OrderLine)
        .join(OrderLine, col(OrderLine.order_id) == col(Order.id))
        .where(col(Order.created_at) >= since, col(Order.created_at) < before)
        .order_by(col(Order.id), col(OrderLine.position))
    )
    if company_id is not None:
        statement = statement.where(col(Order.company_id) == company_id)
    yield from session.exec(statement.execution_options(yield_per=_BATCH))


def _instant(day: date, timezone: ZoneInfo, later: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=later), time(), timezone).astimezone(UTC)
