"""What the read side hands to pages, API, badge and CLI: frozen views, every state derived for a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from labels.model import State


@dataclass(frozen=True, slots=True)
class LabelView:
    """One piece of evidence about one label on one product, on one day.

    ``kind`` is register or claim. For a claim ``supplier`` says who made it and ``claim_raw`` in which
    words. ``line`` and ``file_name`` are where the certificate (or claim) stands in the raw file whose
    hash is ``sha256``; ``confirmed_on`` is the register's confirmation day.
    """

    tag_id: int
    label: str
    tier: str
    generation: str
    state: State
    kind: str
    level: str
    method: str
    matched_key: str
    rejected: str
    certificate: str
    certificate_url: str
    register: str
    valid_from: date | None
    valid_to: date | None
    withdrawn_on: date | None
    confirmed_on: date | None
    supplier: str
    claim_raw: str
    holder: str
    markets: tuple[str, ...]
    product_group: str
    run_id: int
    fetched_at: datetime
    file_name: str
    sha256: str
    line: int
    steps: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferView:
    """One supplier's listing. ``price`` buys ``price_quantity`` of ``price_unit``."""

    id: int
    supplier: str
    supplier_name: str
    number: str
    number_kind: str
    name: str
    price: Decimal | None
    currency: str
    price_unit: str
    price_quantity: Decimal | None
    price_kind: str
    unit: str
    pack_quantity: Decimal | None
    stock_quantity: Decimal | None
    stock_state: str
    condition: str
    discontinued: bool
    url: str
    line: int


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product for one day. ``labels`` has one entry a label and only states that may be shown;
    ``labels_not_shown`` holds the rest, candidates never; ``evidence`` every tag that stands."""

    id: int
    name: str
    description: str
    brand: str
    mpn: str
    gtins: tuple[str, ...]
    el_numbers: tuple[tuple[str, str], ...]
    class_code: str
    class_name: str
    group: str
    image_url: str
    active: bool
    gtin_conflict: bool
    offers: tuple[OfferView, ...]
    labels: tuple[LabelView, ...]
    labels_not_shown: tuple[LabelView, ...]
    evidence: tuple[LabelView, ...]
