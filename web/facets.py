"""Facets as the search page shows them: what each value is called, in which order, what is in sight."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from catalog.search.port import NEW, STANDING_VALUES, FacetValue, SearchRequest, SearchResult
from web.facet_names import Names, legend
from web.query_args import LISTS
from web.services import services

SHOWN_AT_ONCE = 8
FEATURE = "feature"
_FIELDS = dict(LISTS)
_NO_WORD = re.compile(r"[\W_]")
_ORDER = (
    "label", "tier", "class", FEATURE, "brand", "supplier", "stock", "price", "condition", "agreement",
    "risk",
)  # fmt: skip


@dataclass(slots=True)
class Choice:
    """One value of one facet as the page shows it; ``id`` is stable over searches, so focus stays.

    Not frozen: a page makes a hundred, and freezing would treble what that costs.
    """

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

    @property
    def chosen(self) -> int:
        """How many of its values are."""
        return sum(choice.selected for choice in self.first)


def shown_facets(result: SearchResult, asked: SearchRequest) -> list[Facet]:
    """The facets of a result, in the order of the page."""
    standing = [
        (name, code, *_parted(values))
        for name in _ORDER
        for code, values in _by_code(name, _values(name, result, asked)).items()
    ]
    shown: dict[str, list[FacetValue]] = {}
    for name, _code, first, rest in standing:
        shown.setdefault(name, []).extend((*first, *rest))
    names = Names(shown, result.ids)
    return [
        Facet(
            name,
            f"{name}-{code}" if code else name,
            legend(name, code, names),
            tuple([_choice(name, value, names) for value in first]),
            tuple([_choice(name, value, names) for value in rest]),
        )
        for name, code, first, rest in standing
    ]


def _values(name: str, result: SearchResult, asked: SearchRequest) -> list[FacetValue]:
    given = result.facets.get(name, ())
    chosen: tuple[str, ...] = getattr(asked, _FIELDS[name], ())
    if name == "condition" and not any(value.value != NEW or value.selected for value in given):
        return []
    if name in ("price", "stock", "risk"):
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


def _by_code(name: str, values: list[FacetValue]) -> dict[str, list[FacetValue]]:
    """The values by their facet: each feature has one of its own, the others have one ('')."""
    if name != FEATURE:
        return {"": values} if values else {}
    found: dict[str, list[FacetValue]] = {}
    for value in values:
        found.setdefault(value.value.partition(":")[0], []).append(value)
    return found


def _parted(values: list[FacetValue]) -> tuple[list[FacetValue], list[FacetValue]]:
    """What is always in sight (every chosen value is), and the rest of what is on the page at all."""
    first = [value for place, value in enumerate(values) if place < SHOWN_AT_ONCE or value.selected]
    return first, [value for value in values[SHOWN_AT_ONCE:STANDING_VALUES] if not value.selected]


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
    shown = names.of(name, value.value)
    off = not (value.count or value.declared or value.selected)
    return Choice(
        _id(name, value.value), value.value, shown, value.count, value.declared, value.selected, off
    )


@lru_cache(maxsize=10_000)
def _id(name: str, value: str) -> str:
    return f"f-{name}-{_NO_WORD.sub('-', value)}"
