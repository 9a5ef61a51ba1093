"""An order file as a person reads it, and which part of it is which line of the order."""

from __future__ import annotations

import csv
import io
import re

_XML_LINE = re.compile(r"<cac:OrderLine>.*?</cac:OrderLine>", re.DOTALL)
_XML_NUMBER = re.compile(r"<cac:LineItem>\s*<cbc:ID>(\d+)</cbc:ID>")


def text(name: str, content: bytes) -> str:
    """The file's characters: NELFO (``.txt``) is ISO 8859-1, the others are UTF-8."""
    return content.decode("iso-8859-1" if name.endswith(".txt") else "utf-8")


def by_line(name: str, content: bytes) -> dict[int, str]:
    """The records of each order line, by its position, of a file that we made ourselves."""
    whole = text(name, content)
    if name.endswith(".txt"):
        return _nelfo(whole)
    return _csv(whole) if name.endswith(".csv") else _xml(whole)


def _nelfo(whole: str) -> dict[int, str]:
    found: dict[int, str] = {}
    position = 0
    for record in whole.splitlines(keepends=True):
        if record.startswith("BL;"):
            position = int(record.split(";")[1])
        if position:
            found[position] = found.get(position, "") + record
    return found


def _csv(whole: str) -> dict[int, str]:
    """A quoted cell may hold a line end, so records are read, not lines."""
    found: dict[int, str] = {}
    begin = 0
    lines = list(io.StringIO(whole.removeprefix("\ufeff"), ""))
    reader = csv.reader(lines, delimiter=";")
    for row in reader:
        part, begin = "".join(lines[begin : reader.line_num]), reader.line_num
        if len(row) > 6 and row[6].isdecimal():
            found[int(row[6])] = part
    return found


def _xml(whole: str) -> dict[int, str]:
    found = {}
    for part in _XML_LINE.findall(whole):
        number = _XML_NUMBER.search(part)
        if number:
            found[int(number[1])] = part
    return found
