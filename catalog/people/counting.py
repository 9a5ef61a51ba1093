"""A small file in which all workers count together, apart from the database.

Apart because an import may hold the database's write lock for minutes, and because losing the counts
costs nothing. The file is opened anew for each count, so it survives gunicorn's fork.
"""

from __future__ import annotations

import hashlib
import ipaddress
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def counting_file(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    """The file in one write transaction of its own; ``schema`` makes its tables where they are missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as file:
        file.execute("PRAGMA synchronous=OFF")
        file.executescript(schema)
        file.execute("BEGIN IMMEDIATE")
        try:
            yield file
        except BaseException:
            file.execute("ROLLBACK")
            raise
        file.execute("COMMIT")


def subject(kind: str, text: str) -> str:
    """Who is counted, hashed: the file holds no addresses of people."""
    return hashlib.sha256(f"{kind}\x1f{text.strip().casefold()}".encode("utf-8", "replace")).hexdigest()


def network(address: str) -> str:
    """An IPv6 visitor has a whole /64 to try from, so that counts as one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
