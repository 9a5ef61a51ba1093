"""Products, search results and labels as the JSON of the public contract.

Knows no web framework: the command line prints the same. Prices and quantities are exact decimal
strings, missing values null, lists never null, addresses absolute under ``base_url``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from urllib.parse import quote

from catalog.search.port import FacetValue, SearchResult
from catalog.shapes import LabelView, OfferView, ProductView
from labels.model import State

DECLARED_APART = ("label", "tier")


def product_json(view: ProductView, base_url: str) -> dict[str, Any]:
    """One product."""
    return {
        "id": view.id,
        "name": view.name,
        "brand": view.brand or None,
        "mpn": view.mpn or None,
        "gtins": list(view.gtins),
        "el_numbers": [f"{country.lower()}:{number}" for country, number in view.el_numbers],
        "class": {
            "code": view.class_code or None,
            "name": view.class_name or None,
            "group": view.group or None,
        },
        "offers": [_offer(offer) for offer in view.offers],
        **label_lists(view, base_url),
        "url": product_url(view.id, base_url),
    }


def search_json(result: SearchResult, views: Iterable[ProductView], base_url: str) -> dict[str, Any]:
    """One page of a search, products in the order of the result."""
    found = {view.id: view for view in views}
    said: dict[str, Any] = {
        "total": result.total,
        "page": result.page,
        "per_page": result.per_page,
        "items": [product_json(found[key], base_url) for key in result.ids if key in found],
        "facets": {
            dimension: [_facet(dimension, value) for value in values]
            for dimension, values in result.facets.items()
        },
        "shown_text": result.shown_text or None,
        "correction": result.correction or None,
        "read_labels": [
            {"label": read.label, "tier": read.tier or None, "words": read.words}
            for read in result.read_labels
        ],
        "alternatives": list(result.alternatives),
        "not_found": list(result.not_found),
        "complete": result.complete,
        "unlabelled": result.unlabelled,
    }
    if result.explanations:
        explained = {str(key): asdict(found) for key, found in result.explanations.items()}
        said["explanations"] = explained
    return said


class Numbered(Protocol):
    """An offer as far as it stands for its product."""

    @property
    def supplier(self) -> str: ...
    @property
    def number(self) -> str: ...


class Labelled(Protocol):
    """A product as far as its labels and their addresses need it: a whole view, or one in brief."""

    @property
    def id(self) -> int: ...
    @property
    def gtins(self) -> tuple[str, ...]: ...
    @property
    def el_numbers(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def gtin_conflict(self) -> bool: ...
    @property
    def offers(self) -> Sequence[Numbered]: ...
    @property
    def labels(self) -> tuple[LabelView, ...]: ...
    @property
    def labels_not_shown(self) -> tuple[LabelView, ...]: ...


def label_lists(view: Labelled, base_url: str) -> dict[str, Any]:
    """``labels`` (only what may be shown) and ``labels_not_shown`` (the rest, candidates never)."""
    hidden = [item for item in view.labels_not_shown if item.state is not State.CANDIDATE]
    return {
        "labels": [label_json(view, item, base_url) for item in view.labels if item.state.shown],
        "labels_not_shown": [label_json(view, item, base_url) for item in hidden],
    }


def label_json(view: Labelled, item: LabelView, base_url: str) -> dict[str, Any]:
    """One label of a product with the way to its evidence."""
    identifier = best_identifier(view)
    return {
        "label": item.label,
        "tier": item.tier or None,
        "state": str(item.state),
        "certificate": item.certificate or None,
        "register": item.register or None,
        "valid_to": _day(item.valid_to),
        "evidence_url": evidence_url(view.id, base_url, item.label),
        "badge_url": f"{base_url}/badge/v1/{identifier}/{item.label}.svg" if identifier else None,
    }


def best_identifier(view: Labelled) -> str:
    """The identifier that stands for the product in addresses, '' where it has none.

    A GTIN in conflict stands for several products, so the next kind is taken.
    """
    if view.gtins and not view.gtin_conflict:
        return view.gtins[0]
    if view.el_numbers:
        country, number = view.el_numbers[0]
        return f"{country.lower()}:{number}"
    if view.offers:
        return f"{view.offers[0].supplier}:{quote(view.offers[0].number, safe='')}"
    return ""


def product_url(product_id: int, base_url: str) -> str:
    """The product's page."""
    return f"{base_url}/products/{product_id}"


def evidence_url(product_id: int, base_url: str, label: str = "") -> str:
    """The product's evidence page, at one label where it is given."""
    return f"{base_url}/products/{product_id}/evidence{'#' if label else ''}{label}"


def _offer(offer: OfferView) -> dict[str, Any]:
    return {
        "supplier": offer.supplier,
        "number": offer.number,
        "price": _decimal(offer.price),
        "currency": offer.currency or None,
        "price_unit": offer.price_unit or None,
        "price_quantity": _decimal(offer.price_quantity),
        "unit": offer.unit or None,
        "price_kind": offer.price_kind or None,
        "stock": {
            "quantity": _decimal(offer.stock_quantity),
            "state": offer.stock_state or None,
        },
    }


def _facet(dimension: str, value: FacetValue) -> dict[str, Any]:
    shown: dict[str, Any] = {"value": value.value, "count": value.count}
    if dimension in DECLARED_APART:
        shown["declared"] = value.declared or 0
    return shown | {"selected": value.selected}


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
