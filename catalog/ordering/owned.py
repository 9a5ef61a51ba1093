"""Baskets of users: several named ones each, shared with the company or not, and none seen by another."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, and_, col, select

from catalog.errors import InvalidRequest, NotFound
from catalog.models import Basket, BasketLine, User
from catalog.ordering.baskets import MAX_ID
from catalog.people.roles import Visitor

MAX_BASKETS = 100
NAME_LENGTH = 60
FIRST_NAME = "Kurv 1"
NO_NAME = "Skriv et navn, høyst 60 tegn."
TOO_MANY = "Du har 100 kurver. Slett en før du lager en ny."
NOT_OWNER = "Bare den som eier kurven, kan gjøre dette."


@dataclass(frozen=True, slots=True)
class Card:
    """A basket as a list shows it. ``owner`` is the owner's name, ``mine`` whether that is who asks."""

    id: int
    name: str
    owner: str
    mine: bool
    shared: bool
    lines: int
    project: str
    updated_at: datetime


def find(session: Session, visitor: Visitor, basket_id: int) -> Basket:
    """The open basket with that id, if the visitor may see it. Raises NotFound, also for a forged id."""
    found = session.exec(select(Basket).where(Basket.id == _known(basket_id), _visible(visitor))).first()
    if found is None:
        raise NotFound(f"no basket {basket_id}")
    return found


def listing(session: Session, visitor: Visitor) -> tuple[Card, ...]:
    """The open baskets that the visitor may see: their own and the company's shared ones, newest first."""
    counts = (
        select(BasketLine.basket_id, func.count().label("lines"))
        .group_by(col(BasketLine.basket_id))
        .subquery()
    )
    rows: Sequence[tuple[Basket, str, int | None]] = session.exec(
        select(Basket, User.name, counts.c.lines)
        .join(User, col(User.id) == Basket.owner_user_id)
        .outerjoin(counts, counts.c.basket_id == Basket.id)
        .where(_visible(visitor))
        .order_by(col(Basket.updated_at).desc(), col(Basket.id).desc())
    ).all()
    return tuple(
        Card(basket.id or 0, basket.name, owner, basket.owner_user_id == visitor.user_id, basket.shared,
             lines or 0, basket.project, basket.updated_at or basket.created_at)
        for basket, owner, lines in rows
    )  # fmt: skip


def current(session: Session, visitor: Visitor) -> Basket | None:
    """The basket that the user is filling: the one chosen last, else their own newest; None without any."""
    user = session.get(User, visitor.user_id)
    chosen = user.basket_id if user else None
    statement = select(Basket).where(_visible(visitor))
    if chosen is not None:
        found = session.exec(statement.where(Basket.id == chosen)).first()
        if found is not None:
            return found
    own = statement.where(Basket.owner_user_id == visitor.user_id)
    return session.exec(own.order_by(col(Basket.updated_at).desc(), col(Basket.id).desc())).first()


def create(session: Session, visitor: Visitor, name: str, now: datetime) -> Basket:
    """A new basket of the user's own, and the one they fill from now on.

    An empty name becomes ``Kurv <number>``. Raises InvalidRequest (``name``). Needs a write transaction.
    """
    mine = session.exec(
        select(func.count())
        .select_from(Basket)
        .where(Basket.owner_user_id == visitor.user_id, col(Basket.closed_at).is_(None))
    ).one()
    if mine >= MAX_BASKETS:
        raise InvalidRequest("name", TOO_MANY)
    basket = Basket(
        token=secrets.token_urlsafe(32), created_at=now, updated_at=now, company_id=visitor.company_id,
        owner_user_id=visitor.user_id, name=clean_name(name or f"Kurv {mine + 1}"),
    )  # fmt: skip
    session.add(basket)
    session.flush()
    select_basket(session, visitor, basket)
    return basket


def select_basket(session: Session, visitor: Visitor, basket: Basket) -> None:
    """Makes it the one that the user fills."""
    user = session.get_one(User, visitor.user_id)
    user.basket_id = basket.id
    session.add(user)
    session.flush()


def share(session: Session, visitor: Visitor, basket: Basket, shared: bool, now: datetime) -> None:
    """Shows the basket to the whole company, or to its owner alone. Raises InvalidRequest for others."""
    _own(visitor, basket)
    basket.shared, basket.version, basket.updated_at = shared, basket.version + 1, now
    session.add(basket)
    session.flush()


def close(session: Session, visitor: Visitor, basket: Basket, now: datetime) -> None:
    """Deletes the basket; ``reopen`` brings it back with everything in it."""
    _own(visitor, basket)
    basket.closed_at = now
    session.add(basket)
    session.flush()


def reopen(session: Session, visitor: Visitor, basket_id: int) -> Basket:
    """Takes a deletion back. Raises NotFound for a basket that is not the user's own."""
    found = session.exec(
        select(Basket).where(Basket.id == _known(basket_id), Basket.owner_user_id == visitor.user_id)
    ).first()
    if found is None:
        raise NotFound(f"no basket {basket_id}")
    found.closed_at = None
    session.add(found)
    select_basket(session, visitor, found)
    return found


def names(session: Session, company_id: int | None, ids: Iterable[int | None]) -> dict[int, str]:
    """The names of the company's users among these."""
    wanted = {one for one in ids if one is not None}
    statement = select(User).where(col(User.id).in_(wanted), User.company_id == company_id)
    return {user.id or 0: user.name for user in session.exec(statement)} if wanted else {}


def clean_name(text: str) -> str:
    """A basket's name on one line. Raises InvalidRequest (``name``)."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not 0 < len(name) <= NAME_LENGTH or not name.isprintable():
        raise InvalidRequest("name", NO_NAME)
    return name


def _visible(visitor: Visitor) -> ColumnElement[bool]:
    mine = col(Basket.owner_user_id) == visitor.user_id
    ours = and_(col(Basket.shared).is_(True), col(Basket.company_id) == visitor.company_id)
    # A user who changed company takes nothing along: both must hold.
    of_company = col(Basket.company_id) == visitor.company_id
    return and_(of_company, or_(mine, ours), col(Basket.closed_at).is_(None))


def _own(visitor: Visitor, basket: Basket) -> None:
    if basket.owner_user_id != visitor.user_id:
        raise InvalidRequest("basket", NOT_OWNER)


def _known(basket_id: int) -> int:
    return basket_id if 0 < basket_id <= MAX_ID else 0
