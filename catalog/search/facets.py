"""What each facet value would give. All counts are over all matches.

A facet opens its own group and keeps the others: the count of a value is the number of matches that
have it, so it is the total that choosing it in an open group gives. ``evidence`` says which tags label
and tier look at.
"""

from __future__ import annotations

import re
from collections import defaultdict

import numpy as np

from catalog.search.analysis import sort_key
from catalog.search.filters import FEATURE, TAG, Filtered, chosen_features, set_filters
from catalog.search.generation import fold_value
from catalog.search.pack import Array
from catalog.search.port import EVIDENCE, STOCKS, FacetValue
from catalog.search.shelf import BAND_TEXTS, band_counts, bands, priced, stock_counts

MAX_VALUES = 200
MAX_FEATURES = 12
MAX_FEATURE_VALUES = 60
_CLASS = re.compile(r"EC[0-9]{6}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)

Values = tuple[FacetValue, ...]


def facets(filtered: Filtered) -> dict[str, Values]:
    """Every dimension of the port, in its order."""
    found = _tag_facets(filtered)
    for dimension in set_filters(filtered.request):
        found[dimension] = _set_values(filtered, dimension)
    found["stock"] = _stock_values(filtered)
    found["price"] = _price_values(filtered)
    found["feature"] = _feature_values(filtered, found["class"])
    return found


class _Tagged:
    """How many matches have each combination of tags, and sums over them."""

    def __init__(self, filtered: Filtered) -> None:
        counts = filtered.tags.column.counts(filtered.rows(TAG))
        numbers = np.flatnonzero(counts)
        self._present = list(zip(numbers.tolist(), counts[numbers].tolist(), strict=True))
        self._held = filtered.tags.held
        self.everything = sum(count for _number, count in self._present)

    def having(self, bits: int, evidence: str) -> int:
        """Matches with one of the bits under an evidence filter."""
        held = self._held[evidence]
        return sum(count for number, count in self._present if held[number] & bits)


def _tag_facets(filtered: Filtered) -> dict[str, Values]:
    tagged = _Tagged(filtered)
    return {
        "label": _tag_values(filtered, tagged, 0),
        "tier": _tag_values(filtered, tagged, 1),
        "evidence": _evidence_values(filtered, tagged),
    }


def _tag_values(filtered: Filtered, tagged: _Tagged, part: int) -> Values:
    request, snapshot = filtered.request, filtered.snapshot
    chosen = request.tiers if part else request.labels
    known = {pair[part] for pair in snapshot.pairs if pair[part]}
    found = []
    for value in sorted(known.union(chosen)):
        labels, tiers = (request.labels, (value,)) if part else ((value,), request.tiers)
        bits = snapshot.mask(labels, tiers)
        count, declared = tagged.having(bits, request.evidence), tagged.having(bits, "declared")
        found.append(FacetValue(value, count, value in chosen, declared))
    return tuple(found)


def _evidence_values(filtered: Filtered, tagged: _Tagged) -> Values:
    request = filtered.request
    bits = filtered.snapshot.mask(request.labels, request.tiers)
    restricted = request.labels or request.tiers
    found = []
    for evidence in EVIDENCE:
        count = tagged.having(bits, evidence) if restricted else tagged.everything
        found.append(FacetValue(evidence, count, evidence == request.evidence))
    return tuple(found)


def _set_values(filtered: Filtered, dimension: str) -> Values:
    """Values with matches, the most frequent first, at most 200; chosen ones always."""
    sets = filtered.snapshot.sets[dimension]
    counts = sets.per_value(sets.column.counts(filtered.rows(dimension)))
    present = np.flatnonzero(counts)
    shown = present[np.argsort(-counts[present], kind="stable")[:MAX_VALUES]]
    values = sets.values
    chosen = set_filters(filtered.request)[dimension]
    if not chosen:
        pairs = zip(shown.tolist(), counts[shown].tolist(), strict=True)
        return tuple([FacetValue(values[number], count, False) for number, count in pairs])
    return _with_chosen(filtered, dimension, counts, shown.tolist())


def _with_chosen(filtered: Filtered, dimension: str, counts: Array, shown: list[int]) -> Values:
    sets = filtered.snapshot.sets[dimension]
    chosen = {fold_value(dimension, value): value for value in set_filters(filtered.request)[dimension]}
    selected = {sets.numbers[key] for key in chosen if key in sets.numbers}
    shown += sorted(selected.difference(shown), key=lambda number: (-counts[number], number))
    found = [FacetValue(sets.values[number], int(counts[number]), number in selected) for number in shown]
    unknown = [value for key, value in chosen.items() if key not in sets.numbers]
    found += [FacetValue(value, 0, True) for value in sorted(unknown, key=sort_key)]
    return tuple(found)


def _stock_values(filtered: Filtered) -> Values:
    counts = stock_counts(filtered.snapshot.shelf.counts(filtered.rows("stock")))
    return tuple(FacetValue(value, counts[value], value in filtered.request.stocks) for value in STOCKS)


def _price_values(filtered: Filtered) -> Values:
    """The standing bands, and whatever other range was chosen."""
    snapshot, rows = filtered.snapshot, filtered.rows("price")
    counts = band_counts(snapshot.shelf.counts(rows))
    chosen = {band.text for band in bands(filtered.request.prices)}
    found = [FacetValue(text, counts[text], text in chosen) for text in BAND_TEXTS]
    for text in sorted(chosen.difference(BAND_TEXTS), key=lambda text: bands((text,))[0].low):
        prices = snapshot.price[snapshot.alive] if rows is None else snapshot.price[rows]
        found.append(FacetValue(text, int(np.count_nonzero(priced(prices, (text,)))), True))
    return tuple(found)


def _feature_values(filtered: Filtered, classes: Values) -> Values:
    """Features of the one class that was chosen or that all matches share, the most frequent feature
    first; chosen ones always. Values of one feature are in numerical order, words by frequency."""
    snapshot, chosen = filtered.snapshot, chosen_features(filtered.request)
    by_code: dict[str, dict[str, int]] = defaultdict(dict)
    if snapshot.has_features and _one_class(filtered, classes):
        for text, count in snapshot.feature_counts(filtered.rows()).items():
            by_code[text.partition(":")[0]][text] = count
    several = [code for code, counts in by_code.items() if len(counts) > 1 and code not in chosen]
    several.sort(key=lambda code: (-sum(by_code[code].values()), code))
    found: list[FacetValue] = []
    for code in (*sorted(chosen), *several[:MAX_FEATURES]):
        counts = by_code[code]
        if code in chosen:
            rows = filtered.rows(FEATURE + code)
            known = snapshot.feature_counts(rows) if by_code else {}
            counts = {text: count for text, count in known.items() if text.startswith(f"{code}:")}
            counts |= {text: snapshot.featured_count((text,), rows) for text in chosen[code]}
        found += _ordered(counts, set(chosen.get(code, ())))
    return tuple(found)


def _ordered(counts: dict[str, int], chosen: set[str]) -> list[FacetValue]:
    most = sorted(counts, key=lambda text: (text not in chosen, -counts[text], text))[:MAX_FEATURE_VALUES]

    def place(text: str) -> tuple[bool, float, int, str]:
        value = text.partition(":")[2]
        number = _NUMBER.match(value)
        return number is None, float(number[0]) if number else 0.0, -counts[text], value

    return [FacetValue(text, counts[text], text in chosen) for text in sorted(most, key=place)]


def _one_class(filtered: Filtered, classes: Values) -> bool:
    chosen = filtered.request.classes
    if chosen:
        return len(chosen) == 1 and _CLASS.fullmatch(chosen[0]) is not None
    total = filtered.total()
    return any(value.count == total and total and _CLASS.fullmatch(value.value) for value in classes)
