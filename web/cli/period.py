"""Days and periods as options."""

from __future__ import annotations

from datetime import date, datetime

import click

DAY = click.DateTime(formats=["%Y-%m-%d"])


def period(first: datetime | None, last: datetime | None, usual: tuple[date, date]) -> tuple[date, date]:
    """First and last day, each the usual one where it was not given. Raises UsageError for a period that
    ends before it begins."""
    days = first.date() if first else usual[0], last.date() if last else usual[1]
    if days[1] < days[0]:
        raise click.UsageError("--to is before --from")
    return days
