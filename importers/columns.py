"""Which column of a file is which of ours: by our own name, or by the profile's ``columns``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.records import Notice, Reject
from importers.errors import UnreadableFeed
from importers.tabular import LONGEST_CELL, Row
from importers.text import RAW_LIMIT

_LISTED = 40


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a ``table`` format knows and needs, and the profile's names for them.

    ``further`` is the shape of names that a file may have beyond them, in lower case; ``passed_over`` are
    columns for other readers. A cell of more than LONGEST_CELL characters (``wide`` names columns with
    another limit) makes its row a Reject, unless nobody asked for its column.
    """

    subject: str
    known: Sequence[str]
    required: Sequence[str]
    mapping: Mapping[str, str]
    further: re.Pattern[str] | None = None
    passed_over: Sequence[str] = ()
    wide: Mapping[str, int] = field(default_factory=dict)

    def renamed(self, rows: Iterable[Row | Reject]) -> Iterator[Row | Reject | Notice]:
        """The rows with our column names, every known column present ('' where the file lacks it).

        Each column that is not ours is noticed once, at line 1. Raises UnreadableFeed where a
        required column, or one that the profile names, is not in the file.
        """
        pairs: list[tuple[str, str]] = []
        blank = dict.fromkeys(self.known, "")
        for item in rows:
            if isinstance(item, Reject):
                yield item
                continue
            line, row = item
            if not pairs:
                pairs = self._pairs(list(row))
                yield from self._unknown(row, pairs)
            cells = {ours: row[theirs] for ours, theirs in pairs}
            for ours, cell in cells.items():
                if len(cell) > (limit := self.wide.get(ours, LONGEST_CELL)):
                    reason = f"expected at most {limit} characters, found {len(cell)}"
                    yield RefusedCell(ours, reason).reject(line, {ours: cell})
                    break
            else:
                yield line, blank | cells

    def _pairs(self, found: Sequence[str]) -> list[tuple[str, str]]:
        for ours in self.mapping:
            if ours not in self.known and not self._is_further(ours):
                reason = f"the profile maps {ours!r}, expected one of {', '.join(self.known)}"
                raise UnreadableFeed(self.subject, reason, field="columns")
        names = {ours: self.mapping.get(ours, ours).strip().lower() for ours in [*self.known, *self.mapping]}
        mapped = set(names.values())
        names |= {name: name for name in found if self._is_further(name) and name not in mapped}
        for ours, theirs in names.items():
            if theirs not in found and (ours in self.required or ours in self.mapping):
                listed = ", ".join(map(repr, found[:_LISTED]))
                raise UnreadableFeed(self.subject, f"expected a column {theirs!r}, found {listed}", 1, ours)
        return [(ours, theirs) for ours, theirs in names.items() if theirs in found]

    def _is_further(self, name: str) -> bool:
        return self.further is not None and self.further.fullmatch(name.lower()) is not None

    def _unknown(self, row: Mapping[str, str], pairs: list[tuple[str, str]]) -> Iterator[Notice]:
        used = {theirs for _, theirs in pairs}.union(self.passed_over)
        for name in row:
            if name not in used:
                yield Notice(1, name[:60], "no column of the table format and not mapped: ignored")


class RefusedCell(ValueError):
    """A cell that makes its whole row unusable; ``field`` is its column, in our name."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field

    def reject(self, line: int, cells: Mapping[str, str]) -> Reject:
        """The reject of the row."""
        raw = " | ".join(cell for cell in cells.values() if cell)
        return Reject(line, self.field, str(self), raw[:RAW_LIMIT])


def values(cell: str) -> tuple[str, ...]:
    """The values of a cell that may hold several, separated by ``|``; a comma is text."""
    return tuple(value for part in cell.split("|") if (value := part.strip()))
