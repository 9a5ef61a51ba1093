"""The store of the page bench: the catalogue of the search bench as products, offers, numbers and tags."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import insert

from catalog import db
from catalog.models import Dataset, Offer, OfferKey, Product, Run, Supplier, Tag
from catalog.search.port import Document
from tests.benchmarks.search_catalogue import DAY, LABELS, SUPPLIERS, Catalogue

BATCH = 5_000
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def fill(url: str, catalogue: Catalogue) -> None:
    """Products, offers, identifiers and tags of the catalogue."""
    with db.writing(db.connect(url)) as session:
        for number, slug in enumerate(SUPPLIERS, 1):
            session.add(Supplier(id=number, slug=slug, name=slug.title()))
        session.add(Run(id=1, kind="feed", name="bench", format="table", mode="full", status="published",
                        started_at=NOW))  # fmt: skip
        for number, (label, _tiers) in enumerate(LABELS, 1):
            session.add(Dataset(id=number, register_name="bench", label=label, confirmed_on=DAY,
                                max_age_days=365))  # fmt: skip
        session.flush()
        offers = 0
        made = catalogue.documents()
        while documents := list(islice(made, BATCH)):
            rows = [row for document in documents for row in _offers(document)]
            session.execute(insert(Product), [_product(document) for document in documents])
            session.execute(insert(Offer), [row | {"id": offers + n} for n, row in enumerate(rows, 1)])
            keys = [(f"g:{row['product_id'] + 7_000_000_000_000:014d}", offers + n) for n, row in
                    enumerate(rows, 1)]  # fmt: skip
            session.execute(insert(OfferKey), [{"key": key, "offer_id": number} for key, number in keys])
            session.execute(insert(Tag), [tag for document in documents for tag in _tags(document)])
            offers += len(rows)


def _product(document: Document) -> dict[str, Any]:
    return {
        "id": document.product_id, "name": document.name, "description": document.description,
        "brand": document.brand, "brand_key": document.brand.casefold(), "mpn": document.mpns[0],
        "mpn_key": document.mpns[0].casefold(), "etim_class": document.class_code,
        "product_group": document.group, "active": True, "revision": 1,
    }  # fmt: skip


def _offers(document: Document) -> Iterator[dict[str, Any]]:
    for place, slug in enumerate(document.suppliers):
        yield {
            "supplier_id": SUPPLIERS.index(slug) + 1, "product_id": document.product_id,
            "supplier_number": f"{document.product_id}-{place}", "content_hash": "", "name": document.name,
            "brand": document.brand, "mpn": document.mpns[0], "etim_class": document.class_code,
            "price": document.price, "currency": "NOK" if document.price is not None else "",
            "price_unit": "C62", "unit": "C62", "stock_state": "stocked" if document.in_stock else "",
            "first_run": 1, "last_run": 1,
            "extra": {"features": [[code, value, ""] for code, value in document.features]},
        }  # fmt: skip


def _tags(document: Document) -> Iterator[dict[str, Any]]:
    for interval in document.intervals:
        yield {
            "product_id": document.product_id, "label": interval.label, "tier": interval.tier,
            "kind": "register" if interval.verified else "claim", "level": "C", "method": "bench",
            "dataset_id": interval.dataset_id or None, "valid_to": interval.last, "run_id": 1,
            "certificate_number": str(document.product_id), "opened_at": NOW, "steps": [],
        }  # fmt: skip
