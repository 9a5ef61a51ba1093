"""Baskets: quantities of offers, found by a token. Prices and labels are today's, whenever one looks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog import queries
from catalog.errors import InvalidRequest, NotFound
from catalog.models import Basket, BasketLine, Offer, Supplier
from catalog.ordering.basket_lines import BasketView, Group, Line
from catalog.ordering.quantities import checked
from catalog.pricing.reading import net_prices
from catalog.workspace import Workspace

__all__ = ["BasketView", "Group", "Line"]

MAX_LINES = 500
MAX_ID = 2**63 - 1
FULL = "Kurven er full: den kan ha høyst 500 linjer."
WITHDRAWN = "Varen er ikke lenger i leverandørens sortiment og kan ikke bestilles."


def add(
    session: Session, token: str, offer_id: int, quantity: Decimal, now: datetime, who: int | None = None
) -> int:
    """Adds a quantity of an offer, to the same line where it is there already; the line's id.

    Makes the basket on first use. Raises NotFound for an offer that does not exist and
    InvalidRequest for a withdrawn one, a full basket or a sum beyond what a line may hold.
    """
    offer = session.get(Offer, offer_id) if 0 < offer_id <= MAX_ID else None
    if offer is None:
        raise NotFound(f"no offer {offer_id}")
    if not is_orderable(offer):
        raise InvalidRequest("offer_id", WITHDRAWN)
    basket_id = stored_or_new(session, token, now).id or 0
    line = session.exec(
        select(BasketLine).where(BasketLine.basket_id == basket_id, BasketLine.offer_id == offer_id)
    ).first()
    if line is None:
        _refuse_full(session, basket_id)
        line = BasketLine(
            basket_id=basket_id, offer_id=offer_id, quantity=checked(quantity), added_at=now, added_by=who
        )
    else:
        line.quantity = checked(line.quantity + checked(quantity))
    line.changed_by = who
    session.add(line)
    touch(session, token, now)
    return line.id or 0


def set_quantity(session: Session, token: str, line_id: int, quantity: Decimal) -> None:
    """Replaces a line's quantity. Raises NotFound where the token's basket has no such line."""
    line = stored_line(session, token, line_id)
    if line is None:
        raise NotFound(f"no line {line_id} in this basket")
    line.quantity = checked(quantity)
    session.add(line)
    session.flush()


def remove(session: Session, token: str, line_id: int) -> None:
    """Takes a line out; a line that is gone already (a double click) is no error."""
    line = stored_line(session, token, line_id)
    if line is not None:
        session.delete(line)
        session.flush()


def stored(session: Session, token: str) -> Basket | None:
    """The basket as it is stored, None before anything was put into it."""
    return session.exec(select(Basket).where(Basket.token == token)).first()


def touch(session: Session, token: str, now: datetime) -> None:
    """Notes that the basket has changed: its version grows."""
    basket = stored(session, token)
    if basket is not None:
        basket.version, basket.updated_at = basket.version + 1, now
        session.add(basket)
    session.flush()


def view(session: Session, workspace: Workspace, token: str, today: date) -> BasketView:
    """The token's basket on a day; empty where there is none."""
    found = lines(session, workspace, token, today)
    return BasketView(
        tuple(
            Group(slug, name, tuple(members))
            for (slug, name), members in groupby(
                found, key=lambda line: (line.offer.supplier, line.offer.supplier_name)
            )
        )
    )


def lines(
    session: Session, workspace: Workspace, token: str, today: date, line_id: int | None = None
) -> list[Line]:
    """The basket's lines by supplier, or the one asked for, with the net prices of the basket's company."""
    statement = (
        select(BasketLine, Offer, Supplier, col(Basket.company_id))
        .join(Basket, col(Basket.id) == BasketLine.basket_id)
        .join(Offer, col(Offer.id) == BasketLine.offer_id)
        .join(Supplier, col(Supplier.id) == Offer.supplier_id)
        .where(Basket.token == token)
    )
    if line_id is not None:
        statement = statement.where(BasketLine.id == line_id)
    rows = session.exec(statement.order_by(Supplier.name, Supplier.slug, col(BasketLine.id))).all()
    ids = list(dict.fromkeys(offer.product_id for _, offer, _, _ in rows if offer.product_id))
    products = {item.id: item for item in queries.product_views(session, workspace, ids, today)}
    company_id = rows[0][3] if rows else None
    nets = net_prices(session, company_id, [line.offer_id for line, _, _, _ in rows], today)
    return [
        Line(
            line.id or 0, queries.offer_view(offer, supplier), products.get(offer.product_id or 0),
            line.quantity, is_orderable(offer), line.note, line.seen, line.changed_by,
            nets.get(line.offer_id),
        )
        for line, offer, supplier, _ in rows
    ]  # fmt: skip


def is_orderable(offer: Offer) -> bool:
    """Whether the supplier lists the offer now. A discontinued one may still be in stock."""
    return offer.withdrawn_at is None and offer.product_id is not None


def stored_or_new(session: Session, token: str, now: datetime) -> Basket:
    """The token's basket, made on first use."""
    basket = stored(session, token)
    if basket is None:
        basket = Basket(token=token, created_at=now)
        session.add(basket)
        session.flush()
    return basket


def _refuse_full(session: Session, basket_id: int) -> None:
    held = session.exec(
        select(func.count()).select_from(BasketLine).where(BasketLine.basket_id == basket_id)
    ).one()
    if held >= MAX_LINES:
        raise InvalidRequest("offer_id", FULL)


def stored_line(session: Session, token: str, line_id: int) -> BasketLine | None:
    """The token's line as it is stored, None where its basket has no such line."""
    if line_id > MAX_ID:
        return None
    return session.exec(
        select(BasketLine)
        .join(Basket, col(Basket.id) == BasketLine.basket_id)
        .where(BasketLine.id == line_id, Basket.token == token)
    ).first()
