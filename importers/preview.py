"""Shows what a parser makes of a file: the first records beside the raw lines they came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from catalog.records import FeedItem, FileFacts, Ignored, Notice, ProductRecord, Reject, Tombstone
from importers.config import Profile
from importers.feeds import read
from importers.raw_lines import Lines, raw_lines, shown

_MOST_ITEMS = 100_000
_KINDS = {ProductRecord: "record", Tombstone: "gone", Reject: "rejected", Ignored: "ignored"}
Record = ProductRecord | Tombstone | Reject | Ignored


@dataclass(frozen=True, slots=True)
class Sample:
    """One record: what it is, where it stands, its raw lines and what was read, field by field."""

    kind: str
    line: int
    raw: Lines
    parsed: Lines


def preview(path: Path, profile: Profile, count: int) -> list[Sample]:
    """The first ``count`` records. Raises UnreadableFeed for a file that cannot be read so far."""
    records: list[Record] = []
    notices: dict[int, Lines] = {}
    items = read(path, profile)
    for _number, item in zip(range(_MOST_ITEMS), items, strict=False):
        if isinstance(item, Notice):
            notices.setdefault(item.line, []).append(shown(f"note: {item.field}: {item.reason}"))
        elif not isinstance(item, FileFacts):
            records.append(item)
        if len(records) > count:  # one more: there the last one to show ends
            break
    raw = raw_lines(path, profile, [record.line for record in records])
    told: set[int] = set()
    samples = []
    for record, lines in list(zip(records, raw, strict=True))[:count]:
        noted = [] if record.line in told else notices.get(record.line, [])
        told.add(record.line)
        samples.append(Sample(_KINDS[type(record)], record.line, lines, [*_parsed(record), *noted]))
    return samples


def _parsed(item: FeedItem) -> Iterator[str]:
    if isinstance(item, Reject):
        yield shown(f"{item.field}: {item.reason}")
    elif isinstance(item, Ignored):
        yield shown(item.reason)
    elif isinstance(item, Tombstone):
        yield shown(f"{item.supplier_number} is no longer offered")
    elif isinstance(item, ProductRecord):
        for field in fields(item):
            value = getattr(item, field.name)
            if value not in ("", None, (), False) and field.name != "line":
                yield shown(f"{field.name} = {_value(value)}")


def _value(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value)
    return ", ".join("=".join(map(str, part)) if isinstance(part, tuple) else str(part) for part in value)
