"""When a feed or register is expected: the first words of ``schedule`` in feeds.toml, the rest is a note."""

from __future__ import annotations

import re
from datetime import timedelta

# The longest time between two runs. On weekdays that is from Friday to Monday.
PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekdays": timedelta(days=3),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=31),
}
EXPECTED = f"{', '.join(PERIODS)} or every N hours (1 to 8760), then a note if you like"
EVERY = re.compile(r"every ([0-9]{1,4}) hours?\b")
_MAX_HOURS = 8760
_LEAST_SLACK = timedelta(hours=1)


def period(schedule: str) -> timedelta | None:
    """The longest expected time between two good runs; None where nothing is promised.

    Raises ValueError for words that are none of those above.
    """
    if not schedule:
        return None
    every = EVERY.match(schedule)
    if every and 1 <= int(every[1]) <= _MAX_HOURS:
        return timedelta(hours=int(every[1]))
    word = re.split(r"[\s,;:(]", schedule, maxsplit=1)[0]
    if word not in PERIODS:
        raise ValueError(f"{schedule[:40]!r} does not begin with {EXPECTED}")
    return PERIODS[word]


def allowed(schedule: str) -> timedelta | None:
    """How old the last good run may grow before the feed is late: its period and a quarter, an hour at
    least. A run takes time, and a supplier's own job slips a little."""
    expected = period(schedule)
    return expected + max(expected / 4, _LEAST_SLACK) if expected else None
