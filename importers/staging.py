"""Holds the gated records of one run in a file of its own until the whole feed has been read.

The catalogue is not locked while a feed is parsed; a run that dies leaves a file that the next run of
the same feed throws away.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from catalog.gate import GatedProduct
from catalog.store import OfferKeyPair
from labels.model import Claim

# Keys as one JSON value: as VALUES of a thousand marks they cost nine times as much.
_FIND = (
    "SELECT number, kind, line, place FROM named WHERE (number, kind) IN"
    " (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))"
)
_encode = json.JSONEncoder(default=str, ensure_ascii=False, check_circular=False).encode
StagedRecord = tuple[OfferKeyPair, int, GatedProduct | None]
_DECIMALS = ("price", "price_quantity", "pack_quantity", "stock_quantity")


class Staging:
    """Staged records by supplier number and kind; the last record of a key wins."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        for statement in (
            "PRAGMA journal_mode=OFF",
            "PRAGMA synchronous=OFF",
            "PRAGMA cache_size=-16000",
            # The keys are apart from the payloads, which are only ever appended and read in order.
            "CREATE TABLE named (number TEXT, kind TEXT, line INTEGER, place INTEGER,"
            " PRIMARY KEY (number, kind)) WITHOUT ROWID",
            "CREATE TABLE payload (place INTEGER PRIMARY KEY, product TEXT)",
            "BEGIN",
        ):
            self._connection.execute(statement)
        self._places = 0

    def add(self, records: Sequence[StagedRecord]) -> dict[int, int]:
        """Stages records in the order of the file (product None: unchanged in the catalogue).

        Returns the lines that are replaced because their key stands again: position of the later
        record in ``records`` to the line of the earlier one.
        """
        lines, places = self._named([record[0] for record in records])
        replaced: dict[int, int] = {}
        gone: list[tuple[int]] = []
        payloads: dict[int, str] = {}
        for position, (key, line, product) in enumerate(records):
            if key in lines:
                replaced[position] = lines[key]
                if payloads.pop(places[key], None) is None:
                    gone.append((places[key],))
            self._places += 1
            lines[key], places[key] = line, self._places
            if product is not None:
                payloads[self._places] = _dump(product)
        rows = [(*key, lines[key], places[key]) for key in dict.fromkeys(record[0] for record in records)]
        self._connection.executemany("DELETE FROM payload WHERE place = ?", gone)
        self._connection.executemany("INSERT OR REPLACE INTO named VALUES (?, ?, ?, ?)", rows)
        self._connection.executemany("INSERT INTO payload VALUES (?, ?)", payloads.items())
        return replaced

    def _named(self, keys: Sequence[OfferKeyPair]) -> tuple[dict[OfferKeyPair, int], dict[OfferKeyPair, int]]:
        """Line and place of those of the keys that are staged already."""
        lines: dict[OfferKeyPair, int] = {}
        places: dict[OfferKeyPair, int] = {}
        for number, kind, line, place in self._connection.execute(_FIND, (json.dumps(keys),)):
            lines[number, kind], places[number, kind] = line, place
        return lines, places

    def changed(self, size: int) -> Iterator[list[GatedProduct]]:
        """Batches of records that the catalogue must write, in the order of the file."""
        cursor = self._connection.execute("SELECT product FROM payload ORDER BY place")
        while rows := cursor.fetchmany(size):
            yield [_load(row[0]) for row in rows]

    def missing(self, keys: Sequence[OfferKeyPair]) -> list[OfferKeyPair]:
        """Those of the keys that the feed did not name."""
        named, _places = self._named(keys)
        return [key for key in keys if key not in named]

    def close(self) -> None:
        """Throws the staged records away."""
        self._connection.close()
        self._path.unlink(missing_ok=True)


def _dump(product: GatedProduct) -> str:
    claims = [
        (claim.label, claim.held, claim.tier, claim.generation, claim.field, claim.raw)
        for claim in product.claims
    ]
    return _encode((product.line, product.content_hash, product.columns, product.keys, claims,
                    product.certificates))  # fmt: skip


def _load(text: str) -> GatedProduct:
    line, digest, columns, keys, claims, certificates = json.loads(text)
    for name in _DECIMALS:
        if columns[name] is not None:
            columns[name] = Decimal(columns[name])
    return GatedProduct(
        line, digest, columns, tuple(keys), tuple(Claim(*claim) for claim in claims),
        tuple((label, number) for label, number in certificates),
    )  # fmt: skip
