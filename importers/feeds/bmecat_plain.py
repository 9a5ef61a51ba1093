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
_STEP = 4  # three groups, and what stands between

# FDESCR and its kin say nothing that is read where a value stands beside them. No step is ever taken back
# (+), so a hostile text costs no more than its length.
_SHAPE = r"""
    <{p}FEATURE>\s*+
    <{p}FNAME>\s*+(EF[0-9A-Z]{{6}})\s*+</{p}FNAME>\s*+
    <{p}FVALUE>\s*+([^\s<&]{{1,{longest}}}+
        (?:\s*+</{p}FVALUE>\s*+<{p}FVALUE>\s*+[^\s<&]{{1,{longest}}}+)?+)\s*+</{p}FVALUE>\s*+
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
    found = [
        (code, _both(said) if "<" in said else said, unit or "")
        for code, said, unit in zip(pieces[1::_STEP], pieces[2::_STEP], pieces[3::_STEP], strict=True)
        if said != NO_VALUE
    ]
    return None if any(len(said) > LONGEST for _code, said, _unit in found) else found


def _both(written: str) -> str:
    """Two values with the tags between them as one."""
    first, _, second = written.partition("<")
    first, second = first.rstrip(), second[second.rindex(">") + 1 :].lstrip()
    is_range = AMOUNT.fullmatch(first) and AMOUNT.fullmatch(second)
    return f"{first}{'..' if is_range else '|'}{second}"


@lru_cache(maxsize=16)
def _shape(prefix: str | None) -> re.Pattern[str]:
    """The shape of a feature whose elements wear ``prefix``."""
    written = _SHAPE.format(p=f"{re.escape(prefix)}:" if prefix else "", longest=LONGEST)
    return re.compile(written, re.VERBOSE)
