"""Products as far as it takes to tell whether one can stand in for another: many of them, read lightly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from catalog import queries
from catalog.comparable import Comparables, Facts
from catalog.models import Offer, Product
from catalog.rows import any_of, as_list, read_rows, table_of
from catalog.shapes import OfferView


@dataclass(frozen=True, slots=True)
class Possible:
    """One product that may be offered."""

    id: int
    name: str
    description: str
    group: str
    class_code: str
    offers: tuple[OfferView, ...]


def possible(session: Session, ids: Sequence[int]) -> Mapping[int, Possible]:
    """The living products among the ids."""
    if not ids:
        return {}
    offers = queries.offer_views(session, ids)
    rows = read_rows(session, _texts_of(), {"ids": as_list(ids)})
    return {
        key: Possible(key, name, description, group, class_code, tuple(offers.get(key, ())))
        for key, name, description, group, class_code in rows
    }


@cache
def _texts_of() -> Any:
    product = table_of(Product).c
    columns = product.id, product.name, product.description, product.product_group, product.etim_class
    return select(*columns).where(product.id.in_(any_of("ids")), product.active.is_(True))


@lru_cache(maxsize=5_000)
def facts_of(rules: Comparables, group: str, name: str, description: str) -> Facts:
    """What the texts say, read once: a basket is looked at many times, and its candidates are the same.

    The texts themselves are the key, so nothing here can be out of date.
    """
    return rules.facts(group, name, description)


def features_of(session: Session, ids: Sequence[int]) -> dict[int, list[list[str]]]:
    """The ETIM features that the living offers of these products give, as triples."""
    if not ids:
        return {}
    statement = select(col(Offer.product_id), col(Offer.extra)["features"]).where(
        col(Offer.product_id).in_(any_of("ids")), col(Offer.withdrawn_at).is_(None)
    )
    found: dict[int, list[list[str]]] = {}
    for product_id, triples in session.execute(statement, {"ids": as_list(ids)}):
        found.setdefault(product_id, []).extend(triples or ())
    return found
