"""Living offers of one supplier, in batches: what the supplier said, and what is shown of it on a day.

One batch is in memory at a time, whatever the size of the catalogue. All batches are of the caller's one
session, so of one state of the database.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, text
from sqlmodel import Session

from catalog.brief import briefs
from catalog.shapes import LabelView
from catalog.workspace import Workspace
from labels.model import Claim

BATCH = 1_000
_LIVING = (
    "SELECT id, product_id, supplier_number, number_kind, name, description, brand, mpn, etim_class,"
    " product_group, price, currency, price_unit, price_quantity, price_kind, unit, pack_quantity,"
    " stock_quantity, stock_state, image_url, url, condition, discontinued, extra"
    " FROM offer WHERE supplier_id = :supplier AND withdrawn_at IS NULL"
)
_NEXT = text(_LIVING + " AND id > :last ORDER BY id LIMIT :limit")
_AMONG = " AND product_id IN (SELECT value FROM json_each(:ids)) ORDER BY id"
_OF_PRODUCTS = text(_LIVING + _AMONG)
_KEYS = text(
    "SELECT offer_id, key FROM offerkey WHERE offer_id IN (SELECT value FROM json_each(:ids))"
    " AND key >= 'e:' AND key < 'h' ORDER BY key"
)
_CLAIMS = text(
    "SELECT offer_id, label, held, tier, generation, field, raw FROM offerclaim"
    " WHERE offer_id IN (SELECT value FROM json_each(:ids)) ORDER BY id"
)
_CERTIFICATES = text(
    "SELECT offer_id, label, number FROM offercertificate"
    " WHERE offer_id IN (SELECT value FROM json_each(:ids)) ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class ExportedOffer:
    """One offer as stored; amounts are exact decimals as text, '' where there is none.

    ``claims`` and ``certificates`` are the supplier's own; ``labels`` is what is shown on the day.
    """

    product_id: int
    supplier_number: str
    number_kind: str
    name: str
    description: str
    brand: str
    mpn: str
    gtins: tuple[str, ...]
    el_numbers: tuple[tuple[str, str], ...]
    etim_class: str
    product_group: str
    price: str
    currency: str
    price_unit: str
    price_quantity: str
    price_kind: str
    unit: str
    pack_quantity: str
    stock_quantity: str
    stock_state: str
    image_url: str
    url: str
    condition: str
    discontinued: bool
    extra: dict[str, Any]
    claims: tuple[Claim, ...]
    certificates: tuple[tuple[str, str], ...]
    labels: tuple[LabelView, ...]


def offers(
    session: Session, workspace: Workspace, supplier_id: int, today: date, products: Sequence[int] | None
) -> Iterator[ExportedOffer]:
    """The supplier's offers, all or of these ``products`` (ids in order)."""
    for rows in _batches(session, supplier_id, products):
        yield from _batch(session, workspace, rows, today)


def _batches(
    session: Session, supplier_id: int, products: Sequence[int] | None
) -> Iterator[Sequence[Row[Any]]]:
    if products is None:
        last = 0
        while rows := session.execute(
            _NEXT, {"supplier": supplier_id, "last": last, "limit": BATCH}
        ).all():
            yield rows
            last = rows[-1].id
        return
    for start in range(0, len(products), BATCH):
        ids = json.dumps(list(products[start : start + BATCH]))
        if rows := session.execute(_OF_PRODUCTS, {"supplier": supplier_id, "ids": ids}).all():
            yield rows


def _batch(
    session: Session, workspace: Workspace, rows: Sequence[Row[Any]], today: date
) -> Iterator[ExportedOffer]:
    asked = {"ids": json.dumps([row.id for row in rows])}
    keys: dict[int, list[str]] = defaultdict(list)
    for offer_id, key in session.execute(_KEYS, asked):
        keys[offer_id].append(key)
    claims: dict[int, list[Claim]] = defaultdict(list)
    for offer_id, label, held, tier, generation, field, raw in session.execute(_CLAIMS, asked):
        claims[offer_id].append(Claim(label, bool(held), tier, generation, field, raw))
    certificates: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for offer_id, label, number in session.execute(_CERTIFICATES, asked):
        certificates[offer_id].append((label, number))
    shown = briefs(session, workspace, (row.product_id for row in rows if row.product_id), today)
    for row in rows:
        brief = shown.get(row.product_id)
        yield ExportedOffer(
            row.product_id or 0, row.supplier_number, row.number_kind, row.name, row.description, row.brand,
            row.mpn, tuple(key[2:] for key in keys[row.id] if key.startswith("g:")),
            tuple((key[2:4], key[5:]) for key in keys[row.id] if key.startswith("e:")),
            row.etim_class, row.product_group, row.price or "", row.currency, row.price_unit,
            row.price_quantity or "", row.price_kind, row.unit, row.pack_quantity or "",
            row.stock_quantity or "", row.stock_state, row.image_url, row.url, row.condition,
            bool(row.discontinued), json.loads(row.extra), tuple(claims[row.id]),
            tuple(certificates[row.id]), brief.labels if brief else (),
        )  # fmt: skip
