"""Rows of an XLSX file as text, through calamine, which holds a sheet in memory: sizes are limited."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from lzma import LZMAError
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from importers.errors import UnreadableFeed

MAGIC = b"PK\x03\x04"
MAX_BYTES = 1_500_000_000
MAX_CELLS = 40_000_000
_BLOCK = 1 << 20
_EXACT_INTEGERS = 1e15  # above this a spreadsheet has already lost digits
_DAMAGED = (BadZipFile, zlib.error, LZMAError, EOFError, RuntimeError, ValueError)
_CELL = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")


class NumberText(str):
    """A cell that was a number, not text: its ``.`` is a decimal sign whatever the feed's style."""

    __slots__ = ()


def sheet_rows(path: Path, options: Mapping[str, str]) -> Iterator[tuple[int, list[str], bool]]:
    """Row number from 1, cells as text, True. Option ``sheet`` names the sheet, else the first visible.

    Raises UnreadableFeed for a damaged, encrypted or oversized file, or an unknown sheet.
    """
    _refuse_oversized(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheet = _sheet(path.name, workbook, options.get("sheet", ""))
        rows = sheet.iter_rows()
        for number, row in enumerate(rows, start=1):
            yield number, [_text(cell) for cell in row], True
    except CalamineError as error:
        raise UnreadableFeed(path.name, f"no readable XLSX file: {str(error)[:200]}") from error


def _sheet(subject: str, workbook: CalamineWorkbook, wanted: str) -> CalamineSheet:
    names = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and (wanted or sheet.visible == SheetVisibleEnum.Visible)
    ]
    if not names or (wanted and wanted not in names):
        reason = f"no sheet {wanted!r}, found {', '.join(map(repr, names[:20])) or 'none'}"
        raise UnreadableFeed(subject, reason, field="option sheet")
    return workbook.get_sheet_by_name(wanted or names[0])


def _refuse_oversized(path: Path) -> None:
    """Counts what the archive really holds: a bomb or one far-off cell would take all memory."""
    size = columns = rows = 0
    try:
        with ZipFile(path) as archive:
            for member in archive.infolist():
                if not member.filename.startswith("xl/") or member.is_dir():
                    continue
                is_sheet = member.filename.startswith("xl/worksheets/")
                tail = b""
                with archive.open(member) as stream:
                    while block := stream.read(_BLOCK):
                        size += len(block)
                        if size > MAX_BYTES:
                            _too_large(path, f"more than {MAX_BYTES} bytes unpacked")
                        if is_sheet:
                            block = tail + block
                            columns, rows = _extent(block, columns, rows)
                            tail = block[-32:]
                if columns * rows > MAX_CELLS:
                    _too_large(path, f"{rows} rows by {columns} columns, at most {MAX_CELLS} cells")
    except _DAMAGED as error:
        raise UnreadableFeed(path.name, f"no readable XLSX file: {str(error)[:200]}") from error


def _extent(block: bytes, columns: int, rows: int) -> tuple[int, int]:
    for letters, digits in _CELL.findall(block):
        rows = max(rows, int(digits))
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        columns = max(columns, column)
    return columns, rows


def _too_large(path: Path, found: str) -> None:
    raise UnreadableFeed(path.name, f"too large for a spreadsheet ({found}): send it as CSV")


def _text(cell: Any) -> str:
    """A cell as a person would type it; a number that lost digits keeps its E, to be refused."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | int):
        if abs(cell) < _EXACT_INTEGERS and cell == int(cell):
            return NumberText(int(cell))
        return NumberText(f"{cell:.15g}")  # a spreadsheet computes with 15 digits
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
