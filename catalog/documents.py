"""What is searchable of a product, decided in one place: rows to search documents, in bounded batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog.classes import SEARCHED, class_names
from catalog.features import features
from catalog.models import Offer, OfferKey, Product, Supplier, Tag
from catalog.search.port import NEW, Document, LabelInterval
from catalog.states import declared_until
from catalog.workspace import Workspace
from labels.validity import Validity, interval

CHUNK = 1000
CURRENCY = "NOK"
GROUP_LANGUAGES = ("nb", "sv", "en")


def documents(session: Session, workspace: Workspace, since: int | None) -> Iterator[Document]:
    """Documents of the active products (all, or those whose revision is above ``since``), by id."""
    last = 0
    names: dict[str, str] = {}
    while True:
        statement = select(Product).where(col(Product.id) > last, col(Product.active).is_(True))
        if since is not None:
            statement = statement.where(col(Product.revision) > since)
        rows = session.execute(statement.order_by(col(Product.id)).limit(CHUNK)).scalars().all()
        if not rows:
            return
        _name_classes(session, workspace, rows, names)
        yield from _build(session, workspace, rows, names)
        last = rows[-1].id or 0
        session.expunge_all()


def removed(session: Session, since: int) -> list[int]:
    """Products that left the catalogue after revision ``since``."""
    statement = select(col(Product.id)).where(col(Product.active).is_(False), col(Product.revision) > since)
    return list(session.execute(statement).scalars())


def newest_revision(session: Session) -> int:
    """The highest revision of any product: what a whole index has seen.

    A writer takes the next one inside its write transaction, so revisions grow in commit order.
    """
    return session.execute(select(func.max(col(Product.revision)))).scalar() or 0


def _name_classes(
    session: Session, workspace: Workspace, products: Sequence[Product], names: dict[str, str]
) -> None:
    """Adds the names of the products' classes that are not there yet; '' for one that has none."""
    missing = {product.etim_class for product in products if product.etim_class} - names.keys()
    names |= dict.fromkeys(missing, "") | class_names(session, workspace.groups, missing, SEARCHED)


def _build(
    session: Session, workspace: Workspace, products: Sequence[Product], names: Mapping[str, str]
) -> Iterator[Document]:
    ids = [product.id or 0 for product in products]
    offers = _offers(session, ids)
    keys = _keys(session, ids)
    intervals = _intervals(session, workspace, ids)
    for product in products:
        key = product.id or 0
        yield Document(
            product_id=key,
            name=product.name,
            description=product.description,
            brand=product.brand,
            mpns=tuple(sorted({row.mpn for row in offers[key] if row.mpn})),
            gtins=tuple(found[2:] for found in keys[key] if found.startswith("g:")),
            el_numbers=tuple((found[2:4], found[5:]) for found in keys[key] if found.startswith("e:")),
            supplier_numbers=tuple(sorted({row.supplier_number for row in offers[key]})),
            suppliers=tuple(sorted({row.slug for row in offers[key]})),
            class_code=product.etim_class,
            group=product.product_group,
            class_names=tuple(filter(None, (names.get(product.etim_class),))),
            group_names=_group_names(workspace, product.product_group),
            price=_lowest_price(offers[key]),
            in_stock=any(_in_stock(row) for row in offers[key]),
            condition=product.condition or NEW,
            comparable=_comparable(workspace, product),
            features=_features(product.etim_class, offers[key]),
            intervals=tuple(intervals.get(key, ())),
        )


def _group_names(workspace: Workspace, group: str) -> tuple[str, ...]:
    names = workspace.groups.names(group)
    return tuple(dict.fromkeys(names[lang] for lang in GROUP_LANGUAGES if lang in names))


def _comparable(workspace: Workspace, product: Product) -> str:
    """Only kinds of product that can hold a label have labelled stand-ins."""
    group = product.product_group
    if not any(label.possible_for(group) for label in workspace.labels.values()):
        return ""
    return workspace.comparables.key(group, product.name, product.description)


def _offers(session: Session, ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    statement = (
        select(
            col(Offer.product_id), col(Offer.mpn), col(Offer.supplier_number), col(Offer.price),
            col(Offer.price_quantity), col(Offer.currency), col(Offer.stock_quantity),
            col(Offer.stock_state), col(Offer.etim_class), col(Offer.extra), col(Supplier.slug),
        )
        .join(Supplier, col(Supplier.id) == col(Offer.supplier_id))
        .where(col(Offer.product_id).in_(ids), col(Offer.withdrawn_at).is_(None))
    )  # fmt: skip
    for row in session.execute(statement):
        found[row.product_id].append(row)
    return found


def _keys(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    statement = (
        select(col(Offer.product_id), col(OfferKey.key))
        .join(OfferKey, col(OfferKey.offer_id) == col(Offer.id))
        .where(col(Offer.product_id).in_(ids))
    )
    for product_id, key in session.execute(statement):
        found[product_id].add(key)
    return defaultdict(list, {key: sorted(values) for key, values in found.items()})


def _lowest_price(offers: Sequence[Any]) -> Decimal | None:
    """The lowest price for one price unit in CURRENCY; None where no offer has one.

    Amounts in another currency cannot be compared without a rate, and there is none.
    """
    prices = [
        row.price / (row.price_quantity or 1)
        for row in offers
        if row.price is not None and row.currency == CURRENCY
    ]
    return min(prices, default=None)


def _features(etim_class: str, offers: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    """What the offers of the product's own class say of its features: another class has others."""
    if not etim_class:
        return ()
    said = (features(row.extra) for row in offers if row.etim_class == etim_class)
    return tuple(sorted({pair for pairs in said for pair in pairs}))


def _in_stock(offer: Any) -> bool:
    if offer.stock_quantity is not None:
        return bool(offer.stock_quantity > 0)
    return offer.stock_state in ("stocked", "in-stock")


def _intervals(session: Session, workspace: Workspace, ids: Sequence[int]) -> dict[int, list[LabelInterval]]:
    tags: dict[int, list[Tag]] = defaultdict(list)
    statement = select(Tag).where(col(Tag.product_id).in_(ids), col(Tag.closed_at).is_(None))
    for tag in session.execute(statement).scalars():
        tags[tag.product_id].append(tag)
    return {
        key: [item for tag in rows if (item := _interval(tag, rows, workspace)) is not None]
        for key, rows in tags.items()
    }


def _interval(tag: Tag, tags: Sequence[Tag], workspace: Workspace) -> LabelInterval | None:
    if tag.rejected:
        return None
    if tag.kind == "register":
        days = interval(Validity(tag.valid_from, tag.valid_to, tag.withdrawn_on))
        if days is None:
            return None
        return LabelInterval(tag.label, tag.tier, True, tag.dataset_id or 0, days.first, days.last)
    possible, last = declared_until(tag.label, tags)
    if not possible or not workspace.show_declared:
        return None
    return LabelInterval(tag.label, tag.tier, False, 0, None, last)
