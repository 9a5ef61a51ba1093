"""The engine against a plain Python reading of the rules, over made-up catalogues."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.search.analysis import is_number, sort_key, tokens, words
from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.keys import document_keys, query_keys
from catalog.search.port import EVIDENCE, SORTS, Document, LabelInterval, SearchRequest

DAY = date(2026, 11, 22)
LABELS = ("epeat", "nordic-swan")
TIERS = ("", "silver", "gold")
BRANDS = ("", "ABB", "abb", "Nexans", "Ørsted")
CLASSES = ("", "EC000001", "EC000002")
GROUPS = ("", "cables", "lamps")
SUPPLIERS = ("nord", "sør", "vest")
WORDS = ("kabel", "kabelkanal", "rør", "ror", "led", "16", "16A", "3G2,5", "ds-201", "E27")
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
        price=st.none() | st.integers(0, 3).map(Decimal),
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
    sort=st.sampled_from(SORTS),
    per_page=st.integers(1, 4),
)
stales = st.frozensets(st.integers(1, 2))


class Naive:
    """The rules, one product at a time."""

    def __init__(self, catalogue: Iterable[Document], day: date, stale: frozenset[int]) -> None:
        self.catalogue = list(catalogue)
        self.day = day
        self.stale = stale

    def tags(self, product: Document, evidence: str) -> set[tuple[str, str]]:
        holding = [
            tag
            for tag in product.intervals
            if (tag.first is None or tag.first <= self.day) and (tag.last is None or self.day <= tag.last)
        ]
        verified = {
            (tag.label, tag.tier) for tag in holding if tag.verified and tag.dataset_id not in self.stale
        }
        labels = {label for label, _tier in verified}
        declared = {(tag.label, tag.tier) for tag in holding if not tag.verified and tag.label not in labels}
        return {"verified": verified, "declared": declared, "all": verified | declared}[evidence]

    def filtered(self, request: SearchRequest) -> list[Document]:
        return [product for product in self.texted(request.text) if self.passes(product, request)]

    def passes(self, product: Document, request: SearchRequest) -> bool:
        tagged = any(
            (not request.labels or label in request.labels) and (not request.tiers or tier in request.tiers)
            for label, tier in self.tags(product, request.evidence)
        )
        return (
            (tagged or not (request.labels or request.tiers))
            and among([product.brand.casefold()], [brand.casefold() for brand in request.brands])
            and among([product.class_code, product.group], request.classes)
            and among(product.suppliers, request.suppliers)
        )

    def texted(self, text: str) -> list[Document]:
        if not text.strip():
            return self.catalogue
        whole = query_keys(text)
        keyed = [p for p in self.catalogue if set(whole.keys) & set(document_keys(p))]
        if whole.exclusive and keyed:
            return keyed
        found = list(dict.fromkeys(word.term for word in words(text)))
        worded = [p for p in self.catalogue if found and self.has_all(p, found)]
        return [p for p in self.catalogue if p in keyed or p in worded]

    def has_all(self, product: Document, found: list[str]) -> bool:
        fields = (product.name, product.brand, product.description, product.class_code, product.group)
        has = {term for text in (*fields, *product.mpns) for term in tokens(text)}
        keys = set(document_keys(product))
        return all(
            term in has
            or set(query_keys(term).keys) & keys
            or (term == found[-1] and not is_number(term) and any(other.startswith(term) for other in has))
            for term in found
        )


def among(values: Iterable[str], chosen: Sequence[str]) -> bool:
    return not chosen or any(value and value in chosen for value in values)


def placed(product: Document, sort: str) -> tuple[object, ...]:
    if sort == "name":
        return sort_key(product.name), product.product_id
    if sort in ("price", "-price"):
        amount = product.price or Decimal(0)
        return product.price is None, -amount if sort == "-price" else amount, product.product_id
    return (product.product_id,)


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
    groups |= {"class": "classes", "supplier": "suppliers"}
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
            }[dimension]
            folded = {value.casefold() for value in shown}
            assert {value.casefold() for value in present if value} <= folded
    for facet in facets["evidence"]:
        assert facet.count == len(naive.filtered(replace(request, evidence=facet.value)))
        assert facet.selected == (facet.value == request.evidence)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    documents(st.just(list(range(1, 9)))),
    documents(st.lists(st.integers(5, 14), max_size=6, unique=True)),
    st.sets(st.integers(1, 8), max_size=3),
    st.lists(requests, min_size=4, max_size=8),
    stales,
)
def test_totals_orders_and_every_facet_count_are_what_the_rules_say(
    first: list[Document],
    changed: list[Document],
    removed: set[int],
    asked: list[SearchRequest],
    stale: frozenset[int],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        writer, index = WhooshWriter(Path(name)), WhooshIndex(Path(name))
        writer.rebuild(first, 1)
        for request in asked:
            check(index, Naive(first, DAY, stale), request, stale)
        writer.update(changed, removed, 2)
        given_ids = {product.product_id for product in changed}
        kept = [p for p in first if p.product_id not in given_ids | removed]
        for request in asked:
            check(index, Naive(kept + changed, DAY, stale), request, stale)
