"""The badges that this process has drawn, for as long as nothing they depend on has changed.

Nothing is kept by time: every request asks the database whether something was committed, so a badge
changes with the commit that changes it, and with the day.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Engine

from catalog.clock import Clock
from catalog.stamp import Commits, Stamp

MAX_AGE_SECONDS = 300
# Some 2 kB each.
MOST = 8_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """One answer, ready to send: ``headers`` are all but how long it may be kept."""

    body: bytes
    etag: str
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Badges of one stamp, unchanged since ``since`` (UTC), good until ``ends``: the day's last instant.

    A request uses one shelf from beginning to end: what was drawn from older data than the next shelf's
    can then never be put there. Badges are found by what they are (a wish) and by addresses that asked for
    them before; where there are too many, the oldest goes first.
    """

    stamp: Stamp
    since: datetime
    ends: datetime
    _kept: dict[Hashable, Drawn] = field(default_factory=dict)
    _asked: dict[Hashable, Drawn] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, wish: Hashable) -> Drawn | None:
        """The badge, where it was drawn already."""
        return self._kept.get(wish)

    def at(self, address: Hashable) -> Drawn | None:
        """The badge that this very address was answered with."""
        return self._asked.get(address)

    def put(self, wish: Hashable, drawn: Drawn, address: Hashable = None) -> None:
        """Keeps a badge; also by the ``address`` that asked for it, where one is given."""
        self._keep(self._kept, wish, drawn)
        if address is not None:
            self._keep(self._asked, address, drawn)

    def _keep(self, kept: dict[Hashable, Drawn], key: Hashable, drawn: Drawn) -> None:
        with self._lock:
            if len(kept) >= MOST:
                kept.pop(next(iter(kept)))
            kept[key] = drawn

    def seconds(self, now: datetime) -> int:
        """How long a badge may be kept by others, in whole seconds: not past the day, and not for long,
        because nobody can foresee a withdrawal."""
        return min(MAX_AGE_SECONDS, max(0, int((self.ends - now).total_seconds())))


def day_end(clock: Clock, day: date) -> datetime:
    """The first instant (UTC) of the next day in the clock's time zone: states change there."""
    return datetime.combine(day + timedelta(days=1), time(), clock.timezone).astimezone(UTC)


class BadgeCache:
    """One shelf at a time; thread-safe."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._commits = Commits(engine)
        self._clock = clock
        self._current: tuple[int | None, date, Shelf] | None = None

    def current(self, now: datetime) -> Shelf | None:
        """The shelf of what is stored now, None where it must be looked at anew."""
        count = self._commits.count()
        known = self._current
        if known is None or count is None or known[0] != count or now >= known[2].ends:
            return None
        return known[2] if now.astimezone(self._clock.timezone).date() == known[1] else None

    def shelf(self, day: date, read: Callable[[], Stamp]) -> Shelf:
        """The shelf of what is stored now; ``read`` takes the stamp.

        Call it before anything else of the request reads the database: what is drawn afterwards is then
        at least as new as the shelf.
        """
        # Counted before the stamp is read: a commit between the two is looked at again next time.
        count = self._commits.count()
        known = self._current
        if known is not None and count is not None and known[:2] == (count, day):
            return known[2]
        stamp = read()
        found = known[2] if known is not None and known[2].stamp == stamp else None
        found = found or Shelf(stamp, self._clock.source(), day_end(self._clock, day))
        self._current = count, day, found
        return found
