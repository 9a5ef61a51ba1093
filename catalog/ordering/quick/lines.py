"""Lines of a pasted or uploaded list, read into numbers and quantities. Pure; nothing is looked up.

A line may be read in several ways (``1067111 5``: a number and a quantity, or one number in groups): all of
them are kept, the likeliest first, and the catalogue decides which one names a product. Every line that is
not empty gives exactly one ``TypedLine``, whatever stands in it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from catalog.ordering.quick.reading import (
    Reading,
    cells_read,
    columns_read,
    count_in,
    meant_count,
    spaced_read,
)

LONGEST = 400
_SHEET_RUINED = re.compile(r"\s*[0-9]([.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|\s)(?:#|//)")
_NUMBER_WORDS = frozenset(
    (
        "elnr", "elnummer", "varenr", "varenummer", "vare", "gtin", "ean", "nummer", "nr", "number", "sku",
        "artikkelnr", "artikkelnummer", "artnr", "artikelnr", "artikelnummer", "mpn", "typenr", "typenummer",
        "produktnr", "produktnummer", "item", "itemnumber", "partnumber", "suppliernumber", "elnumber",
    )
)  # fmt: skip
_QUANTITY_WORDS = frozenset(
    ("antall", "ant", "antal", "qty", "quantity", "mengde", "kvantum", "stk", "count")
)


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One line as it was typed. ``readings`` is empty for a ``header`` and a ``comment``."""

    line: int
    text: str
    readings: tuple[Reading, ...]
    kind: str = "line"


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a header says that numbers and quantities stand; ``quantity`` is None where it does not."""

    numbers: tuple[int, ...]
    quantity: int | None


def read_text(text: str) -> list[TypedLine]:
    """The lines of a text that are not empty."""
    return read_rows((number, line, split(line)) for number, line in enumerate(text.splitlines(), 1))


def read_rows(rows: Iterable[tuple[int, str, Sequence[str] | None]]) -> list[TypedLine]:
    """The rows that are not empty, each a line number, its text and its cells (None: not split)."""
    return list(_read(rows))


def split(line: str) -> list[str] | None:
    """The cells of a line with tabs or semicolons; None for one without."""
    for delimiter in ("\t", ";"):
        if delimiter in line:
            return [cell.strip() for cell in _cells(line, delimiter)]
    return None


def _cells(line: str, delimiter: str) -> list[str]:
    """A quote that is not closed, or a cell beyond the reader's limit, is plain text."""
    if '"' in line:
        try:
            return next(csv.reader([line], delimiter=delimiter, strict=True))
        except (csv.Error, StopIteration):
            return line.split(delimiter)
    return line.split(delimiter)


def _read(rows: Iterable[tuple[int, str, Sequence[str] | None]]) -> Iterator[TypedLine]:
    columns: Columns | None = None
    first = True
    for number, raw, cells in rows:
        text = raw.strip()
        if not text:
            continue
        header = _header(cells or _cells(text, ",")) if first else None
        first = False
        if header is not None:
            columns = header
            yield TypedLine(number, text, (), "header")
        elif text.startswith(("#", "//")):
            yield TypedLine(number, text, (), "comment")
        else:
            yield TypedLine(number, text, _readings(text, cells, columns))


def _header(cells: Sequence[str]) -> Columns | None:
    """The columns, where these cells are words for them and no cell holds a digit."""
    words = ["".join(filter(str.isalpha, cell.casefold())) for cell in cells]
    if any(char.isdigit() for cell in cells for char in cell):
        return None
    numbers = tuple(place for place, word in enumerate(words) if word in _NUMBER_WORDS)
    quantities = [place for place, word in enumerate(words) if word in _QUANTITY_WORDS]
    if not numbers and not quantities:
        return None
    return Columns(numbers, quantities[0] if quantities else None)


def _readings(text: str, cells: Sequence[str] | None, columns: Columns | None) -> tuple[Reading, ...]:
    if len(text) > LONGEST:
        return (Reading(text, "1"),)
    if cells is not None:
        return _of_cells([*cells], columns)
    body, comment = text, ""
    found = _COMMENT.search(text)
    if found:
        body, comment = text[: found.start()].strip(), text[found.end() :].strip()
    readings: tuple[Reading, ...]
    if _SHEET_RUINED.match(body):
        readings = (Reading(body.split()[0], "1"),)
    elif columns is not None and "," in body:
        readings = _of_cells(_cells(body, ","), columns)
    else:
        readings = _of_text(body)
    if comment:
        readings = tuple(Reading(one.number, one.quantity, comment) for one in readings)
    return readings


def _of_cells(cells: list[str], columns: Columns | None) -> tuple[Reading, ...]:
    cells = [cell.strip() for cell in cells]
    if columns is not None and columns.numbers:
        found = columns_read(cells, columns.numbers, columns.quantity)
        if found:
            return found
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    if len(cells) == 1 and not _SHEET_RUINED.match(cells[0]):
        return spaced_read(cells[0])
    return cells_read(cells)


def _of_text(body: str) -> tuple[Reading, ...]:
    """A comma parts number and quantity unless the last word is a quantity with a decimal comma."""
    by_spaces = spaced_read(body)
    if "," not in body:
        return by_spaces
    pieces = [piece.strip() for piece in _cells(body, ",")]
    before, _blank, last = body.rpartition(" ")
    decimal_or_part = "," not in before or not meant_count(pieces[-1])
    if before and decimal_or_part and count_in(last):
        return by_spaces
    by_comma = tuple(one for one in cells_read(pieces) if one.number) if len(pieces) == 2 else ()
    if len(pieces) > 2:
        # 1067111,2,5 is 2.5 pieces or 2 and a remark: the quantity is asked for
        by_comma = (Reading(pieces[0], "", ", ".join(pieces[1:])),)
    return tuple(dict.fromkeys((*by_comma, *by_spaces)))
