"""A basket as the fields of an OCI form (Open Catalog Interface 4.0 and 5.0), index from 1.

Names and lengths are those of SAP's field table; all fields are text. Every field of the table is there,
empty where nothing is known: MATNR is the buyer's own material number, which no supplier knows. Names are
cut to their field and stand whole in LONGTEXT (no limit; ``_1:132[]`` is its odd name for item 1); a number
that does not fit is left out, never cut. PRICE buys PRICEUNIT of UNIT: both are scaled together until three
decimals hold the price.

Labels that a register confirms: CUST_FIELD1 to 3 hold one code each (10 characters: GS1's without ``_``),
CUST_FIELD4 the first certificate's number, CUST_FIELD5 the codes of GS1's list, ATTACHMENT the evidence.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from catalog.ordering.formats.csv import PRICE_KINDS
from catalog.punchout.items import Item

VENDORMAT = {"4.0": 22, "5.0": 40}
MANUFACTMAT_LENGTH = 40
DESCRIPTION_LENGTH = 40
ADDRESS_LENGTH = 255
MAX_PRICE_UNIT = Decimal(99999)
_THOUSANDTH = Decimal("0.001")
_SCALES = tuple(Decimal(10) ** power for power in range(6))
_MAX_AMOUNT = Decimal(10) ** 11
# ETIM is the schema of our classes; OCI names a schema with ten characters.
_SCHEMA = "ETIM"


@dataclass(frozen=True, slots=True)
class Buyer:
    """What one customer takes: its codes for our units and suppliers, and the version it speaks."""

    units: Mapping[str, str] = field(default_factory=dict)
    vendors: Mapping[str, str] = field(default_factory=dict)
    version: str = "5.0"
    quote: str = ""


def fields(items: Sequence[Item], buyer: Buyer, base_url: str) -> list[tuple[str, str]]:
    """Names and values of the form's fields, in the table's order. ``base_url`` is where evidence lies."""
    return [pair for number, item in enumerate(items, 1) for pair in _of_item(number, item, buyer, base_url)]


def price_of(item: Item) -> tuple[Decimal, Decimal]:
    """Price and price unit, scaled together so that three decimals and a whole unit hold them exactly.

    Where nothing does, the largest scale that fits, rounded half up.
    """
    fit = [scale for scale in _SCALES if item.price_quantity * scale <= MAX_PRICE_UNIT]
    for scale in fit:
        price, unit = item.price * scale, item.price_quantity * scale
        if price == price.quantize(_THOUSANDTH) and unit == unit.to_integral_value():
            return price, unit
    whole = [scale for scale in fit if item.price_quantity * scale % 1 == 0]
    if whole:
        return (item.price * whole[-1]).quantize(_THOUSANDTH, ROUND_HALF_UP), item.price_quantity * whole[-1]
    return (item.price / item.price_quantity).quantize(_THOUSANDTH, ROUND_HALF_UP), Decimal(1)


def unit_of(unit: str, units: Mapping[str, str]) -> str:
    """The customer's code for a UN/ECE code, else that itself; UNIT has three characters."""
    return units.get(unit, unit)[:3]


def _of_item(number: int, item: Item, buyer: Buyer, base_url: str) -> Iterator[tuple[str, str]]:
    for name, value in _table(item, buyer, base_url).items():
        if name == "LONGTEXT":
            yield f"NEW_ITEM-LONGTEXT_{number}:132[]", value
        else:
            yield f"NEW_ITEM-{name}[{number}]", value


def _table(item: Item, buyer: Buyer, base_url: str) -> dict[str, str]:
    price, price_unit = price_of(item)
    manufacturer = _fitting(item.mpn, MANUFACTMAT_LENGTH)
    schema = _SCHEMA if item.class_code.startswith("EC") else ""
    return {
        "DESCRIPTION": _plain(item.name)[:DESCRIPTION_LENGTH].rstrip(),
        "MATNR": "",
        "QUANTITY": _decimal(item.quantity),
        "UNIT": unit_of(item.unit, buyer.units),
        "PRICE": _decimal(price),
        "CURRENCY": item.currency,
        "PRICEUNIT": format(price_unit, "f").partition(".")[0],
        "LEADTIME": "",
        "LONGTEXT": _long_text(item),
        "VENDOR": buyer.vendors.get(item.supplier, ""),
        "VENDORMAT": _fitting(item.number, VENDORMAT[buyer.version]),
        "MANUFACTCODE": _fitting(_plain(item.brand), 10),
        "MANUFACTMAT": manufacturer,
        "MATGROUP": item.unspsc,
        "SERVICE": "",
        "CONTRACT": "",
        "CONTRACT_ITEM": "",
        "EXT_QUOTE_ID": buyer.quote[:35],
        "EXT_QUOTE_ITEM": str(item.position),
        "EXT_PRODUCT_ID": str(item.offer_id),
        **_attachment(item, base_url),
        "EXT_SCHEMA_TYPE": schema,
        "EXT_CATEGORY_ID": item.class_code if schema else "",
        **_custom(item),
    }


def _attachment(item: Item, base_url: str) -> dict[str, str]:
    """The evidence page as it stood that day; PURPOSE is empty, ``C`` would mean a configuration."""
    address = evidence_address(item, base_url) if item.labels else ""
    if len(address) > ADDRESS_LENGTH:
        address = ""
    title = "; ".join(_plain(label.text) for label in item.labels) if address else ""
    return {
        "ATTACHMENT": address, "ATTACHMENT_TITLE": title[:ADDRESS_LENGTH].rstrip(), "ATTACHMENT_PURPOSE": "",
    }  # fmt: skip


def evidence_address(item: Item, base_url: str) -> str:
    """Where the evidence for the item's labels lies, as it stood on the day."""
    return f"{base_url}/products/{item.product_id}/evidence?on={item.on.isoformat()}"


def _custom(item: Item) -> dict[str, str]:
    codes = [label.code for label in item.verified if label.code]
    short = [code.replace("_", "")[:10] for code in codes][:3]
    listed = ""
    for code in codes:
        longer = f"{listed} {code}".strip()
        listed = longer if len(longer) <= 50 else listed
    certificate = next((label.certificate for label in item.verified if label.certificate), "")
    fields = dict(zip(("CUST_FIELD1", "CUST_FIELD2", "CUST_FIELD3"), [*short, "", "", ""], strict=False))
    return fields | {"CUST_FIELD4": _fitting(certificate, 20), "CUST_FIELD5": listed}


def _long_text(item: Item) -> str:
    """The whole name, what the buyer noted, what kind of price it is, and the evidence for every label: one
    line each."""
    parts = (item.name, item.note, price_kind(item), *(label.text for label in item.labels))
    return "\n".join(filter(None, map(_plain, parts)))


def price_kind(item: Item) -> str:
    """What kind of price it is, in bokmål: a recommended gross price must never pass for an agreed one."""
    words = PRICE_KINDS.get(item.price_kind, item.price_kind)
    return f"Pris: {words}" if words else ""


def _plain(text: str) -> str:
    """One line, without control characters."""
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(char for char in composed if char.isprintable())


def _fitting(text: str, length: int) -> str:
    """The text if it fits and can be written, else '': half a number is another number."""
    return text if len(text) <= length and text.isprintable() else ""


def _decimal(amount: Decimal) -> str:
    """Three decimals and a point. Raises ValueError for what the field's eleven digits cannot hold."""
    if not 0 <= amount < _MAX_AMOUNT:
        raise ValueError(f"{amount} does not fit into an OCI amount")
    return format(amount.quantize(_THOUSANDTH, ROUND_HALF_UP), "f")
