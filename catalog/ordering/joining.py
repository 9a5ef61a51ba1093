"""What a visitor collected before they logged in joins the basket that the user is filling."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlmodel import Session, col, select

from catalog.errors import InvalidRequest
from catalog.models import Basket, BasketLine
from catalog.ordering import baskets, owned, swapping
from catalog.ordering.edits import FIELDS
from catalog.people.roles import Visitor

FROM_BEFORE = "Fra før innlogging"


def join(session: Session, visitor: Visitor, token: str, now: datetime) -> Basket | None:
    """Moves all lines of the visitor's basket into the user's; None where there was none to move.

    Quantities of one offer are added, and what was swapped for an alternative can still be swapped back.
    What does not fit (a full basket, a sum beyond the limit, one offer swapped in both) makes a basket of
    its own: nothing is lost. Needs a write transaction.
    """
    before = session.exec(
        select(Basket).where(Basket.token == token, col(Basket.owner_user_id).is_(None))
    ).first()
    if before is None:
        return None
    target = owned.current(session, visitor)
    rest = _lines(session, before)
    if target is None:
        if rest or any(getattr(before, name) for name in FIELDS):
            _adopt(session, visitor, before, "", now)
            return before
    else:
        rest = [line for line in rest if not _moved(session, target, line, visitor, now)]
        _fill_empty(target, before)
        session.add(target)
        if rest:
            _adopt(session, visitor, before, FROM_BEFORE, now)
            return target
    session.delete(before)
    session.flush()
    return target


def _lines(session: Session, basket: Basket) -> list[BasketLine]:
    return list(session.exec(select(BasketLine).where(BasketLine.basket_id == basket.id)))


def _moved(session: Session, target: Basket, line: BasketLine, visitor: Visitor, now: datetime) -> bool:
    there = swapping.held(session, target.id or 0, line.offer_id)
    if line.swapped and there and there["swapped"]:
        # A line can be swapped back to one thing only.
        return False
    try:
        moved = baskets.add(session, target.token, line.offer_id, line.quantity, now, visitor.user_id)
    except InvalidRequest:
        return False
    row = session.get_one(BasketLine, moved)
    row.note, row.seen = row.note or line.note, row.seen or line.seen
    if line.swapped:
        row.swapped = swapping.carried(line.swapped, line.quantity, there, row.quantity)
    session.add(row)
    session.delete(line)
    session.flush()
    return True


def _fill_empty(target: Basket, before: Basket) -> None:
    if not any(getattr(target, name) for name in FIELDS):
        for name in FIELDS:
            setattr(target, name, getattr(before, name))


def _adopt(session: Session, visitor: Visitor, basket: Basket, name: str, now: datetime) -> None:
    """The basket itself becomes the user's, under a token that no cookie has ever held."""
    basket.token, basket.name = secrets.token_urlsafe(32), name or owned.FIRST_NAME
    basket.owner_user_id, basket.company_id, basket.updated_at = visitor.user_id, visitor.company_id, now
    session.add(basket)
    session.flush()
    if not name:
        owned.select_basket(session, visitor, basket)
