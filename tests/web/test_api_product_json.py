"""The JSON of the contract, built from views by hand and held against the published schemas."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from api_world import offer, product, tag
from marshmallow import RAISE, Schema

from catalog.identifiers import parse_identifier
from catalog.schemas_out import ProductOut, SearchOut
from catalog.search.port import FacetValue, SearchResult
from labels.model import State
from web.product_json import best_identifier, product_json, search_json

BASE = "https://merkbar.example"


def conforms(schema: type[Schema], data: object) -> None:
    """Raises where a key is missing, unknown or of another type than the published schema says."""
    schema(unknown=RAISE).load(json.loads(json.dumps(data)))


def test_a_product_is_exactly_the_object_of_the_contract() -> None:
    view = product(
        tag("epeat", State.VERIFIED, tier="gold", valid_to=date(2028, 1, 1)),
        not_shown=(tag("nordic-swan", State.EXPIRED, valid_to=date(2026, 3, 1)),),
    )
    shown = product_json(view, BASE)
    assert shown == {
        "id": 7,
        "name": "Skjerm 24",
        "brand": "Lumora",
        "mpn": "LM-24",
        "gtins": ["05397184821671"],
        "el_numbers": ["no:1234567"],
        "class": {"code": "EC001234", "name": "Skjerm", "group": "displays"},
        "offers": [
            {
                "supplier": "voltgros",
                "number": "A/1.5",
                "price": "1999.50",
                "currency": "NOK",
                "price_unit": "C62",
                "price_quantity": "1",
                "unit": "C62",
                "price_kind": "gross",
                "stock": {"quantity": "12", "state": "in_stock"},
            }
        ],
        "labels": [
            {
                "label": "epeat",
                "tier": "gold",
                "state": "verified",
                "certificate": "5015 0001",
                "register": "a register",
                "valid_to": "2028-01-01",
                "evidence_url": f"{BASE}/products/7/evidence#epeat",
                "badge_url": f"{BASE}/badge/v1/05397184821671/epeat.svg",
            }
        ],
        "labels_not_shown": [
            {
                "label": "nordic-swan",
                "tier": None,
                "state": "expired",
                "certificate": "5015 0001",
                "register": "a register",
                "valid_to": "2026-03-01",
                "evidence_url": f"{BASE}/products/7/evidence#nordic-swan",
                "badge_url": f"{BASE}/badge/v1/05397184821671/nordic-swan.svg",
            }
        ],
        "url": f"{BASE}/products/7",
    }
    conforms(ProductOut, shown)


def test_what_is_missing_is_null_and_lists_are_empty() -> None:
    bare = offer(price=None, price_quantity=None, stock_quantity=None, stock_state="", currency="")
    view = product(
        brand="", mpn="", gtins=(), el_numbers=(), class_code="", class_name="", group="",
        offers=(bare,),
    )  # fmt: skip
    shown = product_json(view, BASE)
    assert (shown["brand"], shown["mpn"]) == (None, None)
    assert (shown["gtins"], shown["el_numbers"], shown["labels"]) == ([], [], [])
    assert shown["labels_not_shown"] == []
    assert shown["class"] == {"code": None, "name": None, "group": None}
    assert shown["offers"][0]["price"] is None
    assert shown["offers"][0]["stock"] == {"quantity": None, "state": None}
    conforms(ProductOut, shown)


def test_a_price_keeps_every_digit_and_never_an_exponent() -> None:
    prices = [Decimal("0.00000012"), Decimal("1E+5"), Decimal("123456789012345678.90")]
    view = product(offers=tuple(offer(price=price) for price in prices))
    shown = [item["price"] for item in product_json(view, BASE)["offers"]]
    assert shown == ["0.00000012", "100000", "123456789012345678.90"]


def test_a_candidate_is_in_neither_list_even_if_it_slips_into_a_view() -> None:
    view = product(tag("epeat", State.CANDIDATE), not_shown=(tag("nordic-swan", State.CANDIDATE),))
    shown = product_json(view, BASE)
    assert (shown["labels"], shown["labels_not_shown"]) == ([], [])


def test_the_best_identifier_names_this_product_and_no_other() -> None:
    assert best_identifier(product()) == "05397184821671"
    assert best_identifier(product(gtin_conflict=True)) == "no:1234567"
    by_number = best_identifier(product(gtins=(), el_numbers=(), offers=(offer("A/1 æ.%41"),)))
    assert by_number == "voltgros:A%2F1%20%C3%A6.%2541"
    assert parse_identifier(by_number).value == "A/1 æ.%41"
    assert best_identifier(product(gtins=(), el_numbers=(), offers=())) == ""


def test_a_search_keeps_the_order_of_the_result_and_counts_declared_apart() -> None:
    result = SearchResult(
        total=40,
        page=2,
        per_page=2,
        ids=(9, 7),
        facets={
            "label": (FacetValue("epeat", 3, True, 1),),
            "brand": (FacetValue("Lumora", 3, False),),
        },
    )
    shown = search_json(result, [product(id=7), product(id=9)], BASE)
    assert [item["id"] for item in shown["items"]] == [9, 7]
    assert (shown["total"], shown["page"], shown["per_page"]) == (40, 2, 2)
    assert shown["facets"] == {
        "label": [{"value": "epeat", "count": 3, "declared": 1, "selected": True}],
        "brand": [{"value": "Lumora", "count": 3, "selected": False}],
    }
    conforms(SearchOut, shown)
