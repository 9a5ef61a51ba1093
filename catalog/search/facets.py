"""What each facet value would give. All counts are over all matches.

A facet opens its own group and keeps the others: the count of a value is the number of matches that
have it, so it is the total that choosing it in an open group gives. ``evidence`` says which tags label
and tier look at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import repeat

from catalog.search.analysis import sort_key
from catalog.search.filters import FEATURE, TAG, Filtered, chosen_features, set_filters
from catalog.search.pack import Array
from catalog.search.port import EVIDENCE, STANDING_VALUES, STOCKS, FacetValue
from catalog.search.scopes import SCOPED
from catalog.search.sets import SetColumn, fold_value
from catalog.search.shelf import BAND_TEXTS, band_counts, bands, range_counts, stock_counts

MAX_VALUES = 200
MAX_FEATURES = 12
MAX_FEATURE_VALUES = 60
_CLASS = re.compile(r"EC[0-9]{6}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)

Values = tuple[FacetValue, ...]


def facets(filtered: Filtered) -> dict[str, Values]:
    """Every dimension of the port, in its order."""
    found = _tag_facets(filtered)
    for dimension, chosen in set_filters(filtered.request).items():
        found[dimension] = _set_values(filtered, dimension, chosen)
    found["stock"] = _stock_values(filtered)
    found["price"] = _price_values(filtered)
    found["feature"] = _feature_values(filtered, found["class"])
    for scoped in filtered.request.scoped:
        rows = filtered.rows(SCOPED + scoped.name)
        found[scoped.name] = filtered.snapshot.scopes.values(scoped, rows)
    return found


def _tag_facets(filtered: Filtered) -> dict[str, Values]:
    request = filtered.request
    table = filtered.tags.table(request.labels, request.tiers, request.evidence)
    labels, tiers, evidence = table.sums(filtered.tags.column.counts(filtered.rows(TAG)))
    return {
        "label": tuple([FacetValue(name, n, name in request.labels, more) for name, n, more in labels]),
        "tier": tuple([FacetValue(name, n, name in request.tiers, more) for name, n, more in tiers]),
        "evidence": tuple(
            [
                FacetValue(name, n, name == request.evidence)
                for name, n in zip(EVIDENCE, evidence, strict=True)
            ]
        ),
    }


def _set_values(filtered: Filtered, dimension: str, chosen: tuple[str, ...]) -> Values:
    """Values with matches, the most frequent first, at most MAX_VALUES; chosen ones always.

    Up to STANDING_VALUES those follow that the text has and other filters exclude, with count 0: what
    was on the page stays there when a filter is added.
    """
    sets = filtered.snapshot.sets[dimension]
    rows = filtered.rows(dimension)
    numbers, counts = sets.most(rows, MAX_VALUES)
    names = [sets.values[number] for number in numbers]
    gone = _excluded(filtered, rows, sets, numbers)
    if not chosen:
        return (*map(FacetValue, names, counts, repeat(False)), *gone)
    folded = {fold_value(dimension, value): value for value in chosen}
    selected = {sets.numbers[key] for key in folded if key in sets.numbers}
    found = [
        FacetValue(name, count, number in selected)
        for name, count, number in zip(names, counts, numbers, strict=True)
    ]
    missing = sorted(selected.difference(numbers))
    if missing:
        every = sets.counts(rows)
        found += [FacetValue(sets.values[number], int(every[number]), True) for number in missing]
    unknown = [value for key, value in folded.items() if key not in sets.numbers]
    found += [FacetValue(value, 0, True) for value in sorted(unknown, key=sort_key)]
    there = {value.value for value in found}
    return (*found, *(value for value in gone if value.value not in there))


def _excluded(filtered: Filtered, rows: Array | None, sets: SetColumn, there: list[int]) -> list[FacetValue]:
    every, room = filtered.unfiltered(), STANDING_VALUES - len(there)
    if rows is every or room <= 0:
        return []
    known = set(there)
    gone = [number for number in sets.most(every, STANDING_VALUES)[0] if number not in known]
    return [FacetValue(sets.values[number], 0, False) for number in gone[:room]]


def _stock_values(filtered: Filtered) -> Values:
    counts = stock_counts(filtered.snapshot.shelf.counts(filtered.rows("stock")))
    return tuple(FacetValue(value, counts[value], value in filtered.request.stocks) for value in STOCKS)


def _price_values(filtered: Filtered) -> Values:
    """The standing bands, and whatever other range was chosen."""
    snapshot, rows = filtered.snapshot, filtered.rows("price")
    counts = band_counts(snapshot.shelf.counts(rows))
    chosen = {band.text for band in bands(filtered.request.prices)}
    found = [FacetValue(text, counts[text], text in chosen) for text in BAND_TEXTS]
    others = [band for band in bands(filtered.request.prices) if band.text not in BAND_TEXTS]
    if others:
        prices = snapshot.price[snapshot.alive] if rows is None else snapshot.price[rows]
        more = range_counts(prices, sorted(others, key=lambda band: band.low))
        found += [FacetValue(text, count, True) for text, count in more.items()]
    return tuple(found)


def _feature_values(filtered: Filtered, classes: Values) -> Values:
    """Features of the one class that was chosen or that all matches share, the most frequent feature
    first; chosen ones always. Values of one feature are in numerical order, words by frequency.

    What the text has in that class stays, with count 0 where other filters leave nothing of it.
    """
    snapshot, chosen = filtered.snapshot, chosen_features(filtered.request)
    if not chosen and not snapshot.has_features:
        return ()
    code = _one_class(filtered, classes)
    standing = _by_feature(snapshot.feature_counts(filtered.in_class(code))) if code else {}
    several = [code for code, counts in standing.items() if len(counts) > 1 and code not in chosen]
    several.sort(key=lambda code: (-sum(standing[code].values()), code))
    here = snapshot.feature_counts(filtered.rows()) if several else {}
    found: list[FacetValue] = []
    for code in (*sorted(chosen), *several[:MAX_FEATURES]):
        known, more = here, chosen.get(code, [])
        if more:
            rows = filtered.rows(FEATURE + code)
            known = snapshot.feature_counts(rows) if code in standing else {}
            known |= {text: snapshot.featured_count((text,), rows) for text in more}
        texts = dict.fromkeys((*standing.get(code, ()), *more))
        found += _ordered({text: known.get(text, 0) for text in texts}, set(more))
    return tuple(found)


def _by_feature(counts: dict[str, int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for text, count in counts.items():
        found[text.partition(":")[0]][text] = count
    return dict(found)


def _ordered(counts: dict[str, int], chosen: set[str]) -> list[FacetValue]:
    most = sorted(counts, key=lambda text: (text not in chosen, -counts[text], text))[:MAX_FEATURE_VALUES]

    def place(text: str) -> tuple[bool, float, int, str]:
        value = text.partition(":")[2]
        number = _NUMBER.match(value)
        return number is None, float(number[0]) if number else 0.0, -counts[text], value

    return [FacetValue(text, counts[text], text in chosen) for text in sorted(most, key=place)]


def _one_class(filtered: Filtered, classes: Values) -> str:
    """The class that was chosen, or that all matches share (of the text alone, where filters leave none);
    '' where they are few or of several classes."""
    chosen, total = filtered.request.classes, filtered.total()
    if chosen:
        return chosen[0] if len(chosen) == 1 and _CLASS.fullmatch(chosen[0]) else ""
    if total:
        counts = [(value.value, value.count) for value in classes]
    else:
        rows, sets = filtered.unfiltered(), filtered.snapshot.sets["class"]
        total = filtered.snapshot.meta.documents if rows is None else len(rows)
        counts = [(sets.values[number], count) for number, count in zip(*sets.most(rows, 2), strict=True)]
    return next((value for value, count in counts if count == total > 1 and _CLASS.fullmatch(value)), "")
