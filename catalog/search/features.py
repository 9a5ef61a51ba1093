"""Features of a class: which values each document has, and which documents each value has.

A product has a few dozen of them and hardly two have the same set, so they are lists, both ways round,
and stay with their segment: an update copies none. They are counted only for the matches of one class.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import numpy as np

from catalog.search.pack import Array, Blob, Pack, Terms


class Features:
    """The features of an open segment; a value is written ``EF000008:3``."""

    __slots__ = ("_pack", "values")

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self.values = Terms(pack, "features")

    def documents(self, value: bytes) -> Array:
        """The documents that have a value, in order."""
        number = self.values.find(value)
        starts = self._pack["features.posts"]
        if number < 0:
            return self._pack["features.docs"][:0]
        return self._pack["features.docs"][starts[number] : starts[number + 1]]

    def count(self, docs: Array) -> Iterable[tuple[bytes, int]]:
        """The values that some of the documents have, and how many have each."""
        if not len(self.values):
            return
        starts = self._pack["features.lists"]
        first = starts[docs]
        sizes = starts[docs + 1] - first
        places = np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
        counts = np.bincount(self._pack["features.numbers"][places], minlength=len(self.values))
        for number in np.flatnonzero(counts).tolist():
            yield self.values[number], int(counts[number])


class Lists:
    """A growing list of values a document, and from it the arrays of ``Features``."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._numbers = array("I")
        self._starts = array("q", [0])

    def add(self, values: Sequence[str]) -> None:
        """Appends the values of the next document."""
        for value in values:
            self._numbers.append(self._known.setdefault(value, len(self._known)))
        self._starts.append(len(self._numbers))

    def arrays(self, name: str) -> dict[str, Array]:
        """The sorted values, the list of each document, the documents of each value."""
        texts = [value.encode("utf-8", "surrogatepass") for value in self._known]
        order = sorted(range(len(texts)), key=texts.__getitem__)
        blob = Blob()
        for number in order:
            blob.add(texts[number])
        sorted_numbers = np.zeros(len(texts), np.uint32)
        sorted_numbers[order] = np.arange(len(texts), dtype=np.uint32)
        starts = np.array(self._starts, np.int64)
        numbers = sorted_numbers[np.array(self._numbers, np.uint32)]
        owners = np.repeat(np.arange(len(starts) - 1, dtype=np.uint32), np.diff(starts))
        posts = np.zeros(len(texts) + 1, np.int64)
        posts[1:] = np.cumsum(np.bincount(numbers, minlength=len(texts)))
        return blob.arrays(name) | {
            f"{name}.lists": starts,
            f"{name}.numbers": numbers,
            f"{name}.posts": posts,
            f"{name}.docs": owners[np.argsort(numbers, kind="stable")],
        }
