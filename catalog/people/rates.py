"""How many requests a minute: counted over all workers, by key or by address.

A minute is one of the clock's; what was refused is allowed again when the next one begins. Times are
real ones, also where the day is pinned.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from catalog.people.counting import counting_file

SECONDS = 60
_SCHEMA = """
CREATE TABLE IF NOT EXISTS taken (subject TEXT PRIMARY KEY, minute INTEGER NOT NULL, count INTEGER NOT NULL)
WITHOUT ROWID;
"""
_TAKE = """
INSERT INTO taken VALUES (?, ?, 1) ON CONFLICT (subject) DO UPDATE SET
count = CASE WHEN minute = excluded.minute THEN count + 1 ELSE 1 END, minute = excluded.minute RETURNING count
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of this minute: of ``limit`` requests ``remaining``, anew in ``reset`` seconds."""

    limit: int
    remaining: int
    reset: int
    allowed: bool


class Rates:
    """Counts requests in the file ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def take(self, who: str, limit: int, now: datetime) -> Allowance:
        """Counts one request of ``who`` (a ``counting.subject``) against ``limit`` a minute."""
        second = int(now.timestamp())
        minute = second // SECONDS
        with counting_file(self._path, _SCHEMA) as file:
            (count,) = file.execute(_TAKE, (who, minute)).fetchone()
            if count == 1:
                file.execute("DELETE FROM taken WHERE minute < ?", (minute,))
        return Allowance(limit, max(0, limit - count), SECONDS - second % SECONDS, count <= limit)
