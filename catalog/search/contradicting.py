"""Documents that say something else than was asked: 20A for 16A, IP44 for IP65, red for blue, another brand.

Who says nothing may still be what is wanted; who says another value is not.
"""

from __future__ import annotations

import re

import numpy as np

from catalog.search.analysis import is_measure
from catalog.search.columns import Segment
from catalog.search.dimensions import UNITS
from catalog.search.pack import Array
from catalog.search.sets import NO_VALUES
from catalog.search.slots import Prepared
from catalog.search.snapshot import Snapshot

_UNIT = re.compile(rf"[\d./x]+({UNITS})")
_IP = re.compile(r"ip\d[\dx]")
_IP_CODES = tuple(f"ip{first}{second}" for first in "23456" for second in "0134567")
_CURVE = re.compile(r"[bcd](?:6|10|13|16|20|25|32|40|50|63)a?")
_CURVES = tuple(f"{curve}{rating}" for curve in "bcd" for rating in (6, 10, 13, 16, 20, 25, 32, 40, 50, 63))
_COLOURS = ("hvit", "sort", "svart", "gra", "bla", "rod", "gul", "gronn", "brun", "oransje")


def rivals(slot: str) -> tuple[str, ...]:
    """Terms one of which every document has that says anything of what a slot asks for.

    >>> rivals("16a"), rivals("stikk")
    (('a',), ())
    """
    unit = _UNIT.fullmatch(slot) if is_measure(slot) else None
    if unit is not None:
        return (unit[1],)
    if _IP.fullmatch(slot):
        return _IP_CODES
    if _CURVE.fullmatch(slot):
        return _CURVES
    return _COLOURS if slot in _COLOURS else ()


def contradicting(snapshot: Snapshot, place: int, slot: str, found: Prepared) -> Array:
    """Which documents of a segment, as a mask, say another value than the slot asks for."""
    segment: Segment = snapshot.segments[place]
    says: Array = np.zeros(segment.size, np.bool_)
    if slot in snapshot.brand_words:
        says = snapshot.sets["brand"].column.numbers[segment.base : segment.base + segment.size] != NO_VALUES
    for term in rivals(slot):
        first, last = snapshot.dictionary.spans(term.encode())[place]
        says[segment.pack["terms.docs"][first:last]] = True
    if says.any():
        says[found.in_segment(segment, place)[0]] = False
    return says
