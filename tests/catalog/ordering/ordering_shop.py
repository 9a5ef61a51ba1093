"""A small shop: suppliers, offers, certificates and tags, built row by row in real SQLite."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from catalog.models import Dataset, Offer, OfferKey, Product, Run, Supplier, Tag

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


class Shop:
    """Builds rows in one open session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.run = self.put(
            Run(kind="feed", name="f", format="table", mode="", status="published", started_at=NOW)
        )
        self.dataset = self.put(
            Dataset(register_name="table", label="", confirmed_on=TODAY, max_age_days=365)
        )

    def put(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def supplier(self, slug: str, name: str, org_number: str = "") -> Supplier:
        return self.put(Supplier(slug=slug, name=name, org_number=org_number))  # type: ignore[no-any-return]

    def offer(self, supplier: Supplier, number: str, price: str | None = "100", **more: Any) -> Offer:
        el_number = more.pop("el_number", "")
        name = more.setdefault("name", f"Vare {number}")
        product = self.put(Product(name=name))
        values = {"currency": "NOK", "price_unit": "EA", "price_quantity": Decimal(1), **more}
        offer = Offer(
            supplier_id=supplier.id or 0,
            product_id=product.id,
            supplier_number=number,
            content_hash="0",
            price=None if price is None else Decimal(price),
            first_run=self.run.id,
            last_run=self.run.id,
            **values,
        )
        self.put(offer)
        if el_number:
            self.put(OfferKey(key=f"e:NO:{el_number}", offer_id=offer.id or 0))
        return offer

    def tag(self, offer: Offer, label: str, **more: Any) -> Tag:
        values: dict[str, Any] = {
            "kind": "register",
            "level": "C",
            "method": "brand+mpn",
            "matched_key": "k",
            "dataset_id": self.dataset.id,
            "certificate_number": "5015 0001",
            "valid_to": date(2027, 3, 1),
            "run_id": self.run.id,
            "opened_at": NOW,
            **more,
        }
        return self.put(Tag(product_id=offer.product_id or 0, label=label, **values))  # type: ignore[no-any-return]

    def claim(self, offer: Offer, label: str, tier: str = "") -> Tag:
        return self.tag(
            offer, label, tier=tier, kind="claim", level="F", method="claim", dataset_id=None,
            certificate_number="", valid_to=None, offer_id=offer.id, claim_raw=label,
        )  # fmt: skip
