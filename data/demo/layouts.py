"""How the demo's records look in each file format: texts only, generate.py encodes them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence

from assortment import Item

Row = dict[str, str]

# PrisEnhet, its text, MåleEnhet (1 piece, 2 metre) and how many of these one price unit holds.
_UNITS = {
    "EA": ("STYKK", "1", 1),
    "MTR": ("METER", "2", 1),
    "HMT": ("100 M", "2", 100),
    "PK": ("PAKKE", "1", 1),
}
_FEED_COLUMNS = (
    "supplier_number", "gtin", "mpn", "brand", "name", "description", "el_number", "el_country",
    "etim_class", "product_group", "price", "currency", "price_unit", "price_quantity", "unit",
    "stock", "labels", "certificates",
)  # fmt: skip


def offset(days: int, nelfo_date: bool = False) -> str:
    """A placeholder for a day, filled in when the demo is loaded."""
    return f"{{{{{'n:' if nelfo_date else ''}{days:+d}}}}}"


def nelfo(items: Sequence[Item]) -> str:
    """A product file of EFO/NELFO 4.0: VH, each VL with its VX and VA, two freight lines, CR+LF."""
    lines = [
        f"VH;EFONELFO;4.0;NO310000000MVA;;;{offset(-30, True)};{offset(335, True)};NOK;;"
        "Nordvolt Elektro AS (demo);Demoveien 1;;0001;OSLO;NO"
    ]
    for item in items:
        lines += _nelfo_product(item)
    lines.append(_freight("21", "FRAKT"))
    lines.append(_freight("22", "KABELTROMMEL DEPOSITUM"))
    return "".join(f"{line}\r\n" for line in lines)


def _freight(number: str, name: str) -> str:
    return f"VL;9;{number};{name};;1;EA;STYKK;0;10000;{offset(-30, True)};0;;;;;;;;"


def _nelfo_product(item: Item) -> list[str]:
    text, measure, holds = _UNITS[item.unit]
    pack_of = re.search(r"\bPK(\d+)\b", item.name)
    if item.unit == "PK" and pack_of:
        holds = int(pack_of[1])
    mark = "1" if item.number == item.el_number else "0"
    fields = (
        "VL", mark, item.number, item.name[:30], item.name[30:60], measure, item.unit, text,
        str(item.price), str(holds * 10000), offset(-30, True), item.status, "",
        f"N{item.number[:3]}", item.brand[:10], item.mpn[:10], "J" if item.stocked else "N",
        str(item.pack * 10000), "", "B",
    )  # fmt: skip
    lines = [";".join(fields)]
    if item.unspsc:
        lines.append(f"VX;UNSPSC;{item.unspsc}")
    if item.gtin:
        lines.append(f"VA;2;{item.gtin};V;")
    if item.pack > 1:
        lines.append(f"VA;{mark};{item.number};P;{item.pack * 10000}")
    for relation in item.relations:
        kind, _, number = relation.partition(":")
        lines.append(f"VA;1;{number};{kind};")
    return lines


def feed_csv(items: Sequence[Item]) -> str:
    """A feed in the ``table`` format, comma separated."""
    return _csv(_FEED_COLUMNS, [_feed_row(item) for item in items])


def _feed_row(item: Item) -> Row:
    return {
        "supplier_number": item.number,
        "gtin": item.gtin,
        "mpn": item.mpn,
        "brand": item.brand,
        "name": item.name,
        "description": item.description,
        "el_number": item.el_number,
        "el_country": "NO" if item.el_number else "",
        "etim_class": item.etim,
        "product_group": item.group,
        "price": f"{item.price // 100}.{item.price % 100:02d}",
        "currency": "NOK",
        "price_unit": item.unit,
        "price_quantity": "1",
        "unit": item.unit,
        "stock": str(item.stock),
        "labels": "|".join(item.labels),
        "certificates": "|".join(item.certificates),
    }


def tco_json(rows: Sequence[Row]) -> str:
    """The list that the TCO Certified GTIN API answers, one product a line."""
    products = [
        {
            "gtin": f"0{row['gtin']}",
            "id": f"https://id.gs1.org/01/0{row['gtin']}",
            "name": row["name"],
            "type": "Product",
            "certificationInfo": {
                "agency": "TCO Development",
                "program": "TCO Certified",
                "standard": f"TCO Certified, generation {row['generation']}, for {row['category']}",
                "certificateId": row["certificate"],
                "startDate": row["valid_from"],
                "endDate": row["valid_to"],
                "status": "ACTIVE",
                "id": f"https://example.com/demo?cert={row['certificate']}",
                "type": "CertificationDetails",
            },
        }
        for row in rows
    ]
    lines = (json.dumps(product, ensure_ascii=False, separators=(",", ":")) for product in products)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def table_csv(rows: Sequence[Row]) -> str:
    """Rows under the columns of the first one, comma separated."""
    return _csv(tuple(rows[0]), rows)


def _csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
