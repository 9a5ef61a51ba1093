"""Many lines into a basket at once: a handful of statements, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from catalog.errors import InvalidRequest
from catalog.models import Basket, BasketLine, Offer
from catalog.ordering import baskets, changes
from catalog.ordering.fields import joined
from catalog.ordering.quantities import checked
from catalog.workspace import Workspace

_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """So much of an offer; ``key`` is the caller's own number of it, ``note`` goes with the line."""

    key: int
    offer_id: int
    quantity: Decimal
    note: str = ""


@dataclass(slots=True)
class Added:
    """``taken`` are the keys that are in the basket now; ``refused`` the others with the reason in bokmål."""

    taken: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)


def add_all(
    session: Session,
    workspace: Workspace,
    token: str,
    wanted: Sequence[Wanted],
    now: datetime,
    today: date,
    who: int | None = None,
) -> Added:
    """Adds each quantity to the offer's line. What does not fit is refused by itself, with its reason: an
    offer that is gone, a sum beyond what a line may hold or a note that its note has no room for, a full
    basket. Needs a write transaction.
    """
    outcome = Added()
    basket = baskets.stored_or_new(session, token, now)
    lines = {
        line.offer_id: line
        for line in session.exec(select(BasketLine).where(BasketLine.basket_id == basket.id))
    }
    orderable = _orderable(session, {one.offer_id for one in wanted})
    touched: set[int] = set()
    for one in wanted:
        reason = _refusal(one, orderable, lines)
        if reason:
            outcome.refused[one.key] = reason
            continue
        _put(basket, lines, one, now, who)
        touched.add(one.offer_id)
        outcome.taken.add(one.key)
    session.add_all(lines[offer_id] for offer_id in touched)
    session.flush()
    baskets.touch(session, token, now)
    _keep(session, workspace, token, touched, today)
    return outcome


def _refusal(one: Wanted, orderable: set[int], lines: dict[int, BasketLine]) -> str:
    if one.offer_id not in orderable:
        return baskets.WITHDRAWN
    line = lines.get(one.offer_id)
    if line is None and len(lines) >= baskets.MAX_LINES:
        return baskets.FULL
    try:
        checked(checked(one.quantity) + (line.quantity if line else 0))
        joined(line.note if line else "", one.note)
    except InvalidRequest as error:
        return error.reason
    return ""


def _put(basket: Basket, lines: dict[int, BasketLine], one: Wanted, now: datetime, who: int | None) -> None:
    line = lines.get(one.offer_id)
    if line is None:
        lines[one.offer_id] = BasketLine(
            basket_id=basket.id or 0, offer_id=one.offer_id, quantity=checked(one.quantity),
            added_at=now, added_by=who, changed_by=who, note=one.note,
        )  # fmt: skip
        return
    line.quantity, line.changed_by = checked(line.quantity + checked(one.quantity)), who
    line.note = joined(line.note, one.note)


def _orderable(session: Session, ids: set[int]) -> set[int]:
    found: set[int] = set()
    ordered = sorted(one for one in ids if 0 < one <= baskets.MAX_ID)
    for start in range(0, len(ordered), _CHUNK):
        part = ordered[start : start + _CHUNK]
        statement = select(Offer.id).where(
            col(Offer.id).in_(part), col(Offer.withdrawn_at).is_(None), col(Offer.product_id).is_not(None)
        )
        found.update(one for one in session.exec(statement) if one)
    return found


def _keep(session: Session, workspace: Workspace, token: str, offers: set[int], today: date) -> None:
    """Keeps beside each line how it looks now, as ``changes.keep`` does for one."""
    views = {line.id: line for line in baskets.lines(session, workspace, token, today)}
    basket = baskets.stored(session, token)
    statement = select(BasketLine).where(BasketLine.basket_id == (basket.id if basket else 0))
    for row in session.exec(statement).all():
        if row.offer_id in offers and row.id in views:
            row.seen = changes.seen_text(views[row.id])
            session.add(row)
    session.flush()
