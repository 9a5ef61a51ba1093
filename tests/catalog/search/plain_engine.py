"""A second engine behind the port: plain lists in memory, no array, no Whoosh. Slow, small and right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from catalog.errors import IndexUnavailable
from catalog.search.port import (
    EVIDENCE,
    STOCKS,
    Document,
    FacetValue,
    IndexStatus,
    SearchRequest,
    SearchResult,
    Suggestion,
)
from catalog.search.scoping import Scoped
from tests.catalog.search.plain_rules import BANDS, Naive, featured, placed

GROUPS = {"label": "labels", "tier": "tiers", "brand": "brands", "class": "classes", "supplier": "suppliers"}
STANDING = ("brand", "class", "supplier", "condition")
GROUPS |= {"stock": "stocks", "price": "prices", "feature": "features", "condition": "conditions"}


class Shelf:
    """What the writer fills and the reader reads: the place of an index directory."""

    def __init__(self) -> None:
        self.documents: dict[int, Document] = {}
        self.status: IndexStatus | None = None


class _Plain(Naive):
    """The rules, with text as whole words and identifiers as they are written."""

    def texted(self, text: str) -> list[Document]:
        wanted = text.casefold().split()
        return [product for product in self.catalogue if set(wanted) <= _words(product)]


class PlainIndex:
    """A reader (``catalog.search.port.SearchIndex``)."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def search(self, request: SearchRequest, day: date, stale: frozenset[int]) -> SearchResult:
        self.status()
        rules = _Plain(self._shelf.documents.values(), day, stale)
        found = sorted(rules.filtered(request), key=lambda product: placed(product, request.sort))
        start = (request.page - 1) * request.per_page
        ids = tuple(product.product_id for product in found[start : start + request.per_page])
        facets = {name: _facet(rules, request, name) for name in (*GROUPS, "evidence")}
        facets |= {scoped.name: _scoped(rules, request, scoped) for scoped in request.scoped}
        opened = len(rules.filtered(replace(request, labels=(), tiers=())))
        unlabelled = opened if not found and (request.labels or request.tiers) else None
        return SearchResult(len(found), request.page, request.per_page, ids, facets, unlabelled=unlabelled)

    def every(self, request: SearchRequest, day: date, stale: frozenset[int]) -> Sequence[int]:
        self.status()
        rules = _Plain(self._shelf.documents.values(), day, stale)
        return sorted(product.product_id for product in rules.filtered(request))

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        self.status()
        typed = text.casefold().strip()
        brands = {product.brand for product in self._shelf.documents.values()}
        made = [Suggestion("brand", name, name) for name in sorted(brands) if _begins(name, typed)]
        products = self._shelf.documents.values()
        kinds = {
            product.class_code
            for product in products
            if any(_begins(name, typed) for name in product.class_names)
        }
        made += [Suggestion("class", code, code) for code in sorted(kinds)]
        for key, product in sorted(self._shelf.documents.items()):
            if any(_begins(word, typed) for word in product.name.split()):
                made.append(Suggestion("product", product.name, str(key)))
        return tuple(made[:limit])

    def stand_ins(
        self, keys: Sequence[str], day: date, stale: frozenset[int], limit: int = 40
    ) -> Mapping[str, tuple[int, ...]]:
        self.status()
        rules = _Plain(self._shelf.documents.values(), day, stale)
        held = [product for product in rules.catalogue if rules.tags(product, "verified")]
        held.sort(key=lambda product: placed(product, "price"))
        return {key: tuple(p.product_id for p in held if p.comparable == key)[:limit] for key in keys}

    def status(self) -> IndexStatus:
        if self._shelf.status is None:
            raise IndexUnavailable("nothing is published yet")
        return self._shelf.status


class PlainWriter:
    """A writer (``catalog.search.port.IndexWriter``)."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def rebuild(self, documents: Iterable[Document], revision: int) -> IndexStatus:
        self._shelf.documents = {document.product_id: document for document in documents}
        return self._published(revision)

    def update(self, documents: Iterable[Document], removed: Iterable[int], revision: int) -> IndexStatus:
        given = {document.product_id: document for document in documents}
        gone = set(removed)
        kept = {key: document for key, document in self._shelf.documents.items() if key not in gone}
        self._shelf.documents = kept | given
        return self._published(revision)

    def compact(self) -> IndexStatus:
        if self._shelf.status is None:
            raise IndexUnavailable("nothing is published yet")
        return self._published(self._shelf.status.revision)

    def status(self) -> IndexStatus | None:
        return self._shelf.status

    def _published(self, revision: int) -> IndexStatus:
        generation = self._shelf.status.generation + 1 if self._shelf.status else 1
        size = len(self._shelf.documents)
        self._shelf.status = IndexStatus(generation, revision, size, 1, "2026-11-22T08:00:00+00:00")
        return self._shelf.status


def _words(product: Document) -> set[str]:
    numbers = (*product.mpns, *product.gtins, *(number for _country, number in product.el_numbers))
    kinds = (*product.class_names, *product.group_names)
    text = " ".join((product.name, product.description, product.brand, *kinds, *numbers))
    return set(text.casefold().split())


def _begins(text: str, typed: str) -> bool:
    return bool(typed) and text.casefold().startswith(typed)


def _facet(rules: Naive, request: SearchRequest, name: str) -> tuple[FacetValue, ...]:
    if name == "evidence":
        asked = {value: len(rules.filtered(replace(request, evidence=value))) for value in EVIDENCE}
        return tuple(FacetValue(value, count, value == request.evidence) for value, count in asked.items())
    chosen: tuple[str, ...] = getattr(request, GROUPS[name])
    opened = SearchRequest(request.text) if name in STANDING else replace(request, **{GROUPS[name]: ()})  # type: ignore[arg-type]
    if name == "feature":
        opened = SearchRequest(request.text, classes=request.classes)
    everything = rules.filtered(opened)
    values = {value for product in everything for value in _values(rules, product, name)}
    found = []
    for value in sorted(values.union(chosen)):
        click = replace(request, **{GROUPS[name]: _click(name, chosen, value)})  # type: ignore[arg-type]
        declared = len(rules.filtered(replace(click, evidence="declared")))
        apart = declared if name in ("label", "tier") else None
        found.append(FacetValue(value, len(rules.filtered(click)), value in chosen, apart))
    return tuple(found)


def _scoped(rules: Naive, request: SearchRequest, scoped: Scoped) -> tuple[FacetValue, ...]:
    others = tuple(one for one in request.scoped if one is not scoped)
    found = []
    for value, _scopes in scoped.values:
        click = replace(request, scoped=(*others, replace(scoped, chosen=(value,))))
        found.append(FacetValue(value, len(rules.filtered(click)), value in scoped.chosen))
    return tuple(found)


def _click(name: str, chosen: tuple[str, ...], value: str) -> tuple[str, ...]:
    code = value.partition(":")[0]
    others = [text for text in chosen if name == "feature" and text.partition(":")[0] != code]
    return (*others, value)


def _values(rules: Naive, product: Document, name: str) -> set[str]:
    return {value for value in {
        "label": {label for label, _tier in rules.tags(product, "all")},
        "tier": {tier for _label, tier in rules.tags(product, "all")},
        "brand": {product.brand},
        "class": {product.class_code, product.group},
        "supplier": set(product.suppliers),
        "stock": set(STOCKS),
        "price": set(BANDS),
        "feature": set(featured(product)),
        "condition": {product.condition},
    }[name] if re.search(r"\S", value)}  # fmt: skip
