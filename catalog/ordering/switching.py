"""A line taken from another supplier, or rounded up to whole packages: what the buyer chose, nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal

from sqlmodel import Session, select

from catalog.errors import InvalidRequest, NotFound
from catalog.models import BasketLine, Offer
from catalog.ordering import baskets, changes
from catalog.ordering.quantities import checked
from catalog.workspace import Workspace

OTHER_PRODUCT = "Tilbudet gjelder ikke denne varen. Ingenting er endret."


@dataclass(frozen=True, slots=True)
class Switched:
    """The line after the switch. ``unit_changed`` where the quantity now means something else."""

    line_id: int
    supplier_name: str
    unit_changed: bool


def switch(
    session: Session, workspace: Workspace, token: str, line_id: int, offer_id: int,
    now: datetime, today: date, who: int | None = None,
) -> Switched:  # fmt: skip
    """Takes the line from another offer of the same product; a line that has it already gets the sum.

    Raises NotFound for a line that is not in the basket, InvalidRequest for an offer that is not the
    product's or cannot be ordered. Needs a write transaction.
    """
    row = baskets.stored_line(session, token, line_id)
    if row is None:
        raise NotFound(f"no line {line_id} in this basket")
    before = session.get_one(Offer, row.offer_id)
    after = session.get(Offer, offer_id) if 0 < offer_id <= baskets.MAX_ID else None
    if after is None or after.product_id != before.product_id or not baskets.is_orderable(after):
        raise InvalidRequest("offer", OTHER_PRODUCT)
    there = session.exec(
        select(BasketLine).where(BasketLine.basket_id == row.basket_id, BasketLine.offer_id == offer_id)
    ).first()
    if there is not None and there.id != row.id:
        there.quantity = checked(there.quantity + row.quantity)
        there.note = there.note or row.note
        session.delete(row)
        row = there
    row.offer_id, row.changed_by = offer_id, who
    session.add(row)
    session.flush()
    changes.keep(session, workspace, token, row.id or 0, today)
    baskets.touch(session, token, now)
    line = baskets.lines(session, workspace, token, today, row.id)[0]
    units = (before.price_unit or before.unit, after.price_unit or after.unit)
    return Switched(line.id, line.offer.supplier_name, units[0] != units[1])


def whole_packs(quantity: Decimal, pack: Decimal) -> Decimal:
    """The quantity rounded up to whole packages.

    >>> whole_packs(Decimal('120'), Decimal('100'))
    Decimal('200')
    """
    return checked((quantity / pack).to_integral_value(ROUND_CEILING) * pack)
