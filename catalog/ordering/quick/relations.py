"""What a supplier names in place of a product that is discontinued: replacements first, else alternatives.

NELFO's VA records say E (replacement) and A (alternative); other formats have the same two kinds. The number
is an el-number (VareMrk 1), a GTIN (2), a part number of the same brand (``mpn``) or the supplier's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from catalog import queries
from catalog.models import Offer, Supplier
from catalog.ordering.quick.lookup import chunks, look_up
from catalog.shapes import ProductView
from catalog.workspace import Workspace

REPLACEMENT, ALTERNATIVE = "replacement", "alternative"
MOST = 5


@dataclass(frozen=True, slots=True)
class Successor:
    """A product named in place of another; ``kind`` is replacement or alternative, ``supplier`` says so."""

    kind: str
    product: ProductView
    supplier: str


def successors(
    session: Session, workspace: Workspace, products: Sequence[ProductView], today: date
) -> dict[int, tuple[Successor, ...]]:
    """For each product what is named in its place and is on sale; alternatives only without replacement."""
    named = _named(session, products)
    known = look_up(session, workspace.brands, (number for _p, _k, number, _s in named))
    ids = {product for found in known.values() for product in found.products()}
    views = {one.id: one for one in queries.product_views(session, workspace, sorted(ids), today)}
    by_kind: dict[int, dict[str, dict[int, Successor]]] = defaultdict(lambda: defaultdict(dict))
    for product_id, kind, number, supplier in named:
        for other in known[number].products():
            if other != product_id and other in views and views[other].offers:
                by_kind[product_id][kind].setdefault(other, Successor(kind, views[other], supplier))
    return {
        product_id: tuple((kinds.get(REPLACEMENT) or kinds[ALTERNATIVE]).values())[:MOST]
        for product_id, kinds in by_kind.items()
    }


def _named(session: Session, products: Sequence[ProductView]) -> list[tuple[int, str, str, str]]:
    """Product, kind, number as one would type it, and the supplier's name; also of withdrawn offers."""
    brands = {one.id: one.brand for one in products}
    found: list[tuple[int, str, str, str]] = []
    for part in chunks(sorted(brands)):
        rows = session.execute(
            select(col(Offer.product_id), col(Offer.extra), col(Supplier.slug), col(Supplier.name))
            .join(Supplier, col(Supplier.id) == col(Offer.supplier_id))
            .where(col(Offer.product_id).in_(part))
            .order_by(col(Offer.id))
        )
        for product_id, extra, slug, name in rows:
            for kind, mark, number in extra.get("relations", ()):
                if kind in (REPLACEMENT, ALTERNATIVE):
                    found.append((product_id, kind, _typed(mark, number, slug, brands[product_id]), name))
    return found


def _typed(mark: str, number: str, supplier: str, brand: str) -> str:
    if mark == "1":
        return f"no:{number}"
    if mark == "2":
        return number
    return f"{brand} {number}" if mark == "mpn" else f"{supplier}:{number}"
