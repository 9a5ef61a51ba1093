"""GTINs that lost their leading zeros in a spreadsheet, where the profile says that the supplier does that.

Ten or eleven digits may be a UPC or a GTIN-13 without its noughts, or a number of the supplier's own; one in
ten of the latter has a fitting check digit by chance. So nothing is put back unless the operator has looked
at the supplier's files and set the option ``pad_gtin = "yes"``; the raw text is kept beside the record.
"""

from __future__ import annotations

import re
from dataclasses import replace

from catalog.errors import InvalidIdentifier
from catalog.identifiers import validate_gtin
from catalog.records import Notice, ProductRecord

OPTION = "pad_gtin"
_SHORT = re.compile(r"[0-9]{10,11}", re.ASCII)


def padded(record: ProductRecord) -> tuple[ProductRecord, list[Notice]]:
    """The record with short numbers as GTIN-12, where the check digit then fits; each told with a notice."""
    gtins: list[str] = []
    notices: list[Notice] = []
    raw: list[str] = []
    for number in record.gtins:
        restored = _restored(number)
        gtins.append(restored or number)
        if restored:
            raw.append(number)
            reason = f"{len(number)} digits: leading zeros put back by the profile ({OPTION})"
            notices.append(Notice(record.line, "gtin", reason, number))
    if not raw:
        return record, []
    kept = (*record.extra, ("gtin_raw", "|".join(raw)))
    return replace(record, gtins=tuple(dict.fromkeys(gtins)), extra=kept), notices


def _restored(number: str) -> str:
    if not _SHORT.fullmatch(number):
        return ""
    try:
        validate_gtin(number.zfill(12))
    except InvalidIdentifier:
        return ""
    return number.zfill(12)
