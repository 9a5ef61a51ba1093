"""Which offers leave: the supplier of an export, and the products of a search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog.errors import InvalidRequest, NotFound
from catalog.evidence import stale_datasets
from catalog.models import Offer, Product, Supplier
from catalog.search.port import SearchIndex, SearchRequest

_EVERYTHING = SearchRequest()


def one_supplier(session: Session, slug: str) -> Supplier:
    """The supplier that is named; where none is, the only one there is. Raises NotFound, InvalidRequest."""
    if slug:
        statement = select(Supplier).where(col(Supplier.slug) == slug)
        named: Supplier | None = session.execute(statement).scalar_one_or_none()
        if named is None:
            raise NotFound(f"no supplier {slug[:80]!r}")
        return named
    known = suppliers(session)
    if len(known) != 1:
        names = ", ".join(one.slug for one in known) or "none"
        raise InvalidRequest("supplier", f"a file holds the offers of one supplier: name one of {names}")
    return known[0]


def count(session: Session, supplier_id: int) -> int:
    """How many offers a supplier has now."""
    own = (col(Offer.supplier_id) == supplier_id, col(Offer.withdrawn_at).is_(None))
    return int(session.execute(select(func.count(col(Offer.id))).where(*own)).scalar_one())


def suppliers(session: Session) -> list[Supplier]:
    """Those that offer anything now, by slug."""
    living = select(col(Offer.supplier_id)).where(col(Offer.withdrawn_at).is_(None))
    statement = select(Supplier).where(col(Supplier.id).in_(living)).order_by(col(Supplier.slug))
    return list(session.execute(statement).scalars())


def chosen(
    session: Session, index: SearchIndex, request: SearchRequest, today: date
) -> Sequence[int] | None:
    """The ids of the products that a search finds, in order; None where it asks for everything, which needs
    no index."""
    bare = replace(request, page=1, per_page=_EVERYTHING.per_page, sort=_EVERYTHING.sort)
    if replace(bare, evidence=_EVERYTHING.evidence, literal=False) == _EVERYTHING:
        return None
    return index.every(request, today, stale_datasets(session, today))


def batches(session: Session, ids: Sequence[int] | None, size: int) -> Iterator[Sequence[int]]:
    """The ids in lists of at most ``size``; None stands for all products that are offered."""
    if ids is not None:
        yield from (ids[start : start + size] for start in range(0, len(ids), size))
        return
    last = 0
    while True:
        statement = select(col(Product.id)).where(col(Product.id) > last, col(Product.active).is_(True))
        rows = session.execute(statement.order_by(col(Product.id)).limit(size)).scalars()
        found = [key or 0 for key in rows]
        if not found:
            return
        yield found
        last = found[-1]
