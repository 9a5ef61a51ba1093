"""The engine against a plain Python reading of the rules, over made-up catalogues."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.search import sets
from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.port import EVIDENCE, SORTS, STOCKS, Document, FacetValue, LabelInterval, SearchRequest
from tests.catalog.search.plain_rules import BANDS, Naive, by_code, featured, placed, priced

DAY = date(2026, 11, 22)
LABELS = ("epeat", "nordic-swan")
TIERS = ("", "silver", "gold")
BRANDS = ("", "ABB", "abb", "Nexans", "Ørsted")
CLASSES = ("", "EC000001", "EC000002")
GROUPS = ("", "cables", "lamps")
SUPPLIERS = ("nord", "sør", "vest")
WORDS = ("kabel", "kabelkanal", "rør", "ror", "led", "16", "16A", "3G2,5", "ds-201", "E27")
PRICES = ("0", "1.9999", "2", "20", "99.99", "100", "500", "12000")
FEATURES = (("EF000001", "10"), ("EF000001", "9"), ("EF000002", "EV000007"), ("EF000003", "true"))
NUMBERS = ("1234567", "DS-201", "LED")

days = st.none() | st.integers(-2, 2).map(lambda offset: DAY + timedelta(offset))
intervals = st.builds(
    lambda label, tier, dataset, first, last: LabelInterval(label, tier, dataset > 0, dataset, first, last),
    st.sampled_from(LABELS),
    st.sampled_from(TIERS),
    st.integers(0, 2),
    days,
    days,
)
texts = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)


def documents(numbers: st.SearchStrategy[list[int]]) -> st.SearchStrategy[list[Document]]:
    return numbers.flatmap(lambda ids: st.tuples(*[document(number) for number in ids]).map(list))


def document(number: int) -> st.SearchStrategy[Document]:
    return st.builds(
        Document,
        product_id=st.just(number),
        name=texts,
        description=texts,
        brand=st.sampled_from(BRANDS),
        mpns=st.lists(st.sampled_from(NUMBERS), max_size=1).map(tuple),
        suppliers=st.lists(st.sampled_from(SUPPLIERS), max_size=3).map(tuple),
        class_code=st.sampled_from(CLASSES),
        group=st.sampled_from(GROUPS),
        class_names=st.sampled_from(((), ("Kabel",), ("LED-kanaler for rør", "Led"))),
        price=st.none() | st.sampled_from(PRICES).map(Decimal),
        in_stock=st.booleans(),
        features=st.lists(st.sampled_from(FEATURES), max_size=3).map(tuple),
        intervals=st.lists(intervals, max_size=3).map(tuple),
    )


def some(values: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([value for value in values if value]), max_size=2).map(tuple)


requests = st.builds(
    SearchRequest,
    text=texts | st.sampled_from((*NUMBERS, "12 345 67", "kab", "no:1234567", "?!", "ukjent")),
    labels=some((*LABELS, "unknown")),
    tiers=some((*TIERS, "bronze")),
    evidence=st.sampled_from(EVIDENCE),
    brands=some(("ABB", "aBb", "NEXANS", "ørsted", "ukjent")),
    classes=some((*CLASSES, *GROUPS, "none")),
    suppliers=some((*SUPPLIERS, "none")),
    stocks=some(STOCKS),
    prices=some((*BANDS, "-2", "2-20", "1.9999-2", "100-")),
    features=some((*(":".join(pair) for pair in FEATURES), "EF000009:1")),
    sort=st.sampled_from(SORTS),
    per_page=st.integers(1, 4),
    literal=st.just(True),
)
stales = st.frozensets(st.integers(1, 2))


def paged(index: WhooshIndex, request: SearchRequest, stale: frozenset[int]) -> list[int]:
    """All ids, page by page, until a page is empty."""
    found: list[int] = []
    page = 1
    while ids := index.search(replace(request, page=page), DAY, stale).ids:
        found += ids
        page += 1
    return found


def check(index: WhooshIndex, naive: Naive, request: SearchRequest, stale: frozenset[int]) -> None:
    expected = naive.filtered(request)
    result = index.search(request, DAY, stale)
    assert result.total == len(expected)
    ids = paged(index, request, stale)
    if request.sort == "relevance" and request.text.strip():
        assert sorted(ids) == sorted(product.product_id for product in expected)
    else:
        ordered = sorted(expected, key=lambda product: placed(product, request.sort))
        assert ids == [product.product_id for product in ordered]
    check_facets(result.facets, naive, request)


def check_facets(facets: object, naive: Naive, request: SearchRequest) -> None:
    """Each count is the total of choosing that value; each value that gives anything is there."""
    assert isinstance(facets, dict)
    groups = {"label": "labels", "tier": "tiers", "brand": "brands"}
    groups |= {"class": "classes", "supplier": "suppliers", "stock": "stocks", "price": "prices"}
    for dimension, group in groups.items():
        shown = {facet.value: facet for facet in facets[dimension]}
        assert len(shown) == len(facets[dimension])
        for value, facet in shown.items():
            click = replace(request, **{group: (value,)})  # type: ignore[arg-type]
            assert facet.count == len(naive.filtered(click)), (dimension, value)
            if dimension in ("label", "tier"):
                only = replace(click, evidence="declared")
                assert facet.declared == len(naive.filtered(only))
            else:
                assert facet.declared is None
        everything = replace(request, **{group: ()})  # type: ignore[arg-type]
        for product in naive.filtered(everything):
            present = {
                "label": {label for label, _tier in naive.tags(product, request.evidence)},
                "tier": {tier for _label, tier in naive.tags(product, request.evidence)},
                "brand": {product.brand},
                "class": {product.class_code, product.group},
                "supplier": set(product.suppliers),
                "stock": {"in" if product.in_stock else "out"},
                "price": {text for text in BANDS if priced(product, text)},
            }[dimension]
            folded = {value.casefold() for value in shown}
            assert {value.casefold() for value in present if value} <= folded
    check_features(facets["feature"], naive, request)
    for facet in facets["evidence"]:
        assert facet.count == len(naive.filtered(replace(request, evidence=facet.value)))
        assert facet.selected == (facet.value == request.evidence)


def check_features(shown: Sequence[FacetValue], naive: Naive, request: SearchRequest) -> None:
    """Counts with their own feature open; the features of one class only, numbers in order."""
    for facet in shown:
        code = facet.value.partition(":")[0]
        others = [text for text in request.features if not text.startswith(code)]
        click = replace(request, features=(*others, facet.value))
        assert facet.count == len(naive.filtered(click)), facet.value
        assert facet.selected == (facet.value in request.features)
    values = [facet.value for facet in shown]
    assert set(request.features) <= set(values)
    if {"EF000001:9", "EF000001:10"} <= set(values):
        assert values.index("EF000001:9") < values.index("EF000001:10")
    found = naive.filtered(request)
    sharing = found or naive.texted(request.text)
    one = len(sharing) > 1 and len({product.class_code for product in sharing}) == 1 and sharing[0].class_code
    if not (one if not request.classes else len(request.classes) == 1 and request.classes[0] in CLASSES):
        assert {facet.value.partition(":")[0] for facet in shown} == set(by_code(request.features))
    else:
        standing = naive.filtered(SearchRequest(request.text, classes=request.classes or (str(one),)))
        several = by_code({text for product in standing for text in featured(product)})
        assert {code for code, texts in several.items() if len(texts) > 1} <= set(by_code(values))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    documents(st.just(list(range(1, 9)))),
    documents(st.lists(st.integers(5, 14), max_size=6, unique=True)),
    st.sets(st.integers(1, 8), max_size=3),
    st.lists(requests, min_size=4, max_size=8),
    stales,
    st.sampled_from((0, sets.FEW)),
)
def test_totals_orders_and_every_facet_count_are_what_the_rules_say(
    first: list[Document],
    changed: list[Document],
    removed: set[int],
    asked: list[SearchRequest],
    stale: frozenset[int],
    few: int,
) -> None:
    with tempfile.TemporaryDirectory() as name, patch.object(sets, "FEW", few):
        writer, index = WhooshWriter(Path(name)), WhooshIndex(Path(name))
        writer.rebuild(first, 1)
        for request in asked:
            check(index, Naive(first, DAY, stale), request, stale)
        writer.update(changed, removed, 2)
        given_ids = {product.product_id for product in changed}
        kept = [p for p in first if p.product_id not in given_ids | removed]
        for request in asked:
            check(index, Naive(kept + changed, DAY, stale), request, stale)
