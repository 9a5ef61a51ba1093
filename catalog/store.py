"""Writes gated offers of one supplier: content hashes decide new, changed, unchanged or withdrawn.

Everything here runs inside the caller's one write transaction. Touched offers are returned, so that
only their products are grouped and tagged anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, func, select, tuple_, update
from sqlmodel import Session, col

from catalog.gate import GatedProduct
from catalog.identifiers import certificate_key
from catalog.models import Offer, OfferCertificate, OfferClaim, OfferKey, Supplier
from catalog.rows import insert_numbered, insert_rows, update_rows

OfferKeyPair = tuple[str, str]


@dataclass(slots=True)
class Stored:
    """What a run did. ``touched`` holds offers to group anew, ``mates`` offers that shared a lost key."""

    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    touched: list[int] = field(default_factory=list)
    mates: set[int] = field(default_factory=set)


def supplier(session: Session, slug: str, name: str = "", org_number: str = "") -> Supplier:
    """The supplier with that slug, created when it is new; a name given later is taken over."""
    statement = select(Supplier).where(col(Supplier.slug) == slug)
    found: Supplier | None = session.execute(statement).scalar_one_or_none()
    if found is None:
        found = Supplier(slug=slug, name=name or slug, org_number=org_number)
        session.add(found)
        session.flush()
        return found
    if name and found.name in (slug, "") and found.name != name:
        found.name = name
    if org_number and not found.org_number:
        found.org_number = org_number
    session.flush()
    return found


class Known(NamedTuple):
    """What a run compares a record with: the offer's id, content hash and price."""

    offer_id: int
    content_hash: str
    price: Decimal | None
    price_quantity: Decimal | None

    def unit_price(self) -> Decimal | None:
        """The price for one price unit."""
        return None if self.price is None else self.price / (self.price_quantity or 1)


def known_offers(
    session: Session, supplier_id: int, keys: Sequence[OfferKeyPair]
) -> dict[OfferKeyPair, Known]:
    """The supplier's offers that are not withdrawn, for these numbers and kinds."""
    columns = (col(Offer.id), col(Offer.content_hash), col(Offer.price), col(Offer.price_quantity))
    statement = _named(supplier_id, keys, *columns).where(col(Offer.withdrawn_at).is_(None))
    return {(number, kind): Known(*rest) for number, kind, *rest in session.execute(statement)}


def _named(supplier_id: int, keys: Sequence[OfferKeyPair], *columns: Any) -> Select[Any]:
    """Number, kind and the columns of the supplier's offers with these numbers and kinds.

    The keys are one value to the statement, as JSON: two thousand would have to be compiled each time.
    """
    wanted = func.json_each(json.dumps(keys)).table_valued("value")
    number, kind = (func.json_extract(wanted.c.value, path) for path in ("$[0]", "$[1]"))
    return select(col(Offer.supplier_number), col(Offer.number_kind), *columns).where(
        col(Offer.supplier_id) == supplier_id,
        tuple_(col(Offer.supplier_number), col(Offer.number_kind)).in_(select(number, kind)),
    )


def write(
    session: Session, supplier_id: int, run_id: int, products: Sequence[GatedProduct], stored: Stored
) -> None:
    """Inserts or replaces one batch of offers with their keys, claims and certificate numbers."""
    keys = [(item.columns["supplier_number"], item.columns["number_kind"]) for item in products]
    found = session.execute(_named(supplier_id, keys, col(Offer.id)))
    ids = {(number, kind): offer_id for number, kind, offer_id in found}
    new = [item for item, key in zip(products, keys, strict=True) if key not in ids]
    changed = [(ids[key], item) for item, key in zip(products, keys, strict=True) if key in ids]
    if changed:
        _clear(session, [offer_id for offer_id, _ in changed], stored)
        rows = [
            {"id": offer_id, "last_run": run_id, "withdrawn_at": None, **_columns(item)}
            for offer_id, item in changed
        ]
        update_rows(session, Offer, rows)
    pairs = [*changed, *zip(_insert(session, supplier_id, run_id, new), new, strict=True)]
    _attach(session, pairs)
    stored.new += len(new)
    stored.changed += len(changed)
    stored.touched.extend(offer_id for offer_id, _ in pairs)


def withdraw(session: Session, offer_ids: Sequence[int], now: datetime, stored: Stored) -> None:
    """Marks offers as gone. They keep their history and lose their keys: nothing finds them any more."""
    _clear(session, offer_ids, stored)
    session.execute(
        update(Offer).where(col(Offer.id).in_(offer_ids)).values(withdrawn_at=now),
        execution_options={"synchronize_session": False},
    )
    stored.withdrawn += len(offer_ids)
    stored.touched.extend(offer_ids)


def _columns(item: GatedProduct) -> dict[str, Any]:
    return {**item.columns, "content_hash": item.content_hash, "line": item.line}


def _insert(
    session: Session, supplier_id: int, run_id: int, products: Sequence[GatedProduct]
) -> Sequence[int]:
    if not products:
        return []
    common = {"supplier_id": supplier_id, "first_run": run_id, "last_run": run_id}
    rows = [{**common, **_columns(item)} for item in products]
    return insert_numbered(session, Offer, rows)


def _clear(session: Session, offer_ids: Sequence[int], stored: Stored) -> None:
    """Drops what the offers said before, remembering whom they shared a key with."""
    own = select(col(OfferKey.key)).where(col(OfferKey.offer_id).in_(offer_ids))
    sharing = select(col(OfferKey.offer_id)).where(col(OfferKey.key).in_(own)).distinct()
    stored.mates.update(session.execute(sharing).scalars())
    for table in (OfferKey, OfferClaim, OfferCertificate):
        session.execute(
            delete(table).where(col(table.offer_id).in_(offer_ids)),
            execution_options={"synchronize_session": False},
        )


def _attach(session: Session, pairs: Iterable[tuple[int, GatedProduct]]) -> None:
    keys, claims, certificates = [], [], []
    for offer_id, item in pairs:
        keys += [{"key": key, "offer_id": offer_id} for key in item.keys]
        claims += [
            {"offer_id": offer_id, "label": claim.label, "held": claim.held, "tier": claim.tier,
             "generation": claim.generation, "field": claim.field, "raw": claim.raw[:300]}
            for claim in item.claims
        ]  # fmt: skip
        certificates += [
            {"offer_id": offer_id, "label": label, "number": number,
             "number_key": certificate_key(number)}
            for label, number in item.certificates
        ]  # fmt: skip
    for table, rows in ((OfferKey, keys), (OfferClaim, claims), (OfferCertificate, certificates)):
        insert_rows(session, table, rows)
