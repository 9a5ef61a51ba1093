"""Reads one field of a register's row, or says what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime

from catalog.errors import InvalidIdentifier
from catalog.identifiers import validate_gtin
from catalog.records import Reject

# Socrata's calendar_date is a day with a time of nought and no zone: 2016-12-02T00:00:00.000
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?")
_WRITTEN = re.compile(r"[0-9]{1,2}([/.])[0-9]{1,2}\1[0-9]{4}")
# 03/04/2026 is two days: which of them is meant can only be said, never seen
DAY_STYLES = {"MM/DD/YYYY": "%m/%d/%Y", "DD/MM/YYYY": "%d/%m/%Y", "DD.MM.YYYY": "%d.%m.%Y"}
_RAW_LENGTH = 300

Row = Mapping[str, object]


class FieldFault(ValueError):
    """A field that cannot be taken; ``field`` names it as the register does."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field

    def reject(self, line: int, row: object) -> Reject:
        """The reject of the row that holds the fault."""
        raw = json.dumps(row, ensure_ascii=False, default=str)
        return Reject(line, self.field, str(self), raw[:_RAW_LENGTH])


def text(row: Row, name: str) -> str:
    """The field as text without surrounding white space, '' where it is missing or null."""
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise FieldFault(name, f"a text is expected, not {type(value).__name__}")


def required(row: Row, name: str) -> str:
    """The field as text. Raises FieldFault where it is missing or empty."""
    found = text(row, name)
    if not found:
        raise FieldFault(name, "is missing")
    return found


def day(row: Row, name: str, style: str = "") -> date | None:
    """The field as a calendar day, None where it is missing. A time without zone is left out.

    ``style``, one of DAY_STYLES, is taken beside the ISO day, which can be read in one way only.
    """
    found = text(row, name)
    if not found:
        return None
    match = _DAY.fullmatch(found)
    try:
        if match:
            return date.fromisoformat(match[1])
        if style and _WRITTEN.fullmatch(found) and found[-5] == style[-5]:
            return datetime.strptime(found, DAY_STYLES[style]).date()  # noqa: DTZ007  (a day, no instant)
    except ValueError as error:
        raise FieldFault(name, f"{found[:40]!r} is no day of the calendar") from error
    also = f" or {style}" if style else ""
    raise FieldFault(name, f"{found[:40]!r} is not a day like 2026-12-22{also}")


def codes(row: Row, name: str, separators: str) -> tuple[str, ...]:
    """What a field holds that may hold several; ``separators`` is a regular expression."""
    return tuple(filter(None, map(str.strip, re.split(separators, text(row, name)))))


def is_gtin(code: str) -> bool:
    """Whether the code can be one: the number of digits, and the check digit."""
    try:
        return bool(validate_gtin(code))
    except InvalidIdentifier:
        return False
