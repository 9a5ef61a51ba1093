"""The labelled share of a period as CSV and as plain values for JSON. Amounts are exact."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from catalog.cells import decimal, safe, written
from catalog.ordering.labelled_share import DIMENSIONS, Row, ShareReport, Tally

HEADER = (
    "Fra", "Til", "Inndeling", "Verdi", "Grunnlag", "Linjer", "Bekreftet", "Oppgitt", "Uten merke",
    "Av disse utløpt", "Uten pris", "Valuta", "Beløp", "Bekreftet beløp", "Oppgitt beløp",
    "Beløp uten merke", "Av dette utløpt",
)  # fmt: skip
NAMES = {"month": "Måned", "project": "Prosjekt", "supplier": "Leverandør", "group": "Produktgruppe"}
BASES = {"every": "alle linjer", "can": "linjer som kan ha merke"}
_PARTS = ("verified", "declared", "none", "expired")


def write(report: ShareReport) -> bytes:
    """The report as a table: one row for each value, basis and currency."""
    return "".join(written([HEADER, *_rows(report)])).encode("utf-8")


def _rows(report: ShareReport) -> Iterator[list[str]]:
    days = [report.first.isoformat(), report.last.isoformat()]
    for cells in _tallies("Alt", "", report.total):
        yield days + cells
    for dimension in DIMENSIONS:
        for value, row in report.by[dimension].items():
            for cells in _tallies(NAMES[dimension], value, row):
                yield days + cells


def _tallies(name: str, value: str, row: Row) -> Iterator[list[str]]:
    for basis, words in BASES.items():
        tally: Tally = getattr(row, basis)
        counts = [str(tally.count), *(str(tally.lines[part]) for part in _PARTS), str(tally.unpriced)]
        for currency in sorted(tally.money) or [""]:
            money = tally.money.get(currency, dict.fromkeys(_PARTS, Decimal(0)))
            whole = tally.total(currency) if currency in tally.money else Decimal(0)
            amounts = [decimal(whole), *(decimal(money[part]) for part in _PARTS)]
            yield [name, safe(value), words, *counts, currency, *amounts]


def as_json(report: ShareReport) -> dict[str, Any]:
    """The report as JSON has it; amounts as decimal strings."""
    return {
        "from": report.first.isoformat(),
        "to": report.last.isoformat(),
        "orders": report.orders,
        "total": _row_json(report.total),
        "by": {
            name: [{"value": value, **_row_json(row)} for value, row in report.by[name].items()]
            for name in DIMENSIONS
        },
    }


def _row_json(row: Row) -> dict[str, Any]:
    return {"all_lines": _tally_json(row.every), "can_hold_label": _tally_json(row.can)}


def _tally_json(tally: Tally) -> dict[str, Any]:
    money = {
        currency: {"total": format(tally.total(currency), "f")}
        | {part: format(amounts[part], "f") for part in _PARTS}
        for currency, amounts in sorted(tally.money.items())
    }
    return {"lines": tally.count, **tally.lines, "unpriced": tally.unpriced, "money": money}
