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

    ``pinned`` fixes the day (not the instant) for trials and tests.
    """

    timezone: ZoneInfo = ZoneInfo("Europe/Oslo")
    pinned: date | None = None
    now: Callable[[], datetime] = _utc_now

    def today(self) -> date:
        """The current calendar day in the clock's time zone."""
        return self.pinned or self.now().astimezone(self.timezone).date()
