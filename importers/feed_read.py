"""Reads a feed in portions: parsed, hashed and counted, here or in a child process of its own.

A large file is parsed by a child, so that parsing and the gate go on at the same time. Both ways give
the same portions in the same order. A child that dies fails the run (ChildDied): its part of the file
is never mistaken for the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from itertools import islice
from multiprocessing.connection import Connection
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from catalog.child_process import Child
from catalog.gate import content_hash
from catalog.records import FeedItem, FileFacts, Ignored, Notice, ProductRecord, Reject, Tombstone
from importers import feeds
from importers.config import Profile

PORTION = 1000
CHILD_FROM_BYTES = 4_000_000
_FUNCTION = "importers.feed_read:send_portions"
_NAMES = tuple(item.name for item in fields(ProductRecord))
_VALUES = attrgetter(*_NAMES)
_COUNTED = [(at, name) for at, name in enumerate(_NAMES) if name not in ("line", "price_kind")]
Key = tuple[str, str]


class ReadRecord(NamedTuple):
    """A record on its way: number and kind, line, content hash, and its values (None: a tombstone).

    The values alone cross the pipe several times faster than the record does; most are never needed,
    because the hash says that nothing has changed.
    """

    key: Key
    line: int
    digest: str
    values: tuple[Any, ...] | None

    def record(self) -> ProductRecord:
        """The record itself; not for a tombstone."""
        return ProductRecord(*self.values or ())


@dataclass(slots=True)
class Portion:
    """Up to PORTION items of a feed. ``filled`` counts its records by field that says something."""

    records: list[ReadRecord] = field(default_factory=list)
    others: list[FileFacts | Ignored | Reject | Notice] = field(default_factory=list)
    filled: Counter[str] = field(default_factory=Counter)


def portions(path: Path, profile: Profile, salt: str, cores: int) -> Iterator[Portion]:
    """The whole feed at ``path``; ``salt`` is the gate's. Two ``cores`` and a large file make a child.

    Raises what the parser raises (UnreadableFeed), and ChildDied.
    """
    if cores < 2 or path.stat().st_size < CHILD_FROM_BYTES:
        yield from _read(path, profile, salt)
        return
    with Child(f"reading {path.name}", _FUNCTION, path, profile, salt) as child:
        while (sent := child.receive()) is not None:
            records, others, filled = sent
            yield Portion(list(map(ReadRecord._make, records)), others, filled)


def send_portions(pipe: Connection, path: Path, profile: Profile, salt: str) -> None:
    """What the child does: all portions as tuples, then None."""
    for portion in _read(path, profile, salt):
        records = [tuple(record) for record in portion.records]
        pipe.send((records, portion.others, portion.filled))
    pipe.send(None)


def _read(path: Path, profile: Profile, salt: str) -> Iterator[Portion]:
    items = feeds.read(path, profile)
    while batch := list(islice(items, PORTION)):
        yield _portion(batch, salt)


def _portion(items: Sequence[FeedItem], salt: str) -> Portion:
    portion = Portion()
    rows: list[tuple[Any, ...]] = []
    for item in items:
        if isinstance(item, ProductRecord):
            values = _VALUES(item)
            rows.append(values)
            key = (item.supplier_number.strip(), item.number_kind)
            portion.records.append(ReadRecord(key, item.line, content_hash(item, salt), values))
        elif isinstance(item, Tombstone):
            portion.records.append(
                ReadRecord((item.supplier_number.strip(), item.number_kind), item.line, "", None)
            )
        else:
            portion.others.append(item)
    columns = list(zip(*rows, strict=True))
    for at, name in _COUNTED if rows else ():
        portion.filled[name] = sum(map(bool, columns[at]))
    return portion
