"""The clock, passed in everywhere: no other module asks the machine what time it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Timezone-aware UTC instants, and the calendar day that buyers live in.

    ``pinned`` fixes the day for trials and tests: instants then lie on that day, at the time it is.
    """

    timezone: ZoneInfo = ZoneInfo("Europe/Oslo")
    pinned: date | None = None
    source: Callable[[], datetime] = _utc_now

    def now(self) -> datetime:
        """The current instant in UTC."""
        instant = self.source()
        if self.pinned is None:
            return instant
        local = instant.astimezone(self.timezone)
        return datetime.combine(self.pinned, local.time(), self.timezone).astimezone(UTC)

    def today(self) -> date:
        """The current calendar day in the clock's time zone."""
        return self.pinned or self.source().astimezone(self.timezone).date()


def calendar_year(year: int) -> tuple[date, date]:
    """Its first and last day."""
    return date(year, 1, 1), date(year, 12, 31)
