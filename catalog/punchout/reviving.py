"""A basket that was given back before comes again: to be changed (edit) or to be looked at (inspect).

An item is found by the key that we gave it, among what this customer got; without a key by the supplier's
number, where exactly one offer has it. What is not found is told, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlmodel import Session, col, select

from catalog.errors import InvalidRequest, NotFound
from catalog.models import Offer, PunchoutSession
from catalog.ordering import baskets, changes
from catalog.punchout.cxml_setup import Wanted
from catalog.punchout.items import Item, freeze, thaw
from catalog.workspace import Workspace

_CENT = Decimal("0.01")
_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class Revived:
    """How many items came back, and the numbers of those that did not."""

    found: int
    missing: tuple[str, ...]


def into_basket(
    session: Session, workspace: Workspace, row: PunchoutSession, wanted: Sequence[Wanted], now: datetime,
    today: date,
) -> Revived:  # fmt: skip
    """Fills the visit's basket for an edit, at today's prices. Needs a write transaction."""
    earlier = _earlier(session, row.customer_id, wanted)
    missing = []
    for one in wanted:
        known = earlier.get(one.key)
        offer_id = known.offer_id if known else _by_number(session, one.number)
        try:
            line = baskets.add(session, row.basket_token, offer_id, _quantity(one), now)
        except (NotFound, InvalidRequest):
            missing.append(one.number)
            continue
        changes.keep(session, workspace, row.basket_token, line, today)
        stored = baskets.stored_line(session, row.basket_token, line)
        if stored is not None and known is not None:
            stored.note = known.note
            session.add(stored)
    return Revived(len(wanted) - len(missing), tuple(missing))


def for_inspection(session: Session, row: PunchoutSession, wanted: Sequence[Wanted]) -> Revived:
    """Keeps with the visit what was given back then, in the quantities that were asked about.

    Needs a write transaction.
    """
    earlier = _earlier(session, row.customer_id, wanted)
    known = [(earlier[one.key], one) for one in wanted if one.key in earlier]
    items = [
        replace(item, position=place, quantity=_quantity(one)) for place, (item, one) in enumerate(known, 1)
    ]
    row.items = freeze(items)
    session.add(row)
    session.flush()
    return Revived(len(items), tuple(one.number for one in wanted if one.key not in earlier))


def _earlier(session: Session, customer_id: int, wanted: Sequence[Wanted]) -> dict[str, Item]:
    """The items of the customer's own visits by key."""
    visits = {int(one.key.partition(".")[0]) for one in wanted if _is_key(one.key)}
    rows = session.exec(
        select(PunchoutSession).where(
            col(PunchoutSession.id).in_(visits), PunchoutSession.customer_id == customer_id
        )
    )
    return {item.key: item for row in rows for item in thaw(row.items)}


def _is_key(text: str) -> bool:
    visit, dot, place = text.partition(".")
    plain = visit.isascii() and visit.isdigit() and place.isascii() and place.isdigit()
    return bool(dot) and plain and len(visit) < 19 and int(visit) < _LARGEST


def _by_number(session: Session, number: str) -> int:
    """The only offer with that number, 0 for none or several."""
    found = session.exec(
        select(Offer.id).where(Offer.supplier_number == number, col(Offer.withdrawn_at).is_(None)).limit(2)
    ).all()
    return (found[0] or 0) if len(found) == 1 else 0


def _quantity(wanted: Wanted) -> Decimal:
    return Decimal(wanted.quantity).quantize(_CENT, ROUND_HALF_UP)
