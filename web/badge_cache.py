"""The badges that this process has drawn, for as long as nothing they depend on has changed.

Nothing is kept by time: every request asks the database whether something was committed, so a badge
changes with the commit that changes it, and with the day.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Engine

from catalog.stamp import Commits, Stamp

# Some 2 kB each.
MOST = 8_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """One answer, ready to send."""

    body: bytes
    content_type: str
    status: str
    etag: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Badges of one stamp, unchanged since ``since`` (UTC); the oldest goes first where there are too many.

    A request uses one shelf from beginning to end: what was drawn from older data than the next shelf's
    can then never be put there.
    """

    stamp: Stamp
    since: datetime
    _kept: dict[Hashable, Drawn] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, wish: Hashable) -> Drawn | None:
        """The badge, where it was drawn already."""
        return self._kept.get(wish)

    def put(self, wish: Hashable, drawn: Drawn) -> Drawn:
        """Keeps a badge and gives it back."""
        with self._lock:
            if len(self._kept) >= MOST:
                self._kept.pop(next(iter(self._kept)))
            self._kept[wish] = drawn
        return drawn


class BadgeCache:
    """One shelf at a time; thread-safe."""

    def __init__(self, engine: Engine) -> None:
        self._commits = Commits(engine)
        self._current: tuple[int | None, Shelf] | None = None

    def shelf(self, day: date, read: Callable[[], Stamp], now: datetime) -> Shelf:
        """The shelf of what is stored now; ``read`` takes the stamp, where it may have changed.

        Call it before anything else of the request reads the database: what is drawn afterwards is then
        at least as new as the shelf.
        """
        # Counted before the stamp is read: a commit between the two is looked at again next time.
        count = self._commits.count()
        known = self._current
        if known is not None and count is not None and (known[0], known[1].stamp.day) == (count, day):
            return known[1]
        stamp = read()
        found = known[1] if known is not None and known[1].stamp == stamp else Shelf(stamp, now)
        self._current = count, found
        return found
