"""Shows what a parser makes of a file: the first records beside the raw lines they came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import islice
from pathlib import Path

from catalog.records import FileFacts, Notice, ProductRecord, Tombstone
from importers.config import Profile
from importers.feeds import read


def preview(path: Path, profile: Profile, count: int) -> Iterator[str]:
    """Lines to print: each of the first ``count`` records, its raw line, and every filled field."""
    items = (
        item for item in read(path, profile) if not isinstance(item, (FileFacts, Notice))
    )
    for item in islice(items, count):
        yield f"--- line {item.line}: {type(item).__name__}"
        raw = _raw_line(path, item.line)
        if raw:
            yield f"    raw: {raw}"
        if isinstance(item, Tombstone):
            yield f"    {item.supplier_number} is gone"
            continue
        if not isinstance(item, ProductRecord):
            yield f"    {item.reason}"
            continue
        for field in fields(item):
            value = getattr(item, field.name)
            if value not in ("", None, (), False) and field.name != "line":
                yield f"    {field.name} = {value}"


def _raw_line(path: Path, number: int) -> str:
    """The line as text; '' for a spreadsheet, whose rows are no lines."""
    with path.open("rb") as handle:
        if handle.read(2) == b"PK":
            return ""
        handle.seek(0)
        line = next(islice(handle, number - 1, number), b"")
    return line.decode("latin-1").rstrip()[:300]
