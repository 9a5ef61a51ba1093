"""How often a log-in may be tried: counted over all workers, in a small file of its own.

Its own file because an import may hold the database's write lock for minutes, and because losing it
costs nothing. An attempt is counted before the password is looked at, so that simultaneous ones cannot
slip past; a success takes it back, so that an office behind one address can log in all at once.
Whatever was refused is allowed again when ``WINDOW`` has passed. Times are real ones, also where the
day is pinned.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from catalog.people.counting import counting_file, network, subject

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_ADDRESS = 50
_SCHEMA = """
CREATE TABLE IF NOT EXISTS attempt (subject TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS attempt_subject ON attempt (subject, at);
"""


class Limiter:
    """Counts attempts in the file ``path``; opened anew for each one, so it survives gunicorn's fork."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def attempt(self, account: str, address: str, now: datetime) -> int:
        """0 where another try is allowed (and counts it), else the seconds until one is."""
        limits = {
            subject("account", account): PER_ACCOUNT,
            subject("address", network(address)): PER_ADDRESS,
        }
        moment, since = now.timestamp(), (now - WINDOW).timestamp()
        with counting_file(self._path, _SCHEMA) as file:
            file.execute("DELETE FROM attempt WHERE at <= ?", (since,))
            waits = [_wait(file, subject, limit, moment) for subject, limit in limits.items()]
            if not any(waits):
                file.executemany("INSERT INTO attempt VALUES (?, ?)", [(one, moment) for one in limits])
        return max(waits)

    def succeeded(self, account: str, address: str) -> None:
        """Forgets the account's attempts, and of the address's one: a right password in between must
        not buy unlimited wrong ones."""
        with counting_file(self._path, _SCHEMA) as file:
            file.execute("DELETE FROM attempt WHERE subject = ?", (subject("account", account),))
            file.execute(
                "DELETE FROM attempt WHERE rowid = (SELECT max(rowid) FROM attempt WHERE subject = ?)",
                (subject("address", network(address)),),
            )


def _wait(file: sqlite3.Connection, subject: str, limit: int, moment: float) -> int:
    row = file.execute(
        "SELECT at FROM attempt WHERE subject = ? ORDER BY at DESC LIMIT 1 OFFSET ?", (subject, limit - 1)
    ).fetchone()
    return 0 if row is None else max(1, int(row[0] + WINDOW.total_seconds() - moment) + 1)
