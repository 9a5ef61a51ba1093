"""Visits of a purchasing system: opened by a secret, entered once by a token, ended by giving back.

Tokens are kept as their hashes. A start address is good once and for ``START``; a visit lasts ``VISIT``
from its opening, and ``AFTER`` from when the basket was given back. Times are real ones, also where the day
is pinned.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.models import Basket, BasketLine, PunchoutCustomer, PunchoutSession, QuickDraft
from catalog.ordering import baskets
from catalog.punchout.items import Item, freeze

START = timedelta(minutes=10)
VISIT = timedelta(hours=8)
AFTER = timedelta(minutes=30)
# What nobody gave back is of no use to anybody later.
KEPT = timedelta(days=7)
CREATE, EDIT, INSPECT = "create", "edit", "inspect"
_TOKEN_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Opening:
    """What a purchasing system says when it opens the shop; the meaning is that of ``PunchoutSession``."""

    protocol: str
    return_address: str
    operation: str = CREATE
    buyer_cookie: str = ""
    target: str = ""
    oci_version: str = ""
    test: bool = False
    parties: Mapping[str, Any] = field(default_factory=dict)
    landing: int | None = None


def begin(session: Session, customer: PunchoutCustomer, opening: Opening, now: datetime) -> PunchoutSession:
    """A new visit with a basket of its own. Needs a write transaction."""
    _sweep(session, now)
    token = secrets.token_urlsafe(32)
    basket = baskets.stored_or_new(session, token, now)
    basket.company_id = customer.company_id
    row = PunchoutSession(
        customer_id=customer.id or 0, protocol=opening.protocol, operation=opening.operation,
        buyer_cookie=opening.buyer_cookie, return_address=opening.return_address, target=opening.target,
        oci_version=opening.oci_version or customer.oci_version, test=opening.test,
        parties=dict(opening.parties), landing=opening.landing, basket_token=token,
        # the form token stands here from the start, so that looking at a page writes nothing
        state={"basket": token, "csrf_token": secrets.token_hex(20)},
        created_at=now, expires_at=now + VISIT,
    )  # fmt: skip
    session.add_all([basket, row])
    session.flush()
    return row


def start_token(session: Session, row: PunchoutSession, now: datetime) -> str:
    """A token for a start address: good once, within ``START``."""
    token = secrets.token_urlsafe(32)
    row.start_hash, row.expires_at = _hash(token), now + START
    session.add(row)
    session.flush()
    return token


def enter(session: Session, row: PunchoutSession) -> str:
    """The token that stands in the address of every page of the visit."""
    token = secrets.token_urlsafe(32)
    row.token_hash = _hash(token)
    session.add(row)
    session.flush()
    return token


def start(session: Session, token: str, now: datetime) -> tuple[PunchoutSession, str]:
    """Uses up a start token; the visit and the token of its pages.

    Of two at once one gets NotFound, as for a token that was used, is too old or not one of ours. Needs a
    write transaction.
    """
    hashed = _hash(token)
    row = session.exec(
        select(PunchoutSession).where(PunchoutSession.start_hash == hashed, PunchoutSession.expires_at > now)
    ).first()
    taken = session.execute(
        update(PunchoutSession)
        .where(col(PunchoutSession.start_hash) == hashed, col(PunchoutSession.expires_at) > now)
        .values(start_hash=None, expires_at=now + VISIT)
    )
    if row is None or taken.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound("the start address is used, expired or not one of ours")
    session.refresh(row)
    return row, enter(session, row)


def visit(session: Session, token: str) -> tuple[PunchoutSession, PunchoutCustomer] | None:
    """The visit with that page token and its customer, also one that is over; None for no visit at all."""
    return session.exec(
        select(PunchoutSession, PunchoutCustomer)
        .join(PunchoutCustomer, col(PunchoutCustomer.id) == PunchoutSession.customer_id)
        .where(PunchoutSession.token_hash == _hash(token))
    ).first()


def keep_state(session: Session, visit_id: int, state: Mapping[str, Any]) -> None:
    """Stores what a cookie would hold. Needs a write transaction."""
    session.execute(
        update(PunchoutSession).where(col(PunchoutSession.id) == visit_id).values(state=dict(state))
    )


def give_back(session: Session, visit_id: int, items: Iterable[Item], now: datetime) -> None:
    """Freezes what goes back, each item with a key of ours, and ends the visit ``AFTER`` from now.

    Needs a write transaction.
    """
    row = session.get_one(PunchoutSession, visit_id)
    keyed = (replace(item, key=item.key or f"{visit_id}.{item.position}") for item in items)
    row.items, row.returned_at = freeze(keyed), now
    row.expires_at = min(row.expires_at, now + AFTER)
    session.add(row)
    session.flush()


def reopen(session: Session, visit_id: int, now: datetime) -> None:
    """Goes on shopping after all: what was given back counts no more. Needs a write transaction."""
    row = session.get_one(PunchoutSession, visit_id)
    row.items, row.returned_at, row.expires_at = [], None, min(row.created_at, now) + VISIT
    session.add(row)
    session.flush()


def forget(session: Session, rows: Sequence[PunchoutSession]) -> None:
    """Takes visits away, with all that they collected. Needs a write transaction."""
    tokens = [row.basket_token for row in rows]
    held = session.exec(select(Basket.id).where(col(Basket.token).in_(tokens))).all()
    session.execute(delete(BasketLine).where(col(BasketLine.basket_id).in_(held)))
    session.execute(delete(Basket).where(col(Basket.id).in_(held)))
    session.execute(delete(QuickDraft).where(col(QuickDraft.token).in_(tokens)))
    session.execute(delete(PunchoutSession).where(col(PunchoutSession.id).in_([row.id for row in rows])))


def _sweep(session: Session, now: datetime) -> None:
    """Forgets old visits that gave nothing back. What was given back can be edited and inspected for as
    long as the purchasing system keeps it."""
    old = select(PunchoutSession).where(
        col(PunchoutSession.expires_at) < now - KEPT, col(PunchoutSession.returned_at).is_(None)
    )
    forget(session, session.exec(old.limit(100)).all())


def _hash(token: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(token[:_TOKEN_LENGTH].encode("utf-8", "replace")).hexdigest()
