"""The catalogue as files that importers read: a NELFO price file, a wholesaler's table, a register table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from tests.relevance.goods import Goods

WIDTH, SHORT = 30, 10
_HEAD = "VH;EFONELFO;4.0;NO979692900MVA;;;20261101;;NOK;;Grossist AS;;;0001;OSLO;NO"
_COLUMNS = (
    "supplier_number", "gtin", "mpn", "brand", "name", "description", "product_group", "price", "currency",
    "price_unit", "price_quantity", "unit",
)  # fmt: skip
_REGISTER = ("label", "certificate", "brand", "model", "tier", "markets", "valid_from", "valid_to")
_MARKETS = {"epeat": "NO", "energy-star": "US"}


def nelfo(goods: Iterable[Goods]) -> str:
    """VL lines as wholesalers write them: texts cut at 30 characters, maker and type at ten."""
    lines = [_HEAD]
    for item in goods:
        first, second = item.first, item.second
        if len(first) >= WIDTH:  # runs on into the second text, cut inside a word
            whole = f"{first} {second}"
            first, second = whole[:WIDTH], whole[WIDTH:]
        unit, price_unit = ("2", "MTR;METER") if item.unit == "MTR" else ("1", "EA;STYKK")
        lines.append(
            f"VL;1;{item.el_number};{first[:WIDTH]};{second[:WIDTH]};{unit};{price_unit};{item.price};10000;"
            f"20261101;1;;R{item.el_number[:2]};{item.brand.upper()[:SHORT]};{item.mpn[:SHORT]};J;10000;;B"
        )
        if item.unspsc:
            lines.append(f"VX;UNSPSC;{item.unspsc}")
        lines.append(f"VA;2;{item.gtin};V;")
    return "\r\n".join(lines) + "\r\n"


def table(goods: Iterable[Goods]) -> str:
    """A feed with whole names and a description."""
    return _csv(
        _COLUMNS,
        (
            (item.number, item.gtin, item.mpn, item.brand, item.first, item.second, item.group,
             f"{item.price / 100:.2f}", "NOK", "EA", "1", "EA")
            for item in goods
        ),
    )  # fmt: skip


def register(goods: Iterable[Goods]) -> str:
    """A certificate for every label that a product holds, by brand and model."""
    return _csv(
        _REGISTER,
        (
            (label, f"{label}-{item.number}", item.brand, item.mpn, tier, _MARKETS.get(label, ""),
             "2025-01-01", "2029-12-31")
            for item in goods
            for label, tier in item.labels
        ),
    )  # fmt: skip


def _csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
