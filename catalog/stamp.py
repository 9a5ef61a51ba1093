"""What everything derived for a day depends on, as one value: two equal stamps mean equal answers.

Products, tags and offers change with a product's revision (taken in commit order), states with the day and
with the confirmation days of registers; suppliers' names stand in what they state.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from catalog.documents import newest_revision
from catalog.models import Dataset, Supplier


@dataclass(frozen=True, slots=True)
class Stamp:
    """``confirmed`` has confirmation day and limit of each data set, ``suppliers`` slug and name of each."""

    day: date
    revision: int
    confirmed: tuple[tuple[Any, ...], ...]
    suppliers: tuple[tuple[Any, ...], ...]


def read(session: Session, today: date) -> Stamp:
    """The stamp of ``today`` in the session's snapshot."""
    confirmed, suppliers = _statements()
    return Stamp(
        today,
        newest_revision(session),
        tuple(tuple(row) for row in session.execute(confirmed)),
        tuple(tuple(row) for row in session.execute(suppliers)),
    )


@cache
def _statements() -> tuple[Any, Any]:
    datasets = select(col(Dataset.id), col(Dataset.confirmed_on), col(Dataset.max_age_days))
    return (
        datasets.order_by(col(Dataset.id)),
        select(col(Supplier.slug), col(Supplier.name)).order_by(col(Supplier.id)),
    )


class Commits:
    """Tells in microseconds whether anything was committed since it was asked last.

    SQLite counts commits of other connections (``PRAGMA data_version``); this keeps one connection that
    never writes, opened at the first question and so after a server's fork. Other databases have no such
    number: there the answer is always None, which equals nothing that was known before.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._connection: Any = None

    def count(self) -> int | None:
        """A number that stays the same until some other connection commits."""
        if self._engine.dialect.name != "sqlite":
            return None
        with self._lock:
            if self._connection is None:
                self._connection = self._engine.raw_connection()
                self._connection.detach()
            return int(self._connection.dbapi_connection.execute("PRAGMA data_version").fetchone()[0])
