"""Looks numbers up in the catalogue: a few statements for any number of lines, never one a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from catalog.brands import Brands
from catalog.conditions import SECOND_HAND
from catalog.models import Offer, OfferKey, Supplier
from catalog.ordering.quick.numbers import Sought, sought

# SQLite takes 32,766 values in a statement; the lists here are far shorter
CHUNK = 5_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hit:
    """An offer that a number names: ``by`` is gtin, el, mpn or number; ``live`` is false once withdrawn;
    ``condition`` is '' for new goods."""

    product_id: int
    offer_id: int
    supplier: str
    by: str
    live: bool
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a number is known as. ``padded``: it was found with leading zeros put back."""

    hits: tuple[Hit, ...] = ()
    padded: bool = False
    fault: str = ""

    def products(self, supplier: str = "") -> tuple[int, ...]:
        """The products: those on sale before withdrawn ones; a number of the ``supplier``'s own decides,
        else new goods come before second-hand ones."""
        live = [hit for hit in self.hits if hit.live] or list(self.hits)
        own = [hit for hit in live if hit.supplier == supplier and hit.by == "number"]
        new = [hit for hit in live if hit.condition not in SECOND_HAND]
        return tuple(sorted({hit.product_id for hit in own or new or live}))


def look_up(session: Session, brands: Brands, numbers: Iterable[str]) -> dict[str, Found]:
    """Each number and what it is known as."""
    wanted = {number: sought(number, brands.key) for number in dict.fromkeys(numbers)}
    by_key = _by_key(session, {key for one in wanted.values() for key in one.keys})
    by_number = _by_text(session, "number", {text for one in wanted.values() for text in one.numbers})
    by_mpn = _by_text(session, "mpn", {one.mpn for one in wanted.values() if one.mpn})
    return {number: _found(one, by_key, by_number, by_mpn) for number, one in wanted.items()}


def _found(
    one: Sought,
    by_key: Mapping[str, Sequence[Hit]],
    by_number: Mapping[str, Sequence[Hit]],
    by_mpn: Mapping[str, Sequence[Hit]],
) -> Found:
    hits = [hit for key in one.keys for hit in by_key.get(key, ())]
    padded = bool(one.padded and by_key.get(one.padded))
    for text in one.numbers:
        hits += [hit for hit in by_number.get(text, ()) if one.supplier in ("", hit.supplier)]
    hits += by_mpn.get(one.mpn, ())
    return Found(tuple(dict.fromkeys(hits)), padded, one.fault)


_HIT = (
    col(Offer.product_id), col(Offer.id), col(Supplier.slug), col(Offer.withdrawn_at), col(Offer.condition),
)  # fmt: skip


def _by_key(session: Session, keys: set[str]) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = defaultdict(list)
    kinds = {"g": "gtin", "e": "el", "m": "mpn"}
    for part in chunks(sorted(keys)):
        rows = session.execute(
            select(col(OfferKey.key), *_HIT)
            .join(Offer, col(Offer.id) == col(OfferKey.offer_id))
            .join(Supplier, col(Supplier.id) == col(Offer.supplier_id))
            .where(col(OfferKey.key).in_(part), col(Offer.product_id).is_not(None))
        )
        for key, product_id, offer_id, slug, gone, condition in rows:
            found[key].append(Hit(product_id, offer_id, slug, kinds[key[0]], gone is None, condition))
    return found


def _by_text(session: Session, kind: str, texts: set[str]) -> dict[str, list[Hit]]:
    column = col(Offer.supplier_number) if kind == "number" else col(Offer.mpn_key)
    found: dict[str, list[Hit]] = defaultdict(list)
    for part in chunks(sorted(texts)):
        rows = session.execute(
            select(column, *_HIT)
            .join(Supplier, col(Supplier.id) == col(Offer.supplier_id))
            .where(column.in_(part), col(Offer.product_id).is_not(None))
        )
        for text, product_id, offer_id, slug, gone, condition in rows:
            found[text].append(Hit(product_id, offer_id, slug, kind, gone is None, condition))
    return found


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items in parts that fit into one statement."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
