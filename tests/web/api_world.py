"""Labels, views and a stored catalogue built by hand, for the tests of API and badges."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from catalog.shapes import LabelView, OfferView, ProductView
from labels.model import Label, State, Tier

TODAY = date(2026, 11, 22)
GLYPH = '<rect x="1" y="1" width="14" height="14" fill="currentColor"/>'
_TIERS = (
    Tier("bronze", 1, {"nb": "Bronse", "en": "Bronze"}),
    Tier("gold", 3, {"nb": "Gull", "en": "Gold"}),
)


def label(slug: str, short: str, names: dict[str, str] | None = None, tiers: tuple[Tier, ...] = ()) -> Label:
    return Label(
        slug=slug,
        names=names or {"nb": short, "en": short},
        short=short,
        owner=f"owner of {short}",
        owner_url="",
        scheme_type="",
        scheme_basis="",
        terms_url="",
        register_name=f"{short} register",
        register_url="",
        certificate_url="",
        certificate_word={"en": "certificate"},
        certificate_shape="",
        required_date="valid_to",
        wildcards=False,
        accepted_markets=None,
        tiers=tiers,
        generations=(),
        product_groups=frozenset(),
        wordings=(),
        generation_pattern="",
        codes={},
        covers={},
        texts={},
        symbol=GLYPH,
    )


LABELS = {
    "tco-certified": label("tco-certified", "TCO Certified"),
    "epeat": label("epeat", "EPEAT", tiers=_TIERS),
    "energy-star": label("energy-star", "ENERGY STAR (USA)", {"en": "ENERGY STAR"}),
    "eu-ecolabel": label("eu-ecolabel", "EU Ecolabel", {"en": "EU Ecolabel (the flower)"}),
    "nordic-swan": label(
        "nordic-swan",
        "Svanemerket",
        {"nb": "Svanemerket", "sv": "Svanen", "en": "Nordic Swan Ecolabel"},
    ),
}


def tag(slug: str, state: State, **values: Any) -> LabelView:
    defaults: dict[str, Any] = {
        "tag_id": 1,
        "label": slug,
        "tier": "",
        "generation": "",
        "state": state,
        "kind": "claim" if state is State.DECLARED else "register",
        "level": "A",
        "method": "gtin",
        "matched_key": "",
        "rejected": "",
        "certificate": "" if state is State.DECLARED else "5015 0001",
        "certificate_url": "",
        "register": "" if state is State.DECLARED else "a register",
        "valid_from": None,
        "valid_to": None,
        "withdrawn_on": None,
        "confirmed_on": None,
        "supplier": "Voltgros" if state is State.DECLARED else "",
        "claim_raw": "",
        "holder": "",
        "markets": (),
        "product_group": "",
        "run_id": 1,
        "fetched_at": datetime(2026, 11, 1, tzinfo=UTC),
        "file_name": "x.csv",
        "sha256": "0" * 64,
        "line": 2,
    }
    return LabelView(**(defaults | values))


def offer(number: str = "A/1.5", **values: Any) -> OfferView:
    defaults: dict[str, Any] = {
        "id": 1,
        "supplier": "voltgros",
        "supplier_name": "Voltgros AS",
        "number": number,
        "number_kind": "",
        "name": "Skjerm 24",
        "price": Decimal("1999.50"),
        "currency": "NOK",
        "price_unit": "C62",
        "price_quantity": Decimal("1"),
        "price_kind": "gross",
        "unit": "C62",
        "pack_quantity": None,
        "stock_quantity": Decimal("12"),
        "stock_state": "in_stock",
        "condition": "",
        "discontinued": False,
        "url": "",
        "line": 2,
    }
    return OfferView(**(defaults | values))


def product(*shown: LabelView, not_shown: tuple[LabelView, ...] = (), **values: Any) -> ProductView:
    defaults: dict[str, Any] = {
        "id": 7,
        "name": "Skjerm 24",
        "description": "",
        "brand": "Lumora",
        "mpn": "LM-24",
        "gtins": ("05397184821671",),
        "el_numbers": (("NO", "1234567"),),
        "class_code": "EC001234",
        "class_name": "Skjerm",
        "group": "displays",
        "image_url": "",
        "active": True,
        "gtin_conflict": False,
        "offers": (offer(),),
        "labels": shown,
        "labels_not_shown": not_shown,
        "evidence": (*shown, *not_shown),
    }
    return ProductView(**(defaults | values))
