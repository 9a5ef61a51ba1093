"""Tables with a header row, CSV or XLSX (the content decides, not the name), as dictionaries of text.

Nothing is sniffed but the delimiter, and that from the header row alone.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from catalog.records import Notice, Reject
from importers import spreadsheet, text
from importers.errors import UnreadableFeed
from importers.repair import Fallback

LONGEST_CELL = 10_000
LONGEST_LINE = 130_000  # below the csv module's own limit for one field
MOST_LINES = 50
_TELLING_WIDTH = 5  # prose in a cell seldom has as many delimiters as a row of five cells
_DELIMITERS = (";", ",", "\t", "|")
_HINT = re.compile(r'"?sep=([;,\t|])"?[;,]*', re.IGNORECASE)
_UNFINISHED = "unexpected end of data"

Row = tuple[int, dict[str, str]]
Cells = tuple[int, list[str], bool]


def read_rows(
    path: Path,
    options: Mapping[str, str],
    *,
    wide: Mapping[str, int] = MappingProxyType({}),
    longest: int = LONGEST_CELL,
    repairs: list[Notice] | None = None,
) -> Iterator[Row | Reject]:
    """Each row below the header as (line, {column: cell}), both stripped, columns in lower case.

    ``line`` is the physical line (from 1) on which the row begins, or the sheet's row. The first
    row that is not empty is the header; empty rows are skipped. Options: ``encoding`` (default: UTF-8
    where the file is, else Windows-1252), ``encoding_fallback`` (for lines that are not in ``encoding``;
    what was read with it is added to ``repairs`` after the last row), ``delimiter`` (default: the one of
    ``;`` ``,`` tab that splits the header into most columns), ``sheet``. ``wide`` names columns whose
    cells may be longer than ``longest``, with their limit in characters. A bad row is a Reject. Raises
    UnreadableFeed for a file that is no table, ends inside a row, has no row below its header or a column
    name twice.
    """
    limits = defaultdict(lambda: longest, wide)
    line_limit = LONGEST_LINE + sum(wide.values())
    if wide:
        csv.field_size_limit(max(csv.field_size_limit(), line_limit))
    with text.opened(path) as stream:
        zipped = stream.read(4) == spreadsheet.MAGIC
        stream.seek(0)
        if zipped:
            yield from _named(path.name, spreadsheet.sheet_rows(path, options), limits)
            return
        utf8 = text.is_utf8(path.name, stream)
        codec, fallback = text.encoding_options(path.name, options)
        codec = codec or ("utf-8" if utf8 else "cp1252")
        decode = Fallback(codec, fallback or codec)
        records = _CsvRecords(path.name, text.lines(stream, decode, line_limit), options, line_limit)
        yield from _named(path.name, records, limits)
        if repairs is not None:
            repairs += decode.notices()


def _named(
    subject: str, records: Iterator[Cells | Reject], limits: Mapping[str, int]
) -> Iterator[Row | Reject]:
    header: list[str] = []
    found = 0
    for record in records:
        if isinstance(record, Reject):
            if not header:
                raise UnreadableFeed(subject, record.reason, record.line, "header")
            found += 1
            yield record
            continue
        line, cells, ended = record
        cells = [type(cell)(cell.strip()) for cell in cells]
        if not any(cells):
            continue
        if not header:
            header = _header(subject, line, cells)
            continue
        found += 1
        yield _row(subject, line, header, cells, ended, limits)
    if not header:
        raise UnreadableFeed(subject, "expected a header row with column names, found no text")
    if not found:
        raise UnreadableFeed(subject, f"a header without rows ({len(header)} columns): cut off?")


def _header(subject: str, line: int, cells: list[str]) -> list[str]:
    names = [name.lower() for name in cells]
    while not names[-1]:
        names.pop()
    for position, name in enumerate(names, start=1):
        if not name:
            raise UnreadableFeed(subject, f"column {position} has no name", line, "header")
        if names.index(name) != position - 1:
            raise UnreadableFeed(subject, f"column {name!r} stands there twice", line, "header")
    return names


def _row(
    subject: str, line: int, header: list[str], cells: list[str], ended: bool, limits: Mapping[str, int]
) -> Row | Reject:
    width = len(header)
    if len(cells) < width and not ended:
        reason = f"the file is cut off: {len(cells)} cells in the last row, expected {width}"
        raise UnreadableFeed(subject, reason, line, header[len(cells)])
    if len(cells) < width or any(cells[width:]):
        name = header[len(cells)] if len(cells) < width else "line"
        return _reject(line, name, f"expected {width} cells, found {len(cells)}", cells)
    for name, cell in zip(header, cells, strict=False):
        if len(cell) > (limit := limits[name]):
            reason = f"expected at most {limit} characters, found {len(cell)}"
            return _reject(line, name, reason, [cell])
        if "\0" in cell:
            return _reject(line, name, "expected text, found a NUL byte", cells)
    return line, dict(zip(header, cells, strict=False))


def _reject(line: int, name: str, reason: str, cells: list[str]) -> Reject:
    return Reject(line, name, reason, " | ".join(cells)[: text.RAW_LIMIT])


class _CsvRecords(Iterator[Cells | Reject]):
    """CSV records with the line each begins on. A quote never closed costs its own line only."""

    def __init__(
        self,
        subject: str,
        lines: Iterator[text.Line | Reject],
        options: Mapping[str, str],
        longest: int = LONGEST_LINE,
    ) -> None:
        self._subject = subject
        self._longest = longest
        self._lines = lines
        self._again: deque[text.Line | Reject] = deque()
        self._delimiter = _delimiter_option(subject, options.get("delimiter", ""))
        self._width = 0

    def __next__(self) -> Cells | Reject:
        item = self._next_line()
        if item is None:
            raise StopIteration
        if isinstance(item, Reject):
            return item
        line, content, ended = item
        if not self._width and (hint := _HINT.fullmatch(content)):
            # a spreadsheet writes it before the header, for itself
            self._delimiter = self._delimiter or hint[1]
            return line, [""], ended
        if not content.strip():
            return line, [""], ended
        self._delimiter = self._delimiter or _best_delimiter(content)
        if '"' in content:
            return self._quoted(item)
        cells = content.split(self._delimiter)
        self._width = self._width or len(cells)
        return line, cells, ended

    def _next_line(self) -> text.Line | Reject | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def _quoted(self, first: text.Line) -> Cells | Reject:
        taken: list[text.Line] = [first]
        while True:
            content = "\n".join(part for _, part, _ in taken)
            try:
                cells = next(csv.reader([content], delimiter=self._delimiter, strict=True))
            except csv.Error as error:
                if str(error) != _UNFINISHED or not self._take_more(taken):
                    return self._unclosed(taken, str(error))
                continue
            if len(taken) > 1 and self._width and len(cells) < self._width:
                return self._unclosed(taken, f"{len(cells)} cells, expected {self._width}")
            if any(self._is_row(part) for _, part, _ in taken[1:-1]):
                return self._unclosed(taken, "a cell that holds whole rows")
            self._width = self._width or len(cells)
            return first[0], cells, taken[-1][2]

    def _is_row(self, content: str) -> bool:
        """Whether a line inside a cell looks like a row: the quote before it was never meant to open."""
        if self._width < _TELLING_WIDTH or '"' in content:
            return False
        return content.count(self._delimiter) == self._width - 1

    def _take_more(self, taken: list[text.Line]) -> bool:
        """Adds lines up to the next one with a quote; False where the quote cannot be closed."""
        size = sum(len(part) for _, part, _ in taken)
        while len(taken) < MOST_LINES and size < self._longest:
            item = self._next_line()
            if item is None:
                return False
            if isinstance(item, Reject):
                self._again.appendleft(item)
                return False
            taken.append(item)
            size += len(item[1])
            if '"' in item[1]:
                return True
        return False

    def _unclosed(self, taken: list[text.Line], error: str) -> Reject:
        line, content, ended = taken[0]
        if error == _UNFINISHED and not ended:
            raise UnreadableFeed(self._subject, "the file is cut off inside a quoted cell", line)
        self._again.extendleft(reversed(taken[1:]))
        reason = "a quote is not closed" if error == _UNFINISHED else f"bad quoting: {error}"
        return Reject(line, "line", reason, content[: text.RAW_LIMIT])


def _delimiter_option(subject: str, name: str) -> str:
    delimiter = {"tab": "\t", "\\t": "\t"}.get(name, name)
    if delimiter and delimiter not in _DELIMITERS:
        reason = f"expected one of ; , tab |, found {name!r}"
        raise UnreadableFeed(subject, reason, field="option delimiter")
    return delimiter


def _best_delimiter(header: str) -> str:
    """The delimiter that splits the header into most columns; never ``|`` unless the profile says."""

    def columns(delimiter: str) -> int:
        try:
            return len(next(csv.reader([header], delimiter=delimiter, strict=True)))
        except csv.Error:
            return 0

    return max(_DELIMITERS[:3], key=columns)
