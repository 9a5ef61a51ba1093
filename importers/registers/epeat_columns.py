"""The columns of a spreadsheet from the EPEAT registry (epeat.net), read by name.

Makers may define identifier types of their own, which become columns of the whole export
("Zebra SKU"): what is not known here is named once and left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from catalog.records import Notice, Reject
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.raw import original_name
from importers.tabular import read_rows

REQUIRED = (
    "id", "product name", "status", "registered in", "manufacturer", "epeat tier", "registered on",
)  # fmt: skip
CODES = ("universal product code", "global trade item number", "european article number")
VERSIONS = ("criteria version", "criteria")
KNOWN = (
    *REQUIRED, *CODES, *VERSIONS, "product type", "product category", "total score", "archived on",
    "exceptions", "climate+", "product url", "manufacturer part number(s)", "amazon asin",
    "extended name", "serial number",
)  # fmt: skip
_SCORE = "score (out of "  # of 49, or of whatever the criteria of the day hold
_MOST_NOTICES = 50
_LISTED = 40
Row = dict[str, str]


def rows(path: Path, profile: Profile) -> Iterator[tuple[int, Row] | Reject | Notice]:
    """Each row as (line, {column: cell}), columns in lower case and in our names where the profile
    maps them. Raises UnreadableFeed where a required or mapped column is missing."""
    names = {theirs.strip().lower(): ours.lower() for ours, theirs in profile.columns.items()}
    checked = False
    for item in read_rows(path, profile.options):
        if isinstance(item, Reject):
            yield item
            continue
        line, cells = item
        if not checked:
            yield from _check(path, list(cells), names)
        checked = True
        yield line, {names.get(name, name): cell for name, cell in cells.items()}


def _check(path: Path, found: list[str], names: dict[str, str]) -> Iterator[Notice]:
    subject = original_name(path)
    for theirs, ours in names.items():
        if ours not in KNOWN or theirs not in found:
            where = "no column of EPEAT" if ours not in KNOWN else f"not in the file as {theirs!r}"
            raise UnreadableFeed(subject, f"the profile maps {ours!r}, {where}", 1, "columns")
    have = [names.get(name, name) for name in found]
    missing = [name for name in REQUIRED if name not in have]
    if missing:
        listed = ", ".join(map(repr, found[:_LISTED]))
        reason = f"lacks {', '.join(map(repr, missing))}; found: {listed}"
        raise UnreadableFeed(subject, reason, 1, missing[0])
    strays = [name for name in have if name not in KNOWN and not name.startswith(_SCORE)]
    for name in strays[:_MOST_NOTICES]:
        yield Notice(1, name[:60], "no column of the EPEAT registry that is known here: ignored")
    if len(strays) > _MOST_NOTICES:
        more = len(strays) - _MOST_NOTICES
        yield Notice(1, "header", f"{more} more columns that are not known here: ignored")
