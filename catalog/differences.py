"""Two texts side by side, with what differs marked letter by letter. For people only, never to match."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from catalog.review_shapes import Comparison, Segment


def texts(field: str, ours: str, theirs: str) -> Comparison:
    """Compares two texts; upper and lower case are the same, everything else counts. Where one side says
    nothing, nothing differs."""
    if not ours or not theirs:
        return Comparison(field, _whole(ours), _whole(theirs))
    matcher = SequenceMatcher(None, [*map(str.casefold, ours)], [*map(str.casefold, theirs)], autojunk=False)
    mine: list[Segment] = []
    other: list[Segment] = []
    for kind, start, end, from_, to in matcher.get_opcodes():
        same = kind == "equal"
        if end > start:
            mine.append((ours[start:end], same))
        if to > from_:
            other.append((theirs[from_:to], same))
    return Comparison(field, tuple(mine), tuple(other))


def _whole(text: str) -> tuple[Segment, ...]:
    return ((text, True),) if text else ()


def sets(field: str, ours: Iterable[str], theirs: Iterable[str], limit: int = 8) -> Comparison:
    """Compares two sets of whole values; shared ones first, at most ``limit`` a side."""
    mine, other = set(ours), set(theirs)
    shared = mine & other if mine and other else mine | other

    def side(values: set[str]) -> tuple[Segment, ...]:
        ranked = sorted(values, key=lambda value: (value not in shared, value))
        return tuple((value, value in shared) for value in ranked[:limit])

    return Comparison(field, side(mine), side(other))
