"""A day in an address: ``?on=2026-03-01``."""

from __future__ import annotations

import re
from datetime import date

from werkzeug.datastructures import MultiDict

from catalog.errors import InvalidRequest

PARAMETER = "on"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def asked_day(args: MultiDict[str, str]) -> date | None:
    """The day asked for; None where the parameter is missing or empty, as an unfilled form sends it.

    Raises InvalidRequest for a text that is no day of the calendar, and for several days at once.
    """
    values = [text for text in (raw.strip() for raw in args.getlist(PARAMETER)) if text]
    if not values:
        return None
    if len(values) > 1:
        raise InvalidRequest(PARAMETER, f"{len(values)} days, only one can be asked for")
    fault = f"{values[0][:40]!r} is not a day like 2026-03-01"
    if not _DAY.fullmatch(values[0]):
        raise InvalidRequest(PARAMETER, fault)
    try:
        return date.fromisoformat(values[0])
    except ValueError as error:
        raise InvalidRequest(PARAMETER, fault) from error
