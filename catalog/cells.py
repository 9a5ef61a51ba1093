"""Cells of CSV files for a Norwegian spreadsheet: decimal comma, and no text that would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

# OWASP, "CSV injection"; the wide forms are read as the narrow ones by some spreadsheets
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"


def safe(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would run it."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def guarded(text: str) -> str:
    """As ``safe``, so that ``unguarded`` gives back exactly the text."""
    return f"'{text}" if text.lstrip("'").lstrip(" ").startswith(_FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe of ``guarded``; one that no guard would have set stays."""
    inner = text[1:]
    return inner if text[:1] == "'" and guarded(inner) != inner else text


def decimal(number: Decimal | None) -> str:
    """An exact number with a decimal comma; '' for none."""
    return "" if number is None else format(number, "f").replace(".", ",")


def written(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The rows as text, one piece a row: BOM first, semicolons, CRLF. Cells are written as they are."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write(BOM)
    for row in rows:
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
