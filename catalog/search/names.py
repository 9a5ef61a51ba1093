"""Names that people begin to type: brands and classes, found by the beginning of any of their words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from catalog.search.analysis import fold

_WORD = re.compile(r"(?<![^\s-])[^\s-]")
_AFTER = "\U0010ffff"


class Names:
    """The names of numbered values; those that begin with a text come before those with a later word."""

    __slots__ = ("_starts",)

    def __init__(self, named: Iterable[tuple[int, str]]) -> None:
        self._starts = sorted(
            (text[match.start() :], match.start() > 0, number)
            for number, name in named
            for text in (fold(name),)
            for match in _WORD.finditer(text)
        )

    def beginning(self, typed: str, weights: Sequence[int], limit: int) -> list[int]:
        """The values of which a name has a word that begins so (``typed`` is folded), the heaviest first;
        values without weight are left out."""
        first = bisect_left(self._starts, (typed,))
        last = bisect_left(self._starts, (typed + _AFTER,))
        best: dict[int, bool] = {}
        for _text, later, number in self._starts[first:last]:
            best[number] = best.get(number, True) and later
        found = [(later, -weights[number], number) for number, later in best.items() if weights[number]]
        return [number for *_rank, number in sorted(found)[:limit]]
