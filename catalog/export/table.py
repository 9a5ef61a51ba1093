"""Offers as the ``table`` format that our own importer reads, CSV or XLSX: nothing stored is lost.

Amounts have a point. Texts that a spreadsheet would run have an apostrophe in front, which the importer takes
away again. ``product_id`` and ``labels_shown`` are for other readers; the importer passes them over.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from catalog.cells import guarded
from catalog.export.offers import ExportedOffer
from catalog.export.words import statements
from labels.model import Label
from labels.wording import Wordings

COLUMNS = (
    "supplier_number", "number_kind", "gtin", "mpn", "brand", "name", "description", "el_number",
    "el_country", "etim_class", "product_group", "price", "currency", "price_unit", "price_quantity",
    "price_kind", "unit", "pack_quantity", "stock", "image_url", "url", "labels", "certificates",
    "condition", "discontinued", "extra", "product_id", "labels_shown",
)  # fmt: skip
# What a cell and a sheet of a spreadsheet hold at most.
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_576
# "1.234" has two readings in a table whose decimal sign nobody names; "1.2340" has one.
_TWO_READINGS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_FLUSH = 1 << 15
MOST_LINES = 45
_DESCRIPTION = COLUMNS.index("description")


def rows(
    offers: Iterable[ExportedOffer], labels: Mapping[str, Label], wordings: Wordings
) -> Iterator[list[str]]:
    """The header and a row for each offer."""
    yield list(COLUMNS)
    for offer in offers:
        yield [guarded(cell) for cell in _cells(offer, statements(offer.claims, labels, wordings))]


def as_csv(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """UTF-8 with semicolons and CRLF, in pieces of some 32 kB. A row has at most MOST_LINES lines, as readers
    give up on a quote that stays open for longer: further breaks in a description become blanks."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    for row in rows:
        if row[_DESCRIPTION].count("\n") >= MOST_LINES:
            first = row[_DESCRIPTION].split("\n", MOST_LINES - 1)
            row = [*row[:_DESCRIPTION], "\n".join((*first[:-1], first[-1].replace("\n", " "))),
                   *row[_DESCRIPTION + 1 :]]  # fmt: skip
        writer.writerow(row)
        if buffer.tell() > _FLUSH:
            yield buffer.getvalue().encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def write_xlsx(rows: Iterable[Sequence[str]], path: Path) -> None:
    """A workbook with one sheet; every cell is text, none a formula or a link. Holds a row at a time."""
    # Here, not above: only who exports a workbook needs the library.
    import xlsxwriter  # type: ignore[import-untyped]

    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("table")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, cell)


def _cells(offer: ExportedOffer, said: Sequence[str]) -> tuple[str, ...]:
    country, el_number = offer.el_numbers[0] if offer.el_numbers else ("", "")
    return (
        offer.supplier_number, offer.number_kind, "|".join(offer.gtins), offer.mpn, offer.brand, offer.name,
        offer.description, el_number, country, offer.etim_class, offer.product_group, _amount(offer.price),
        offer.currency, offer.price_unit, _amount(offer.price_quantity), offer.price_kind, offer.unit,
        _amount(offer.pack_quantity), _amount(offer.stock_quantity) or offer.stock_state, offer.image_url,
        offer.url, "|".join(said), "|".join(f"{label}:{number}" for label, number in offer.certificates),
        offer.condition, "ja" if offer.discontinued else "", _extra(offer), str(offer.product_id),
        "|".join(_shown(offer)),
    )  # fmt: skip


def _shown(offer: ExportedOffer) -> Iterator[str]:
    """Label, tier, state, certificate and last day, as far as they are there."""
    for item in offer.labels:
        day = item.valid_to.isoformat() if item.valid_to else ""
        yield " ".join(filter(None, (item.label, item.tier, str(item.state), item.certificate, day)))


def _amount(text: str) -> str:
    return f"{text}0" if _TWO_READINGS.fullmatch(text) else text


def _extra(offer: ExportedOffer) -> str:
    """What the file said beyond the columns, as JSON. Where that is too long for a spreadsheet's cell, the
    file's own further values are left out, then the features."""
    kept = {name: value for name, value in offer.extra.items() if value}
    for leave in ("", "fields", "features"):
        kept.pop(leave, None)
        text = json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else ""
        if len(text) < LONGEST_CELL:
            return text
    return ""
