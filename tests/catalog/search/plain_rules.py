"""The rules of filters, facets and orders as plain Python: what an engine is held to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from catalog.search.analysis import is_measure, is_number, joined, sort_key, tokens, words
from catalog.search.entries import kind_terms
from catalog.search.forms import as_one, base, forms, parts
from catalog.search.keys import document_keys, query_keys
from catalog.search.port import Document, SearchRequest
from catalog.search.scoping import OfferScope, Scoped

BANDS = ("0-20", "20-100", "100-500", "500-2000", "2000-10000", "10000-")


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
            and among([product.condition], request.conditions)
            and all(scoped(product, one) for one in request.scoped)
            and among(["in" if product.in_stock else "out"], request.stocks)
            and (not request.prices or any(priced(product, text) for text in request.prices))
            and all(among(featured(product), texts) for texts in by_code(request.features).values())
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
        has |= {*as_one([word.term for word in words(product.name)]), *joined(product.name)}
        has |= set(kind_terms((*product.class_names, *product.group_names)))
        has |= {form.key for term in has for form in forms(term)}
        keys = set(document_keys(product))
        return all(
            term in has
            or base(term) in has
            or (len(parts(term)) == 2 and set(parts(term)) <= has)
            or set(query_keys(term).keys) & keys
            or (term == found[-1] and unfinished(term) and any(other.startswith(term) for other in has))
            for term in found
        )


def scoped(product: Document, wanted: Scoped) -> bool:
    chosen = [scopes for value, scopes in wanted.values if value in wanted.chosen]
    return not wanted.chosen or any(covers(scope, product) for scopes in chosen for scope in scopes)


def covers(scope: OfferScope, product: Document) -> bool:
    everything = not (scope.groups or scope.brands)
    branded = product.brand.casefold() in [brand.casefold() for brand in scope.brands]
    return scope.supplier in product.suppliers and (everything or product.group in scope.groups or branded)


def unfinished(term: str) -> bool:
    return not (is_number(term) or is_measure(term))


def among(values: Iterable[str], chosen: Sequence[str]) -> bool:
    return not chosen or any(value and value in chosen for value in values)


def priced(product: Document, text: str) -> bool:
    low, _dash, high = text.partition("-")
    price = product.price
    return price is not None and Decimal(low or 0) <= price < Decimal(high or "Infinity")


def featured(product: Document) -> list[str]:
    return [":".join(pair) for pair in product.features]


def by_code(features: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text in features:
        found.setdefault(text.partition(":")[0], []).append(text)
    return found


def placed(product: Document, sort: str) -> tuple[object, ...]:
    if sort == "name":
        return sort_key(product.name), product.product_id
    if sort in ("price", "-price"):
        amount = product.price or Decimal(0)
        return product.price is None, -amount if sort == "-price" else amount, product.product_id
    return (product.product_id,)
