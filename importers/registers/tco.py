"""TCO Certified: the JSON of the owner's GTIN API (industry.tcocertified.com/gtin-api).

One row is one GTIN under one certificate. The API answers ``{"data": {"products": [...]}, "meta":
{"page", "totalPages"}}``; its sample client saves the list alone. Its JSON-LD has the same words; what
JSON-LD itself may add (``@id``, the prefix ``gs1:``, ``{"@value": ...}``) is taken off, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from catalog.records import CertificateRecord, Notice, RegisterItem
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.json_rows import JsonRows
from importers.raw import original_name
from importers.registers.fields import FieldFault, Row, day, required, text
from importers.registers.long_texts import refuse_long_texts

LABEL = "tco-certified"
ROOTS = ("", "data", "data.products", "products", "items", "@graph")
_STANDARD = re.compile(r"TCO Certified,? generation (\d+)(?:,? for (\S.*))?", re.IGNORECASE)
# The rows seen say ACTIVE only, also after their end date. A word that takes the certificate back
# counts, whatever the dates say; a word not known here is left for the gate to refuse.
_TAKEN_BACK = frozenset(
    ("inactive", "expired", "revoked", "suspended", "terminated", "cancelled", "canceled")
)


def parse(path: Path, profile: Profile) -> Iterator[RegisterItem]:
    """One CertificateRecord per row; ``line`` is the 1-based row number.

    The name is kept whole: a comma may separate models or be part of one. Raises UnreadableFeed for
    a file that is not such JSON, and in full mode for one page of several.
    """
    refuse_long_texts(path)
    rows = JsonRows(path, ROOTS)
    line = 0
    for line, row in rows:
        try:
            yield from _items(line, row)
        except FieldFault as fault:
            yield fault.reject(line, row)
    page, pages = rows.facts.get("page"), rows.facts.get("totalPages")
    if isinstance(pages, int) and pages > 1:
        reason = f"the file is page {page} of {pages}"
        if profile.mode == "full":
            raise UnreadableFeed(original_name(path), f"{reason}: it cannot replace the whole register")
        yield Notice(line, "meta.totalPages", f"{reason}: the other pages are not in it")


def _items(line: int, row: object) -> Iterator[RegisterItem]:
    if not isinstance(row, Mapping):
        raise FieldFault("row", "an object is expected")
    row = _plain(row)
    info = row.get("certificationInfo")
    if not isinstance(info, Mapping):
        raise FieldFault("certificationInfo", "is missing" if info is None else "is no object")
    info = _plain(info)
    if text(info, "program") != "TCO Certified":
        raise FieldFault("program", f"{text(info, 'program')!r} is not TCO Certified")
    number = required(info, "certificateId")
    gtin = required(row, "gtin")
    required(info, "endDate")
    first, last = day(info, "startDate"), day(info, "endDate")
    if first and last and last < first:
        raise FieldFault("endDate", f"{last} is before the start date {first}")
    standard = text(info, "standard")
    match = _STANDARD.fullmatch(standard)
    if standard and not match:
        yield Notice(line, "standard", "no generation and product group recognised", standard[:300])
    status = text(info, "status").lower()
    name = text(row, "name")
    yield CertificateRecord(
        line=line,
        label=LABEL,
        number=number,
        brand=_brand(row),
        models=(name,) if name else (),
        gtins=(gtin,),
        generation=match[1] if match else "",
        product_group=(match[2] or "").strip() if match else "",
        valid_from=first,
        valid_to=last,
        status="withdrawn" if status in _TAKEN_BACK else status,
        url=text(info, "id"),
    )


def _plain(row: Row) -> dict[str, object]:
    """The object without the marks of JSON-LD. Two spellings of one word with two values are a fault."""
    found: dict[str, object] = {}
    for key, value in row.items():
        name = key.removeprefix("gs1:").removeprefix("@")
        if name in ("type", "context"):
            continue
        if isinstance(value, Mapping) and "@value" in value:
            value = value["@value"]
        if found.setdefault(name, value) != value:
            raise FieldFault(name, "stands there twice with different values")
    return found


def _brand(row: Row) -> str:
    brand = row.get("brand")  # schema.org has a Brand object where the API has nothing yet
    return text(_plain(brand), "name") if isinstance(brand, Mapping) else text(row, "brand")
