"""The keys that a judgement may stand under, and the products that carry them now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from catalog.conditions import SECOND_HAND
from catalog.errors import InvalidRequest
from catalog.models import Offer, OfferKey, Supplier

CHUNK = 5000
# From the key that a supplier's next file is least likely to change to the one it may reuse.
_KINDS = "mges"
Item = TypeVar("Item")


def product_keys(session: Session, product_ids: Sequence[int]) -> dict[int, set[str]]:
    """Every key of the products: ``m:`` ``g:`` ``e:`` as in OfferKey, and
    ``s:<supplier>\\x1f<number kind>\\x1f<number>`` of each offer that stands. Second-hand goods share the
    first three with the new ones, so they have the last alone."""
    found: dict[int, set[str]] = {product_id: set() for product_id in product_ids}
    for ids in chunks(sorted(found)):
        keys = (
            select(col(Offer.product_id), col(OfferKey.key))
            .join(OfferKey, col(OfferKey.offer_id) == col(Offer.id))
            .where(col(Offer.product_id).in_(ids), col(Offer.withdrawn_at).is_(None), _new())
        )
        for product_id, key in session.execute(keys):
            found[product_id].add(key)
        numbers = (
            select(
                col(Offer.product_id), col(Supplier.slug), col(Offer.number_kind),
                col(Offer.supplier_number),
            )
            .join(Supplier, col(Supplier.id) == col(Offer.supplier_id))
            .where(col(Offer.product_id).in_(ids), col(Offer.withdrawn_at).is_(None))
        )  # fmt: skip
        for product_id, *number in session.execute(numbers):
            found[product_id].add("s:" + "\x1f".join(number))
    return found


def judgement_key(keys: Iterable[str]) -> str:
    """The most stable of a product's keys. Raises InvalidRequest where there is none."""
    ranked = sorted(keys, key=rank)
    if not ranked:
        raise InvalidRequest("product", "has no key to judge it by: no supplier lists it now")
    return ranked[0]


def holders(session: Session, keys: Iterable[str]) -> dict[str, set[int]]:
    """The products that carry each of these keys now; keys of nobody are left out."""
    wanted = set(keys)
    found: dict[str, set[int]] = defaultdict(set)
    for part in chunks(sorted(key for key in wanted if not key.startswith("s:"))):
        statement = (
            select(col(OfferKey.key), col(Offer.product_id))
            .join(Offer, col(Offer.id) == col(OfferKey.offer_id))
            .where(col(OfferKey.key).in_(part), col(Offer.withdrawn_at).is_(None), _new())
        )
        for key, product_id in session.execute(statement):
            found[key].add(product_id)
    numbers = {key.split("\x1f", 2)[-1] for key in wanted if key.startswith("s:")}
    for part in chunks(sorted(numbers)):
        listed = (
            select(
                col(Supplier.slug), col(Offer.number_kind), col(Offer.supplier_number),
                col(Offer.product_id),
            )
            .join(Supplier, col(Supplier.id) == col(Offer.supplier_id))
            .where(col(Offer.supplier_number).in_(part), col(Offer.withdrawn_at).is_(None))
        )  # fmt: skip
        for slug, kind, number, product_id in session.execute(listed):
            if (key := f"s:{slug}\x1f{kind}\x1f{number}") in wanted:
                found[key].add(product_id)
    return {key: ids - {None} for key, ids in found.items()}


def _new() -> ColumnElement[bool]:
    return col(Offer.condition).not_in(SECOND_HAND)


def rank(key: str) -> tuple[int, str]:
    """Sorts keys from the most stable one on."""
    return _KINDS.index(key[0]), key


def shared(session: Session, keys: Iterable[str]) -> set[str]:
    """Keys that several products carry: a conflict somebody must settle, and no ground to judge on."""
    return {key for key, ids in holders(session, keys).items() if len(ids) > 1}


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Parts that fit into one statement."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
