"""Applies grouping to the database: finds the closed set around touched offers, assigns products.

Product ids are stable: a group keeps the lowest id that any of its offers had; an id that loses all its
offers to another group redirects there and is never used again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from catalog.grouping import Grouping, OfferIdentity, group
from catalog.keys import BORROWED
from catalog.models import Offer, OfferKey, Product, Supplier
from catalog.rows import insert_numbered, update_rows

CHUNK = 2000

_FIELDS = (
    "id", "product_id", "withdrawn_at", "supplier_number", "number_kind", "name",
    "description", "brand", "brand_key", "mpn", "mpn_key", "etim_class", "product_group", "image_url",
    "condition",
)  # fmt: skip


def regroup(
    session: Session, touched: Iterable[int], revision: int
) -> Iterator[tuple[list[int], list[tuple[str, tuple[int, ...]]]]]:
    """Regroups around the touched offers, chunk by chunk; yields (changed product ids, conflicts).

    Each closed set is handled once; memory stays that of a chunk and what it is linked with.
    """
    waiting = list(dict.fromkeys(touched))
    done: set[int] = set()
    for start in range(0, len(waiting), CHUNK):
        seeds = [offer_id for offer_id in waiting[start : start + CHUNK] if offer_id not in done]
        if not seeds:
            continue
        closure = _closure(session, seeds)
        done |= closure
        yield _assign(session, sorted(closure), revision)


def _closure(session: Session, seeds: Sequence[int]) -> set[int]:
    """The offers linked with the seeds through any chain of keys or shared products."""
    closed: set[int] = set()
    frontier = set(seeds)
    while frontier:
        closed |= frontier
        found: set[int] = set()
        for ids in _chunks(sorted(frontier)):
            own = select(col(OfferKey.key)).where(col(OfferKey.offer_id).in_(ids))
            sharing = select(col(OfferKey.offer_id)).where(col(OfferKey.key).in_(own))
            found.update(session.execute(sharing).scalars())
            homes = select(col(Offer.product_id)).where(
                col(Offer.id).in_(ids), col(Offer.product_id).is_not(None)
            )
            mates = select(col(Offer.id)).where(col(Offer.product_id).in_(homes))
            found.update(offer_id for offer_id in session.execute(mates).scalars() if offer_id)
        frontier = found - closed
    return closed


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _assign(
    session: Session, offer_ids: Sequence[int], revision: int
) -> tuple[list[int], list[tuple[str, tuple[int, ...]]]]:
    offers = _load(session, offer_ids)
    active = {key: row for key, row in offers.items() if row["withdrawn_at"] is None}
    keys: dict[int, list[str]] = defaultdict(list)
    for ids in _chunks(sorted(active)):
        statement = select(col(OfferKey.offer_id), col(OfferKey.key)).where(col(OfferKey.offer_id).in_(ids))
        for offer_id, key in session.execute(statement):
            if not key.startswith("m:"):
                keys[offer_id].append(key)
    grouping = _by_condition(active, keys)
    conflicted = {
        offer_id for key, holders in grouping.conflicts if key.startswith("g:") for offer_id in holders
    }
    before = {row["product_id"] for row in offers.values() if row["product_id"] is not None}
    homes = _homes(grouping.groups, active)
    changed = _write_products(session, grouping.groups, homes, active, conflicted, revision)
    _retire(session, before - set(changed), offers, revision)
    return sorted({*changed, *before}), list(grouping.conflicts)


def _by_condition(active: dict[int, dict[str, Any]], keys: dict[int, list[str]]) -> Grouping:
    """Groups the offers of each condition by themselves, new goods first: they keep the product's id."""
    conditions: dict[str, list[OfferIdentity]] = defaultdict(list)
    for key, row in active.items():
        identity = OfferIdentity(key, row["brand_key"], row["mpn_key"], tuple(keys[key]))
        conditions[row["condition"]].append(identity)
    parts = [group(conditions[condition]) for condition in sorted(conditions)]
    return Grouping(
        tuple(members for part in parts for members in part.groups),
        tuple(sorted(conflict for part in parts for conflict in part.conflicts)),
    )


def _load(session: Session, offer_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    columns = [getattr(Offer, name) for name in _FIELDS]
    found: dict[int, dict[str, Any]] = {}
    for ids in _chunks(offer_ids):
        named = select(*columns, col(Supplier.slug)).join(
            Supplier, col(Supplier.id) == col(Offer.supplier_id)
        )
        for row in session.execute(named.where(col(Offer.id).in_(ids))):
            found[row.id] = dict(row._mapping)
    return found


def _homes(groups: Sequence[tuple[int, ...]], offers: dict[int, dict[str, Any]]) -> list[int | None]:
    """The product id each group keeps: the lowest that its offers had and no earlier group took."""
    taken: set[int] = set()
    homes: list[int | None] = []
    for members in groups:
        had = {offers[key]["product_id"] for key in members} - taken - {None}
        home = min(had) if had else None
        if home is not None:
            taken.add(home)
        homes.append(home)
    return homes


def _write_products(
    session: Session,
    groups: Sequence[tuple[int, ...]],
    homes: Sequence[int | None],
    offers: dict[int, dict[str, Any]],
    conflicted: set[int],
    revision: int,
) -> list[int]:
    described = [
        describe([offers[key] for key in members])
        | {"gtin_conflict": not conflicted.isdisjoint(members), "revision": revision}
        for members in groups
    ]
    kept = [
        {"id": home, "active": True, "merged_into": None, **columns}
        for home, columns in zip(homes, described, strict=True)
        if home is not None
    ]
    update_rows(session, Product, kept)
    fresh = [columns for home, columns in zip(homes, described, strict=True) if home is None]
    ids = iter(insert_numbered(session, Product, fresh))
    final = [next(ids) if home is None else home for home in homes]
    moves = [
        {"id": key, "product_id": home}
        for home, members in zip(final, groups, strict=True)
        for key in members
        if offers[key]["product_id"] != home
    ]
    update_rows(session, Offer, moves)
    return final


def describe(offers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A product's own text from its offers: the fullest offer first, ties broken by supplier and number.

    Where suppliers disagree about the kind of product, nobody knows it.
    """

    def fullness(offer: dict[str, Any]) -> tuple[Any, ...]:
        named = bool(offer["brand_key"] and offer["mpn_key"])
        return (not named, -len(offer["name"]), offer["slug"], offer["supplier_number"],
                offer["number_kind"])  # fmt: skip

    ranked = sorted(offers, key=fullness)

    def first(name: str) -> str:
        return next((offer[name] for offer in ranked if offer[name]), "")

    groups = {offer["product_group"] for offer in offers} - {""}
    own = [offer["mpn_key"] for offer in ranked if offer["mpn_key"][:1] not in ("", BORROWED)]
    described = {
        name: first(name)
        for name in ("name", "description", "brand", "brand_key", "mpn", "mpn_key", "etim_class", "image_url")
    }
    described["mpn_key"] = own[0] if own else described["mpn_key"]
    described["condition"] = offers[0]["condition"]
    described["product_group"] = groups.pop() if len(groups) == 1 else ""
    return described


def _retire(
    session: Session, product_ids: Iterable[int], offers: dict[int, dict[str, Any]], revision: int
) -> None:
    """Products that lost all their offers: redirected where the offers went on, else inactive."""
    homes = select(col(Offer.id), col(Offer.product_id)).where(col(Offer.id).in_(offers))
    now = {row.id: row.product_id for row in session.execute(homes)}
    for product_id in sorted(product_ids):
        heirs = [
            now[key]
            for key, row in offers.items()
            if row["product_id"] == product_id and now[key] != product_id
        ]
        target = {"merged_into": min(heirs)} if heirs else {}
        session.execute(
            update(Product)
            .where(col(Product.id) == product_id)
            .values(active=False, revision=revision, **target),
            execution_options={"synchronize_session": False},
        )
