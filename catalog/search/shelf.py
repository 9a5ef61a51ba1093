"""Stock and price band of each document in one small column: both facets are one count.

A shelf number is the number of the band (0 for no price), and BANDS more where it is in stock.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from catalog.search.bands import BANDS, Band, parse_band
from catalog.search.pack import Array
from catalog.search.port import STOCKS

BAND_NUMBERS = len(BANDS) + 1
SHELVES = BAND_NUMBERS * len(STOCKS)
BAND_TEXTS = tuple(band.text for band in BANDS)


def shelf_numbers(stock: Array, prices: Array) -> Array:
    """The shelf number of each document. A price below zero is in no band."""
    lows = np.array([band.low for band in BANDS], np.int64)
    shelves: Array = np.searchsorted(lows, prices, side="right") + stock * BAND_NUMBERS
    return shelves.astype(np.uint8)


def in_stocks(stocks: Sequence[str]) -> Array:
    """For each shelf number, whether it has one of these stocks."""
    present: Array = np.repeat(["out" in stocks, "in" in stocks], BAND_NUMBERS)
    return present


def stock_counts(counts: Array) -> dict[str, int]:
    """Counts of ``in`` and ``out`` from counts of shelves."""
    out, present = counts.reshape(len(STOCKS), BAND_NUMBERS).sum(axis=1).tolist()
    return {"in": present, "out": out}


def band_counts(counts: Array) -> dict[str, int]:
    """Counts of the standing bands from counts of shelves."""
    numbers = counts.reshape(len(STOCKS), BAND_NUMBERS).sum(axis=0).tolist()
    return dict(zip(BAND_TEXTS, numbers[1:], strict=True))


def priced(prices: Array, ranges: Sequence[Band]) -> Array:
    """Which of the prices lie in one of the ranges."""
    edges: list[int] = []
    for band in sorted(ranges, key=lambda band: band.low):
        if edges and band.low <= edges[-1]:
            edges[-1] = max(edges[-1], band.high)
        else:
            edges += [band.low, band.high]
    # between the first and the second edge, the third and the fourth ...
    kept: Array = np.searchsorted(np.array(edges, np.int64), prices, side="right") % 2 == 1
    return kept


def range_counts(prices: Array, ranges: Sequence[Band]) -> dict[str, int]:
    """How many of the prices lie in each of the ranges."""
    ordered = np.sort(prices)
    ends = np.array([(band.low, band.high) for band in ranges], np.int64).reshape(-1, 2)
    below = np.searchsorted(ordered, ends, side="left")
    counts = (below[:, 1] - below[:, 0]).tolist()
    return {band.text: count for band, count in zip(ranges, counts, strict=True)}


def bands(texts: Sequence[str]) -> list[Band]:
    """The ranges asked for, each once. Raises InvalidRequest."""
    return list(dict.fromkeys(parse_band(text) for text in texts))
