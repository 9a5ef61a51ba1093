"""A list of purchase agreements: one row each, CSV or XLSX with the columns below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from catalog.records import Notice, Reject
from catalog.sourcing.records import AgreementRecord
from importers.columns import Columns, RefusedCell, values
from importers.sourcing.words import Words
from importers.tabular import read_rows
from labels.groups import SLUGS

COLUMNS = ("number", "name", "supplier", "valid_from", "valid_to", "groups", "brands", "obliges")
_REQUIRED = ("number", "supplier", "valid_from")
_LONGEST = {"number": 40, "name": 200, "supplier": 64}


def parse(
    path: Path, words: Words, columns: Mapping[str, str] | None = None
) -> Iterator[AgreementRecord | Reject | Notice]:
    """One record a row. Raises UnreadableFeed where the file is no table with the required columns."""
    named = Columns(path.name, COLUMNS, _REQUIRED, columns or {})
    for item in named.renamed(read_rows(path, {})):
        if not isinstance(item, tuple):
            yield item
            continue
        line, cells = item
        try:
            yield _record(line, cells, words)
        except RefusedCell as refused:
            yield refused.reject(line, cells)


def _record(line: int, cells: Mapping[str, str], words: Words) -> AgreementRecord:
    for name in _REQUIRED:
        if not cells[name]:
            raise RefusedCell(name, "expected a value, found an empty cell (or one below a merged cell)")
    for name, longest in _LONGEST.items():
        if len(cells[name]) > longest:
            raise RefusedCell(name, f"expected at most {longest} characters, found {len(cells[name])}")
    valid_from, valid_to = (words.day(name, cells[name]) for name in ("valid_from", "valid_to"))
    if valid_from is None:
        raise RefusedCell("valid_from", "expected a day, found an empty cell")
    if valid_to is not None and valid_to < valid_from:
        raise RefusedCell("valid_to", f"expected a day from {valid_from} on, found {valid_to}")
    groups = values(cells["groups"])
    for group in groups:
        if group not in SLUGS:
            reason = f"expected product groups like {', '.join(sorted(SLUGS)[:4])}, found {group[:40]!r}"
            raise RefusedCell("groups", reason)
    return AgreementRecord(
        line=line,
        number=cells["number"],
        supplier=cells["supplier"],
        valid_from=valid_from,
        valid_to=valid_to,
        name=cells["name"],
        groups=groups,
        brands=values(cells["brands"]),
        obliges=words.answer("obliges", cells["obliges"]),
    )
