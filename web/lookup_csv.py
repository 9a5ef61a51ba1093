"""Look-ups as CSV, for tools that speak nothing else: identifiers in, one row for each out.

In: UTF-8, one identifier a row, in the column that a header calls ``identifier``, else in the first one;
commas, semicolons or tabs between cells, as the first row has them. Out: the same separator, one row an
identifier in the order asked. A product with several labels has their values side by side, divided by ``|``
and in the same order in each column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from werkzeug.exceptions import BadRequest

from catalog.cells import safe

MIME_TYPE = "text/csv"
HEADER = "identifier"
COLUMNS = (
    "identifier", "status", "product_id", "name", "labels", "tiers", "states", "certificates", "valid_to",
    "badge_urls", "evidence_urls", "labels_not_shown", "states_not_shown",
)  # fmt: skip
_SHOWN = ("label", "tier", "state", "certificate", "valid_to", "badge_url", "evidence_url")
_SEPARATORS = (";", "\t", ",")


def read(raw: bytes, most: int) -> tuple[list[str], str]:
    """The identifiers in order, at most ``most`` and one more, and the separator. Blank rows count as none.

    Raises BadRequest for what is no UTF-8 or no CSV.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRequest(f"The body is not UTF-8: {error}") from error
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = next((one for one in _SEPARATORS if one in first), ",")
    found: list[str] = []
    try:
        cells = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        for identifier in _column(cells):
            found.append(identifier)
            if len(found) > most:
                break
    except csv.Error as error:
        raise BadRequest(f"The body is not CSV: {error}") from error
    return found, separator


def _column(rows: Iterable[list[str]]) -> Iterator[str]:
    place, begun = 0, False
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        names = [cell.strip().casefold() for cell in row]
        if not begun and HEADER in names:
            place = names.index(HEADER)
        else:
            yield row[place].strip() if place < len(row) else ""
        begun = True


def write(items: Iterable[Mapping[str, Any]], separator: str) -> bytes:
    """The items of a look-up as CSV with a header; what a spreadsheet would run gets an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in items:
        hidden = item["labels_not_shown"]
        writer.writerow(
            (
                safe(item["identifier"]), item["status"], item["product_id"] or "", safe(item["name"] or ""),
                *(_aligned(item["labels"], name) for name in _SHOWN),
                _aligned(hidden, "label"), _aligned(hidden, "state"),
            )
        )  # fmt: skip
    return out.getvalue().encode("utf-8", "replace")


def _aligned(labels: Iterable[Mapping[str, Any]], name: str) -> str:
    return safe("|".join(str(label[name] or "") for label in labels))
