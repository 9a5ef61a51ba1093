"""How often a feed is expected, and when it is late."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from importers import profiles, schedule
from importers.errors import ProfileError

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "hours", "late_after"),
    [
        ("hourly", 1, 2),
        ("daily", 24, 30),
        ("daily, cron 02:30", 24, 30),
        ("weekdays (not in July)", 72, 90),
        ("weekly Sunday", 168, 210),
        ("monthly", 744, 930),
        ("every 6 hours", 6, 7.5),
        ("every 1 hour; by mail", 1, 2),
    ],
)
def test_the_first_words_say_how_often_and_a_quarter_more_is_late(
    text: str, hours: float, late_after: float
) -> None:
    assert schedule.period(text) == hours * HOUR
    assert schedule.allowed(text) == late_after * HOUR


def test_without_a_schedule_nothing_is_late() -> None:
    assert schedule.period("") is None
    assert schedule.allowed("") is None


@pytest.mark.parametrize(
    "text", ["02:30", "Daily", "dailyish", "every day", "every 0 hours", "every 9000 hours"]
)
def test_other_words_are_refused_with_table_and_key(tmp_path: Path, text: str) -> None:
    file = tmp_path / "feeds.toml"
    file.write_text(f'[feeds.elko]\nformat = "table"\nsupplier = "elko"\npath = "a"\nschedule = "{text}"\n')
    with pytest.raises(ProfileError, match=r"feeds\.elko\].*field schedule: .*hourly, daily"):
        profiles.load(file)
