"""Facets as the search page shows them: what each value is called, in which order, what is in sight."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.search.port import STANDING_VALUES, FacetValue, SearchRequest, SearchResult
from web.facet_names import Names, legend
from web.query_args import LISTS
from web.services import services

SHOWN_AT_ONCE = 8
FEATURE = "feature"
_FIELDS = dict(LISTS)
_NO_WORD = re.compile(r"[\W_]")
_ORDER = ("label", "tier", "class", FEATURE, "brand", "supplier", "stock", "price")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of one facet as the page shows it; ``id`` is stable over searches, so focus stays."""

    id: str
    value: str
    name: str
    count: int
    declared: int | None
    selected: bool
    off: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: ``first`` is always in sight (every chosen value is in it), ``rest`` on demand.

    ``name`` is the parameter, ``id`` differs where one parameter has several facets (features).
    """

    name: str
    id: str
    legend: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]


def shown_facets(result: SearchResult, asked: SearchRequest) -> list[Facet]:
    """The facets of a result, in the order of the page."""
    names = Names(result.facets, result.ids)
    found: list[Facet] = []
    for name in _ORDER:
        values = _values(name, result, asked)
        if name == FEATURE:
            for code, own in _by_code(values).items():
                found.append(_facet(name, f"{name}-{code}", legend(name, code, names), own, names))
        elif values:
            found.append(_facet(name, name, legend(name, "", names), values, names))
    return found


def _values(name: str, result: SearchResult, asked: SearchRequest) -> list[FacetValue]:
    given = result.facets.get(name, ())
    chosen: tuple[str, ...] = getattr(asked, _FIELDS[name])
    if name in ("price", "stock"):
        filtered = any(getattr(asked, field) for field in _FIELDS.values()) or result.read_labels
        return list(given) if result.total or filtered else []
    wanted = (*chosen, *_standing(name, result, asked)) if given else chosen
    values = _with_missing(given, wanted, chosen)
    order = _fixed_order(name)
    values.sort(key=lambda value: order.index(value.value) if value.value in order else len(order))
    return values


def _standing(name: str, result: SearchResult, asked: SearchRequest) -> list[str]:
    """Values that stay in sight with count 0: every label, and every tier of the labels asked for."""
    labels = services().workspace.labels
    if name == "label":
        return list(labels)
    slugs = {*asked.labels, *(read.label for read in result.read_labels)} if name == "tier" else set()
    return [tier.slug for slug in labels if slug in slugs for tier in labels[slug].tiers]


def _by_code(values: Iterable[FacetValue]) -> dict[str, list[FacetValue]]:
    found: dict[str, list[FacetValue]] = {}
    for value in values:
        found.setdefault(value.value.partition(":")[0], []).append(value)
    return found


def _facet(name: str, key: str, shown: str, values: list[FacetValue], names: Names) -> Facet:
    first = [value for place, value in enumerate(values) if place < SHOWN_AT_ONCE or value.selected]
    rest = [value for value in values[SHOWN_AT_ONCE:STANDING_VALUES] if not value.selected]
    return Facet(
        name,
        key,
        shown,
        tuple([_choice(name, value, names) for value in first]),
        tuple([_choice(name, value, names) for value in rest]),
    )


def _fixed_order(name: str) -> list[str]:
    """The fixed order of labels, and of tiers from the highest down; other values stay by their counts."""
    labels = services().workspace.labels
    if name == "tier":
        tiers = [tier for label in labels.values() for tier in label.tiers]
        return [tier.slug for tier in sorted(tiers, key=lambda tier: -tier.rank)]
    return list(labels) if name == "label" else []


def _with_missing(
    values: tuple[FacetValue, ...], wanted: Iterable[str], chosen: tuple[str, ...]
) -> list[FacetValue]:
    """The values, and every wanted one that the index has no count for. A chosen one must stay
    removable, and the labels stand in full: a label without products is an answer."""
    known = {value.value.casefold() for value in values}  # ?brand=dell is Dell, already there
    missing = dict.fromkeys(value for value in wanted if value.casefold() not in known)
    return [*values, *(FacetValue(value, 0, value in chosen) for value in missing)]


def _choice(name: str, value: FacetValue, names: Names) -> Choice:
    key = _NO_WORD.sub("-", value.value)
    shown = names.of(name, value.value)
    off = not (value.count or value.declared or value.selected)
    return Choice(f"f-{name}-{key}", value.value, shown, value.count, value.declared, value.selected, off)
