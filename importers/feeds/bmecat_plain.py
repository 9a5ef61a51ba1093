"""A block of ETIM features as text, read at once where every feature has the shape that nearly all have.

Features are most of a file, and an element costs more to hold than to write out again: the parser writes
the block in C, and one expression cuts it up. What stands between the features must be nothing at all,
and what stands before and after them no more than known, so no feature can be skipped or misread; any
other block is walked element by element, with the same outcome.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from importers.xml_stream import Element

LONGEST = 1000
NO_VALUE = "-"  # ETIM: no value known, or not applicable
AMOUNT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
Feature = tuple[str, str, str]
_STEP = 5  # four groups, and what stands between

# FDESCR and its kin say nothing that is read where a value stands beside them. No step is ever taken back
# (+), so a hostile text costs no more than its length.
_SHAPE = r"""
    <{p}FEATURE>\s*+
    <{p}FNAME>\s*+(EF[0-9A-Z]{{6}})\s*+</{p}FNAME>\s*+
    <{p}FVALUE>\s*+([^\s<&]{{1,{longest}}}+)\s*+</{p}FVALUE>\s*+
    (?:<{p}FVALUE>\s*+([^\s<&]{{1,{longest}}}+)\s*+</{p}FVALUE>\s*+)?+
    (?:<{p}FUNIT>\s*+([^\s<&]*+)\s*+</{p}FUNIT>\s*+)?+
    (?:<{p}(?:FORDER|FDESCR|FVALUE_DETAILS)>[^<]*+</[^<>]*+>\s*+)*+
    </{p}FEATURE>\s*+
"""


def plain_features(block: Element, heads: int) -> list[Feature] | None:
    """Code, value and unit of every feature that has a value; None where one of them is not plain.

    ``heads`` is the number of elements up to the first feature, the block's own included. Two values are
    a range where both are amounts (``16..32``), else two values (``EV000071|EV000154``).
    """
    written = etree.tostring(block, encoding="unicode", with_tail=False)
    if "<!" in written:  # a CDATA section may hold what looks like a feature
        return None
    pieces = _shape(block.prefix).split(written)
    head, between = pieces[0], pieces[_STEP::_STEP]
    if head.count("<") != 2 * heads - 1 or "/>" in head:
        return None
    if not between or between.pop().count("<") != 1 or any(between):
        return None
    seconds, units = pieces[3::_STEP], pieces[4::_STEP]
    if any(seconds) or any(units):
        return _completed(pieces[1::_STEP], pieces[2::_STEP], seconds, units)
    pairs = zip(pieces[1::_STEP], pieces[2::_STEP], strict=True)
    return [(code, said, "") for code, said in pairs if said != NO_VALUE]


def _completed(
    codes: list[str], firsts: list[str], seconds: list[str | None], units: list[str | None]
) -> list[Feature] | None:
    found = []
    for code, said, second, unit in zip(codes, firsts, seconds, units, strict=True):
        if second:
            both = AMOUNT.fullmatch(said) and AMOUNT.fullmatch(second)
            said = f"{said}{'..' if both else '|'}{second}"
            if len(said) > LONGEST:
                return None
        if said != NO_VALUE:
            found.append((code, said, unit or ""))
    return found


@lru_cache(maxsize=16)
def _shape(prefix: str | None) -> re.Pattern[str]:
    """The shape of a feature whose elements wear ``prefix``."""
    written = _SHAPE.format(p=f"{re.escape(prefix)}:" if prefix else "", longest=LONGEST)
    return re.compile(written, re.VERBOSE)
