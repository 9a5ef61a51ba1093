"""The records of one EFO/NELFO 4.0 order document: lines of a small file, each as its fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from importers.errors import UnreadableFeed

MAX_BYTES = 5_000_000
_BLANK = " ;\t\x1a\r\n"  # DOS ends a text with Ctrl-Z


def records(path: Path, text: str, head: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with its line number, the first a ``head`` of version 4.0. Raises UnreadableFeed."""
    found = False
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")
        if not line.strip(_BLANK):
            continue
        fields = line.split(";")
        if not found and (fields[:2] != [head, "EFONELFO"] or len(fields) < 3):
            raise UnreadableFeed(path.name, f"expected {head};EFONELFO;4.0, found {line[:40]!r}", number)
        if not found and fields[2].strip() != "4.0":
            raise UnreadableFeed(path.name, f"expected version 4.0, found {fields[2][:10]!r}", number)
        found = True
        yield number, fields
    if not found:
        raise UnreadableFeed(path.name, f"expected {head};EFONELFO;4.0, found no text")


def padded(fields: list[str], width: int) -> list[str]:
    """The fields with the empty ones at the end that senders leave out."""
    return fields + [""] * (width - len(fields))


def hundredths(name: str, line: int, field: str, text: str) -> Decimal:
    """A number with two implied decimals: ``250`` is 2.5. Raises UnreadableFeed."""
    plain = text.strip()
    try:
        if not plain.lstrip("-").isdecimal() or len(plain) > 12:
            raise InvalidOperation
        return Decimal(plain).scaleb(-2)
    except InvalidOperation as error:
        reason = f"expected a whole number of hundredths, found {text[:20]!r}"
        raise UnreadableFeed(name, reason, line, field) from error


def day(name: str, line: int, field: str, text: str) -> date | None:
    """A day like ``20050502``, None for an empty field. Raises UnreadableFeed."""
    plain = text.strip()
    if not plain:
        return None
    try:
        if len(plain) != 8:
            raise ValueError
        return date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    except ValueError as error:
        raise UnreadableFeed(
            name, f"expected a day like 20261122, found {text[:20]!r}", line, field
        ) from error


def foreign(content: bytes) -> str:
    """The characters of a file that others wrote: UTF-8 where all of it is, else ISO 8859-1, the format's own
    (its texts are for reading only)."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("iso-8859-1")
