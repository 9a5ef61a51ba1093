"""What was known at the end of a day, and what was known when: tags and runs are only ever added to.

A tag stands from the instant it was opened to the instant it was closed; what a state was on a day is
derived from the tags that stood when that day ended in the buyers' time zone, and from how fresh the
registers were by then. Products and offers hold their present text only: they have no history.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlmodel import Session, col

from catalog.clock import Clock
from catalog.models import Offer, Product, Run, Supplier, Tag
from catalog.states import REFUTING


@dataclass(frozen=True, slots=True)
class AsOf:
    """A past day: what was known before ``until``, the first instant (UTC) of the next day."""

    day: date
    until: datetime
    zone: ZoneInfo

    def standing(self) -> ColumnElement[bool]:
        """The condition for tags that stood when the day ended."""
        return and_(
            col(Tag.opened_at) < self.until,
            or_(col(Tag.closed_at).is_(None), col(Tag.closed_at) >= self.until),
        )


@dataclass(frozen=True, slots=True)
class Span:
    """One tag's life. ``closed_on`` is None while it stands; it no longer stood when that day ended.

    ``product_id`` is the product that carried it, which may have been merged into the one asked for.
    """

    tag_id: int
    product_id: int
    label: str
    tier: str
    generation: str
    kind: str
    rejected: str
    certificate: str
    valid_from: date | None
    valid_to: date | None
    withdrawn_on: date | None
    supplier: str
    claim_raw: str
    file_name: str
    line: int
    opened_on: date
    closed_on: date | None


def as_of(clock: Clock, day: date) -> AsOf | None:
    """The end of ``day``. None for today and every later day: there, what is known now counts."""
    if day >= clock.today():
        return None
    midnight = datetime.combine(day + timedelta(days=1), time.min, clock.timezone)
    return AsOf(day, midnight.astimezone(UTC), clock.timezone)


def confirmations(session: Session, known: AsOf, wanted: Collection[int]) -> dict[int, date]:
    """The latest day, up to the one asked for, on which a run confirmed each data set.

    A data set that no such run names is left out. Runs are read newest first and no further than needed.
    """
    rest, found = set(wanted), dict[int, date]()
    if not rest:
        return found
    runs = (
        select(col(Run.started_at), col(Run.counters))
        .where(col(Run.kind) == "register", col(Run.status).in_(("published", "unchanged")))
        .where(col(Run.started_at) < known.until)
        .order_by(col(Run.started_at).desc(), col(Run.id).desc())
        .execution_options(yield_per=100)
    )
    with session.execute(runs) as rows:
        for started_at, counters in rows:
            for dataset_id in rest.intersection(counters.get("datasets", ())):
                found[dataset_id] = _day(started_at, known.zone)
                rest.remove(dataset_id)
            if not rest:
                break
    return found


def stood_apart(session: Session, product_id: int, known: AsOf) -> bool:
    """Whether a product that has been merged away was still one of its own on the day: a tag of it was
    closed, or opened, after the day ended."""
    later = or_(col(Tag.closed_at).is_(None), col(Tag.closed_at) >= known.until)
    asked = select(exists().where(col(Tag.product_id) == product_id, later))
    return bool(session.execute(asked).scalar())


def timeline(session: Session, zone: ZoneInfo, product_id: int) -> list[Span]:
    """Every tag the product ever had, with those of the products merged into it, oldest first.

    Candidates are left out: a weak match was never shown to anyone.
    """
    statement: Any = (
        select(Tag, col(Run.file_name), col(Supplier.name).label("supplier"))
        .join(Run, col(Run.id) == col(Tag.run_id))
        .outerjoin(Offer, col(Offer.id) == col(Tag.offer_id))
        .outerjoin(Supplier, col(Supplier.id) == col(Offer.supplier_id))
        .where(col(Tag.product_id).in_(list(_merged(session, product_id))))
        .order_by(col(Tag.opened_at), col(Tag.id))
    )
    return [
        _span(row.Tag, row.file_name, row.supplier or "", zone)
        for row in session.execute(statement)
        if row.Tag.kind == "claim" or row.Tag.rejected in ("", *REFUTING)
    ]


def _merged(session: Session, product_id: int) -> Iterator[int]:
    """The product and every one that became part of it, directly or through another."""
    seen = {product_id}
    frontier = {product_id}
    yield product_id
    while frontier:
        rows = session.execute(select(col(Product.id)).where(col(Product.merged_into).in_(frontier)))
        found: set[int] = {key for key in rows.scalars() if key is not None}
        frontier = found - seen
        seen |= frontier
        yield from sorted(frontier)


def _span(tag: Tag, file_name: str, supplier: str, zone: ZoneInfo) -> Span:
    return Span(
        tag_id=tag.id or 0,
        product_id=tag.product_id,
        label=tag.label,
        tier=tag.tier,
        generation=tag.generation,
        kind=tag.kind,
        rejected=tag.rejected,
        certificate=tag.certificate_number,
        valid_from=tag.valid_from,
        valid_to=tag.valid_to,
        withdrawn_on=tag.withdrawn_on,
        supplier=supplier,
        claim_raw=tag.claim_raw,
        file_name=file_name,
        line=tag.line,
        opened_on=_day(tag.opened_at, zone),
        closed_on=_day(tag.closed_at, zone) if tag.closed_at else None,
    )


def _day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()
