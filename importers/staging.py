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
from typing import Any

from catalog.gate import GatedProduct
from labels.model import Claim

_DECIMALS = ("price", "price_quantity", "pack_quantity", "stock_quantity")


class Staging:
    """Staged records by supplier number and kind; the last record of a key wins."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=OFF")
        self._connection.execute("PRAGMA synchronous=OFF")
        self._connection.execute(
            "CREATE TABLE staged (number TEXT, kind TEXT, line INTEGER, payload TEXT,"
            " PRIMARY KEY (number, kind)) WITHOUT ROWID"
        )
        self._connection.execute("BEGIN")

    def add(self, number: str, kind: str, line: int, product: GatedProduct | None) -> int | None:
        """Stages a record (None: unchanged in the catalogue). Returns the line it replaces, if any."""
        row = self._connection.execute(
            "SELECT line FROM staged WHERE number = ? AND kind = ?", (number, kind)
        ).fetchone()
        payload = None if product is None else _dump(product)
        self._connection.execute(
            "INSERT OR REPLACE INTO staged VALUES (?, ?, ?, ?)", (number, kind, line, payload)
        )
        return None if row is None else int(row[0])

    def changed(self, size: int) -> Iterator[list[GatedProduct]]:
        """Batches of records that the catalogue must write, in the order of their keys."""
        cursor = self._connection.execute(
            "SELECT payload FROM staged WHERE payload IS NOT NULL ORDER BY line"
        )
        while rows := cursor.fetchmany(size):
            yield [_load(row[0]) for row in rows]

    def count(self) -> int:
        """How many different offers the feed named."""
        return int(self._connection.execute("SELECT count(*) FROM staged").fetchone()[0])

    def missing(self, keys: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those of the keys that the feed did not name."""
        find = "SELECT 1 FROM staged WHERE number = ? AND kind = ?"
        return [key for key in keys if self._connection.execute(find, key).fetchone() is None]

    def close(self) -> None:
        """Throws the staged records away."""
        self._connection.close()
        self._path.unlink(missing_ok=True)


def _dump(product: GatedProduct) -> str:
    claims = [
        (claim.label, claim.held, claim.tier, claim.generation, claim.field, claim.raw)
        for claim in product.claims
    ]
    said = (product.line, product.content_hash, product.columns, product.keys, claims,
            product.certificates)  # fmt: skip
    return json.dumps(said, default=str, ensure_ascii=False)


def _load(text: str) -> GatedProduct:
    line, digest, columns, keys, claims, certificates = json.loads(text)
    restored: dict[str, Any] = dict(columns)
    for name in _DECIMALS:
        if restored[name] is not None:
            restored[name] = Decimal(restored[name])
    return GatedProduct(
        line, digest, restored, tuple(keys), tuple(Claim(*claim) for claim in claims),
        tuple((label, number) for label, number in certificates),
    )  # fmt: skip
