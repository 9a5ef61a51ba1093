"""What a typed number can be: GTIN, el-number, part number, supplier's number. Pure: keys to look up.

Only exact keys: a number is never guessed, completed or expanded. The one thing that is put back are leading
zeros that a spreadsheet dropped from a GTIN, and only where the check digit proves them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from catalog.errors import InvalidIdentifier
from catalog.identifiers import (
    EL_COUNTRIES,
    GTIN_LENGTHS,
    is_global_gtin,
    mpn_key,
    validate_el_number,
    validate_gtin,
)
from catalog.keys import brand_model_key

RUINED = "ruined"
LONGEST = 120
LONGEST_NUMBER = 64
_SHEET = re.compile(r"[0-9]([.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_SCOPE = re.compile(r"([A-Za-z0-9-]{2,60}):(.+)")
# a GTIN of 12 or 13 digits that lost one to four zeros; shorter ones prove too little
_CUT = (9, 10, 11)
_BRAND_WORDS = 3


@dataclass(frozen=True, slots=True)
class Sought:
    """Where to look for a number: ``keys`` of ``OfferKey``, ``numbers`` of suppliers (of ``supplier`` only,
    where one was written before it), ``mpn`` over all brands. ``padded`` is the key that only holds with
    zeros put back; ``fault`` says why the number cannot be used at all."""

    keys: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    supplier: str = ""
    mpn: str = ""
    padded: str = ""
    fault: str = ""


def sought(text: str, brand_key: Callable[[str], str]) -> Sought:
    """The places to look for a number; nothing for one that cannot be any. ``brand_key`` folds brands."""
    number = "".join(char for char in text if char.isprintable() or char.isspace()).strip()
    if _SHEET.fullmatch("".join(number.split())):
        return Sought(fault=RUINED)
    if not number or len(number) > LONGEST:
        return Sought()
    scoped = _SCOPE.fullmatch(number)
    if scoped:
        return _scoped(scoped[1].lower(), scoped[2].strip(), number)
    gtin, padded = _gtin(number)
    keys = [gtin] if gtin else []
    el = _el(number, "NO")
    if el:
        keys.append(el)
    keys += _branded(number, brand_key)
    written = dict.fromkeys((number, number.upper(), "".join(number.split())))
    numbers = tuple(one for one in written if len(one) <= LONGEST_NUMBER)
    return Sought(tuple(keys), numbers, "", mpn_key(number), gtin if padded else "")


def _scoped(scope: str, rest: str, whole: str) -> Sought:
    """``no:1067111`` and ``onninen:123``; anything else with a colon may be a part number."""
    if scope.upper() in EL_COUNTRIES:
        el = _el(rest, scope.upper())
        return Sought((el,) if el else ())
    return Sought((), (rest[:LONGEST_NUMBER],), scope, mpn_key(whole))


def _gtin(number: str) -> tuple[str, bool]:
    """The key and whether zeros were put back; '' for what is no GTIN."""
    digits = re.sub(r"[\s-]", "", number)
    padded = len(digits) in _CUT
    if not padded and len(digits) not in GTIN_LENGTHS:
        return "", False
    try:
        found = validate_gtin(digits.zfill(GTIN_LENGTHS[1]) if padded else digits)
    except InvalidIdentifier:
        return "", False
    if padded and not is_global_gtin(found):
        return "", False
    return f"g:{found}", padded


def _el(number: str, country: str) -> str:
    try:
        return f"e:{country}:{validate_el_number(number)}"
    except InvalidIdentifier:
        return ""


def _branded(number: str, brand_key: Callable[[str], str]) -> list[str]:
    """The words before a part number may be its brand."""
    words = number.split()
    found = []
    for place in range(1, min(_BRAND_WORDS, len(words) - 1) + 1):
        model = mpn_key(" ".join(words[place:]))
        if model:
            found.append(brand_model_key(brand_key(" ".join(words[:place])), model))
    return found
