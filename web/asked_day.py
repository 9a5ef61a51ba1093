"""A day in an address, ``?on=2026-03-01``, and a period, ``?from=2026-01-01&to=2026-06-30``."""

from __future__ import annotations

import re
from datetime import date

from werkzeug.datastructures import MultiDict

from catalog.errors import InvalidRequest

PARAMETER = "on"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def asked_day(args: MultiDict[str, str], parameter: str = PARAMETER) -> date | None:
    """The day asked for under that name; None where it is missing or empty, as in an unfilled form.

    Raises InvalidRequest for a text that is no day of the calendar, and for several days at once.
    """
    values = [text for text in (raw.strip() for raw in args.getlist(parameter)) if text]
    if not values:
        return None
    if len(values) > 1:
        raise InvalidRequest(parameter, f"{len(values)} days, only one can be asked for")
    fault = f"{values[0][:40]!r} is not a day like 2026-03-01"
    if not _DAY.fullmatch(values[0]):
        raise InvalidRequest(parameter, fault)
    try:
        return date.fromisoformat(values[0])
    except ValueError as error:
        raise InvalidRequest(parameter, fault) from error


def asked_period(args: MultiDict[str, str], usual: tuple[date, date]) -> tuple[date, date]:
    """First and last day under ``from`` and ``to``, each the usual one where it is not asked for.

    Raises InvalidRequest, also where the last is before the first.
    """
    first, last = asked_day(args, "from") or usual[0], asked_day(args, "to") or usual[1]
    if last < first:
        raise InvalidRequest("to", "Til-dagen er før fra-dagen.")
    return first, last
