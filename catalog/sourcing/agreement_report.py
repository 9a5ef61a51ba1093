"""How many offers under each agreement carry a verified label, and how that moved between two days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlmodel import Session, col

from catalog.brands import Brands
from catalog.evidence import label_views
from catalog.history import as_of
from catalog.models import Offer, Product, Run, Supplier
from catalog.sourcing.known import KnownAgreement, agreements
from catalog.workspace import Workspace
from labels.model import State

CHUNK = 1_000
_VERIFIED = (State.VERIFIED, State.EXPIRING)


@dataclass(frozen=True, slots=True)
class Count:
    """On one day: offers under the agreement, and those of them that carry a verified label."""

    offers: int = 0
    verified: int = 0


@dataclass(frozen=True, slots=True)
class Movement:
    """One agreement on two days. ``current`` says whether it is in force on the later one."""

    agreement: KnownAgreement
    current: bool
    then: Count
    now: Count


def movements(session: Session, workspace: Workspace, then: date, now: date) -> list[Movement]:
    """Every agreement in force on either day, as known at the end of ``now``, by number.

    Offers are those that stood at the end of each day; where they belong (product, group, brand) is as
    it is today.
    """
    until = None if now >= workspace.clock.today() else _end(workspace, now)
    known = [one for one in agreements(session, until) if one.supplier and _either(one, then, now)]
    return [
        Movement(
            one,
            one.current(now),
            _count(session, workspace, one, then),
            _count(session, workspace, one, now),
        )
        for one in known
    ]


def _either(one: KnownAgreement, then: date, now: date) -> bool:
    return one.current(then) or one.current(now)


def _end(workspace: Workspace, day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), workspace.clock.timezone).astimezone(UTC)


def _count(session: Session, workspace: Workspace, agreement: KnownAgreement, day: date) -> Count:
    if not agreement.current(day):
        return Count()
    offers = verified = 0
    found = _products(session, workspace.brands, agreement, _end(workspace, day))
    while chunk := [product for _place, product in zip(range(CHUNK), found, strict=False)]:
        held = _held(session, workspace, chunk, day)
        offers += len(chunk)
        verified += sum(product in held for product in chunk)
    return Count(offers, verified)


def _held(session: Session, workspace: Workspace, products: Sequence[int], day: date) -> set[int]:
    views = label_views(session, workspace, sorted(set(products)), day, as_of(workspace.clock, day))
    return {
        product
        for product, evidence in views.items()
        if any(view.state in _VERIFIED for view in evidence)
    }


def _products(
    session: Session, brands: Brands, agreement: KnownAgreement, until: datetime
) -> Iterator[int]:
    """The product of each offer under the agreement that stood before an instant."""
    statement = (
        select(col(Offer.product_id), col(Product.product_group), col(Product.brand))
        .join(Supplier, col(Supplier.id) == col(Offer.supplier_id))
        .join(Product, col(Product.id) == col(Offer.product_id))
        .join(Run, col(Run.id) == col(Offer.first_run))
        .where(col(Supplier.slug) == agreement.supplier, col(Run.started_at) < until)
        .where(or_(col(Offer.withdrawn_at).is_(None), col(Offer.withdrawn_at) >= until))
        .order_by(col(Offer.id))
    )
    for product_id, group, brand in session.execute(statement).all():
        if agreement.covers(group, brands.key(brand)):
            yield product_id
