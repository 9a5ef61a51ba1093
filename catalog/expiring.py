"""Labels that will be lost soon: what a buyer should see coming.

A label ends on a product with the certificate that outlasts the others. Where another certificate of the
same or a higher tier takes over without a day between, nothing ends; where there is a gap, it does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, true
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from catalog.models import Dataset, Offer, Product, Supplier, Tag
from catalog.workspace import Workspace
from labels.model import Label
from labels.validity import Validity, interval, is_stale

_CHUNK = 500
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ExpiringItem:
    """A label of a product that ends on ``valid_to`` (its last day), ``days_left`` days from today;
    ``opened_at`` is since when that has been known. ``suppliers`` offer the product now."""

    tag_id: int
    product_id: int
    name: str
    brand: str
    mpn: str
    label: str
    tier: str
    certificate: str
    valid_to: date
    days_left: int
    opened_at: datetime
    suppliers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Held:
    """A certificate that counts: its days (None is open) and how high it ranks."""

    tag: Tag
    first: date
    last: date
    rank: int

    def merit(self) -> tuple[date, int, int]:
        return self.last, self.rank, -(self.tag.id or 0)

    def follows(self, other: _Held) -> bool:
        """Whether it holds on the day after the other one ends, or longer than it."""
        return self.rank >= other.rank and self.merit() > other.merit() and self.first <= other.last + _DAY


def expiring(
    session: Session,
    workspace: Workspace,
    today: date,
    days: int,
    limit: int,
    offset: int = 0,
    labels: Collection[str] = (),
) -> list[ExpiringItem]:
    """One page of the labels that end within ``days`` days (today and the last day included), with the
    product's suppliers; sorted by day, label and name. No ``labels``: all of them."""
    found = endings(session, workspace, today, days, labels)
    return with_suppliers(session, found[offset : offset + limit])


def endings(
    session: Session, workspace: Workspace, today: date, days: int, labels: Collection[str] = ()
) -> list[ExpiringItem]:
    """Every label that ends within ``days`` days, sorted, without suppliers."""
    limit = today + timedelta(days=days)
    groups: dict[tuple[int, str], list[_Held]] = defaultdict(list)
    products: dict[int, Product] = {}
    for tag, dataset, product in session.execute(_statement(today, limit, labels)):
        held = _held(tag, dataset, workspace.labels[tag.label], today)
        if held is not None:
            groups[tag.product_id, tag.label].append(held)
            products[tag.product_id] = product
    found = [
        _item(last, products[last.tag.product_id], today)
        for group in groups.values()
        for last in _ends(group, today, limit)
    ]
    order = {slug: place for place, slug in enumerate(workspace.labels)}
    return sorted(found, key=lambda one: (one.valid_to, order[one.label], one.name.casefold(), one.tag_id))


def with_suppliers(session: Session, items: Sequence[ExpiringItem]) -> list[ExpiringItem]:
    """The items with the names of the suppliers that offer each product now."""
    names: dict[int, list[str]] = defaultdict(list)
    ids = sorted({item.product_id for item in items})
    for start in range(0, len(ids), _CHUNK):
        statement = (
            select(col(Offer.product_id), col(Supplier.name))
            .join(Supplier, col(Supplier.id) == col(Offer.supplier_id))
            .where(col(Offer.product_id).in_(ids[start : start + _CHUNK]), col(Offer.withdrawn_at).is_(None))
            .distinct()
            .order_by(col(Supplier.name))
        )
        for product_id, name in session.execute(statement):
            names[product_id].append(name)
    return [replace(item, suppliers=tuple(names[item.product_id])) for item in items]


def _statement(today: date, limit: date, labels: Collection[str]) -> Any:
    """All certificates of the products that have one ending in the window; what ends it is decided later."""
    counts = and_(col(Tag.kind) == "register", col(Tag.rejected) == "", col(Tag.closed_at).is_(None))
    ending = or_(
        col(Tag.valid_to).between(today, limit), col(Tag.withdrawn_on).between(today + _DAY, limit + _DAY)
    )
    chosen = col(Tag.label).in_(labels) if labels else true()
    return (
        select(Tag, Dataset, Product)
        .join(Product, col(Product.id) == col(Tag.product_id))
        .outerjoin(Dataset, col(Dataset.id) == col(Tag.dataset_id))
        .where(counts, chosen, col(Product.active).is_(True), col(Product.merged_into).is_(None))
        .where(col(Tag.product_id).in_(select(col(Tag.product_id)).where(counts, ending, chosen)))
        .order_by(col(Tag.id))
        .options(defer(Tag.steps), defer(Product.description))  # type: ignore[arg-type]
    )


def _held(tag: Tag, dataset: Dataset | None, label: Label, today: date) -> _Held | None:
    """None for a certificate that vouches for nothing: over, or from a register nobody has confirmed."""
    if dataset is not None and is_stale(dataset.confirmed_on, dataset.max_age_days, today):
        return None
    days = interval(Validity(tag.valid_from, tag.valid_to, tag.withdrawn_on))
    if days is None or (days.last is not None and days.last < today):
        return None
    tier = label.tier(tag.tier)
    return _Held(tag, days.first or date.min, days.last or date.max - _DAY, tier.rank if tier else 0)


def _ends(group: Iterable[_Held], today: date, limit: date) -> Iterator[_Held]:
    """The certificates with which the label, in a tier, is lost by ``limit``."""
    held = list(group)
    found: dict[int | None, _Held] = {}
    for start in held:
        current = start if start.first <= today else None
        last = current
        while current is not None:
            last = current
            current = max((one for one in held if one.follows(last)), key=_Held.merit, default=None)
        if last is not None and last.last <= limit:
            found[last.tag.id] = last
    yield from found.values()


def _item(held: _Held, product: Product, today: date) -> ExpiringItem:
    tag = held.tag
    return ExpiringItem(
        tag_id=tag.id or 0,
        product_id=tag.product_id,
        name=product.name,
        brand=product.brand,
        mpn=product.mpn,
        label=tag.label,
        tier=tag.tier,
        certificate=tag.certificate_number,
        valid_to=held.last,
        days_left=(held.last - today).days,
        opened_at=tag.opened_at,
    )
