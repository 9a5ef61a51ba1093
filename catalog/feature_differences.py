"""Whether ETIM features forbid that one product stands in for another of the same class.

A feature that both give and that differs forbids it where it decides what the thing does: a number with an
electrical or optical unit or with none (poles, cores), a yes or no, a value of a list. Lengths and weights
do not, and neither do colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from catalog.features import features

Triples = Sequence[Sequence[str]]

# Signs and UN/ECE codes of what may differ between two products that do the same
_OF_THE_BODY = frozenset((
    "mm", "cm", "m", "cm2", "m2", "kg", "g", "mg", "l", "ml", "db", "db(a)", "h", "year",
    "mmt", "cmt", "mtr", "kgm", "grm", "ltr",
))  # fmt: skip
_COLOUR = re.compile(r"colou?r|farge|färg|farve|väri|\bral\b", re.IGNORECASE)
# "Colour" and "RAL-number" of ETIM, for stores without a loaded release
_COLOUR_CODES = frozenset(("EF000136", "EF000116", "EF007793"))


def codes(triples: Iterable[Sequence[str]]) -> set[str]:
    """The feature and unit codes whose names ``differing`` wants to know."""
    return {part for code, _value, unit in triples for part in (code, unit) if part}


def differing(own: Triples, other: Triples, names: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of the features that forbid it, sorted. ``names`` are those of
    features and units, as far as known."""
    mine, theirs = _values(own), _values(other)
    units = {code: unit for code, _value, unit in (*own, *other) if unit}
    return tuple(
        code
        for code in sorted(mine.keys() & theirs.keys())
        if not mine[code] & theirs[code] and _decides(code, units.get(code, ""), names)
    )


def _values(triples: Triples) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for code, value in features({"features": triples}):
        found.setdefault(code, set()).add(value.casefold())
    return found


def _decides(code: str, unit: str, names: Mapping[str, str]) -> bool:
    if code in _COLOUR_CODES or _COLOUR.search(names.get(code, "")):
        return False
    sign = names.get(unit, unit).casefold().strip()
    return sign not in _OF_THE_BODY
