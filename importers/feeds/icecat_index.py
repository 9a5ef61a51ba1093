"""One ``file`` of an Icecat index: which data sheets exist, with part numbers and GTINs, without features.

The brand is a number of Icecat's own list of suppliers, which is another file: the brand is unknown here.
GTINs are children (EAN_UPCS/EAN_UPC), though Icecat's manual lists them among the attributes.
"""

from __future__ import annotations

from collections.abc import Iterable

from catalog.records import ProductRecord, Reject, Tombstone
from importers import xml_stream
from importers.text import RAW_LIMIT
from importers.xml_stream import Element

_KEPT = ("Product_ID", "Supplier_id", "Catid", "Quality", "Updated", "Date_Added", "path")
MOST_NUMBERS = 100


def read_entry(entry: Element, line: int) -> ProductRecord | Tombstone | Reject:
    """The record of one entry. A GTIN that nobody approved is kept beside it, not compared."""
    number = entry.get("Prod_ID", "").strip()
    if not number:
        raw = " ".join(f"{name}={entry.get(name, '')}" for name in _KEPT)
        return Reject(line, "Prod_ID", "expected a part number, found none", raw[:RAW_LIMIT])
    if entry.get("Quality", "").strip().upper() == "REMOVED":
        return Tombstone(line, number)
    groups = xml_stream.children(entry, "EAN_UPCS")
    codes = [code for group in groups for code in xml_stream.children(group, "EAN_UPC")]
    approved, unapproved = gtins(codes, "Value")
    others = [xml_stream.text(other) for other in xml_stream.children(entry, "M_Prod_ID")]
    extra = {f"icecat:{name.lower()}": entry.get(name, "").strip() for name in _KEPT}
    extra["icecat:other_numbers"] = ", ".join(filter(None, others[:MOST_NUMBERS]))
    extra["icecat:unapproved_gtins"] = unapproved
    return ProductRecord(
        line=line,
        supplier_number=number,
        name=" ".join(entry.get("Model_Name", "").split()) or number,
        mpn=number,
        gtins=approved,
        image_url=entry.get("HighPic", "").strip(),
        discontinued=entry.get("On_Market", "").strip() == "0",
        extra=tuple((name, value) for name, value in extra.items() if value),
    )


def gtins(codes: Iterable[Element], attribute: str) -> tuple[tuple[str, ...], str]:
    """The GTINs of these elements, each once, and apart from them (as one text) those nobody approved."""
    found: dict[str, None] = {}
    unapproved: dict[str, None] = {}
    for code in codes:
        value = code.get(attribute, "").strip()
        if value:
            (unapproved if code.get("IsApproved", "").strip() == "0" else found)[value] = None
    return tuple(found), ", ".join(list(unapproved)[:MOST_NUMBERS])
