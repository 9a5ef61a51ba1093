"""The read side: products, identifiers and search results as views for a day."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select, text
from sqlmodel import Session, col

from catalog import product_statements
from catalog.classes import name_in
from catalog.conditions import SECOND_HAND
from catalog.errors import NotFound
from catalog.evidence import label_views, stale_datasets
from catalog.history import AsOf
from catalog.identifiers import Identifier
from catalog.models import Offer, Product, Supplier
from catalog.rows import as_list, read_rows
from catalog.search.port import SearchIndex, SearchRequest, SearchResult
from catalog.shapes import LabelView, OfferView, ProductView
from catalog.states import hidden, shown
from catalog.workspace import Workspace

_MERGED = text("SELECT merged_into FROM product WHERE id = :id")
# A thousand identifiers are one value to the statement: as many parameters would be compiled each time.
_BY_KEY = text(
    "SELECT offerkey.key, offer.product_id, offer.condition"
    " FROM offerkey JOIN offer ON offer.id = offerkey.offer_id"
    " WHERE offerkey.key IN (SELECT value FROM json_each(:keys))"
)
_BY_NUMBER = text(
    "SELECT asked.slug, offer.supplier_number, offer.product_id FROM"
    " (SELECT json_extract(value, '$[0]') AS slug, json_extract(value, '$[1]') AS number"
    " FROM json_each(:pairs)) AS asked"
    " JOIN supplier ON supplier.slug = asked.slug"
    " JOIN offer ON offer.supplier_id = supplier.id AND offer.supplier_number = asked.number"
    " WHERE offer.withdrawn_at IS NULL"
)


def search(session: Session, index: SearchIndex, request: SearchRequest, today: date) -> SearchResult:
    """Runs a search for a day; registers whose copy is too old vouch for nothing."""
    return index.search(request, today, stale_datasets(session, today))


def product_views(
    session: Session,
    workspace: Workspace,
    ids: Sequence[int],
    today: date,
    as_of: AsOf | None = None,
) -> list[ProductView]:
    """Views of the products that exist, in the order asked. With ``as_of`` the labels are those of that
    day; names, numbers and offers, which have no history, are those of now."""
    if not ids:
        return []
    rows = read_rows(session, product_statements.products_of(), {"ids": as_list(ids)})
    products = {row.id: row for row in rows}
    offers = offer_views(session, ids)
    numbers = _identifiers(session, ids)
    views = label_views(session, workspace, ids, today, as_of)
    return [
        _product_view(products[key], offers[key], numbers[key], views.get(key, []), workspace)
        for key in ids
        if key in products
    ]


def product_view(
    session: Session,
    workspace: Workspace,
    product_id: int,
    today: date,
    as_of: AsOf | None = None,
) -> ProductView:
    """One product. Raises NotFound where the id never existed or was merged away; a day in the past
    (``as_of``) may be asked for of a merged one, too: it was shown then."""
    found = product_views(session, workspace, [product_id], today, as_of)
    if not found or (as_of is None and redirect_of(session, product_id) is not None):
        raise NotFound(f"no product {product_id}")
    return found[0]


def redirect_of(session: Session, product_id: int) -> int | None:
    """The id that a merged product's id leads to now, or None."""
    seen = {product_id}
    current: int | None = product_id
    while current is not None:
        target: int | None = session.execute(_MERGED, {"id": current}).scalar()
        if target is None or target in seen:
            break
        seen.add(target)
        current = target
    return None if current == product_id else current


def current_ids(session: Session, ids: Collection[int]) -> dict[int, int]:
    """Each id and the one that its product has now, after merges; in as many statements as merges deep."""
    found = {one: one for one in ids}
    while True:
        statement = select(col(Product.id), col(Product.merged_into)).where(
            col(Product.id).in_(set(found.values())), col(Product.merged_into).is_not(None)
        )
        merged = {old: new for old, new in session.execute(statement) if new != old}
        moved = {one: merged.get(now, now) for one, now in found.items()}
        # a ring of merges would go round for ever: it is left where it began
        if moved == found or any(moved[one] == one != found[one] for one in found):
            return found
        found = moved


def resolve(session: Session, identifiers: Sequence[Identifier]) -> list[tuple[int, ...]]:
    """Product ids for each identifier, in order: none (unknown), one, or several (ambiguous).

    A GTIN or el-number names the new goods; second-hand ones only where there are no new."""
    keys = {_key(item) for item in identifiers if item.kind != "supplier"}
    by_key: dict[str, set[int]] = defaultdict(set)
    second: dict[str, set[int]] = defaultdict(set)
    asked = {"keys": json.dumps(sorted(keys))}
    for key, product_id, condition in session.execute(_BY_KEY, asked) if keys else ():
        (second if condition in SECOND_HAND else by_key)[key].add(product_id)
    by_key = defaultdict(set, second | by_key)
    pairs = {(item.scope, item.value) for item in identifiers if item.kind == "supplier"}
    by_pair: dict[tuple[str, str], set[int]] = defaultdict(set)
    for slug, number, product_id in (
        session.execute(_BY_NUMBER, {"pairs": json.dumps(sorted(pairs))}) if pairs else ()
    ):
        by_pair[slug, number].add(product_id)
    return [
        tuple(sorted(by_pair[item.scope, item.value] if item.kind == "supplier" else by_key[_key(item)]))
        for item in identifiers
    ]


def _key(identifier: Identifier) -> str:
    if identifier.kind == "gtin":
        return f"g:{identifier.value}"
    return f"e:{identifier.scope}:{identifier.value}"


def offer_views(session: Session, ids: Sequence[int]) -> dict[int, list[OfferView]]:
    """The living offers of these products, by product."""
    found: dict[int, list[OfferView]] = defaultdict(list)
    for product_id, *values in read_rows(session, product_statements.offers_of(), {"ids": as_list(ids)}):
        found[product_id].append(OfferView(*values))
    return found


def offer_view(offer: Offer, supplier: Supplier) -> OfferView:
    """The view of one stored offer."""
    return OfferView(
        id=offer.id or 0,
        supplier=supplier.slug,
        supplier_name=supplier.name,
        number=offer.supplier_number,
        number_kind=offer.number_kind,
        name=offer.name,
        price=offer.price,
        currency=offer.currency,
        price_unit=offer.price_unit,
        price_quantity=offer.price_quantity,
        price_kind=offer.price_kind,
        unit=offer.unit,
        pack_quantity=offer.pack_quantity,
        stock_quantity=offer.stock_quantity,
        stock_state=offer.stock_state,
        condition=offer.condition,
        discontinued=offer.discontinued,
        url=offer.url,
        line=offer.line,
    )


def _identifiers(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for product_id, key in read_rows(session, product_statements.identifiers_of(), {"ids": as_list(ids)}):
        found[product_id].append(key)
    return found


def _product_view(
    product: Row[Any],
    offers: Sequence[OfferView],
    keys: Sequence[str],
    evidence: Sequence[LabelView],
    workspace: Workspace,
) -> ProductView:
    held = shown(evidence, workspace.labels, workspace.show_declared) if evidence else ()
    shipped = workspace.groups.class_name(product.etim_class, "nb")
    return ProductView(
        id=product.id,
        name=product.name,
        description=product.description,
        brand=product.brand,
        mpn=product.mpn,
        gtins=tuple(key[2:] for key in keys if key.startswith("g:")),
        el_numbers=tuple((key[2:4], key[5:]) for key in keys if key.startswith("e:")),
        class_code=product.etim_class,
        class_name=name_in(product.names or {}, "nb") or shipped,
        group=product.product_group,
        image_url=product.image_url,
        active=product.active,
        gtin_conflict=product.gtin_conflict,
        offers=tuple(offers),
        labels=held,
        labels_not_shown=hidden(evidence, workspace.labels, held) if evidence else (),
        evidence=tuple(evidence),
    )
