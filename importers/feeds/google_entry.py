"""One offer of a Google feed in Google's own names, whether it came as XML or as a row of a table.

In XML a name counts by its local name. Google's namespace comes first where a shop writes a field
twice (``title`` and ``g:title``), then RSS and Atom, then others (``media:title``), which are kept aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalog.records import Notice
from importers import xml_stream
from importers.columns import RefusedCell
from importers.text import RAW_LIMIT
from importers.xml_stream import Element

Group = tuple[str, Mapping[str, str]]

# The parts of a group in a cell, where the header does not name them (Google help pages 13528839, 9218260).
_PARTS = {
    "certification": ("certification_authority", "certification_name", "certification_code"),
    "product_detail": ("section_name", "attribute_name", "attribute_value"),
}
_PROSE = ("title", "description", "summary", "content")
_GOOGLE, _PLAIN, _OTHER = range(3)
_NAMESPACES = {"http://base.google.com/ns/1.0": _GOOGLE, "": _PLAIN, "http://www.w3.org/2005/Atom": _PLAIN}
_HEADER = re.compile(r"([a-z_]+)\s*\(([a-z_:\s]+)\)")
_PIECE = re.compile(r'"(?:[^"]|"")*"|\\.|[^,:"\\]+|.', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """The fields of one offer, none of them empty; ``line`` is where it stands in the file."""

    line: int
    values: Mapping[str, Sequence[str]]
    groups: Sequence[Group] = ()
    notices: Sequence[Notice] = ()

    def first(self, name: str) -> str:
        """The first value of a field, '' for none."""
        return next(iter(self.values.get(name, ())), "")

    def one(self, name: str) -> str:
        """The value of a field that has one; raises RefusedCell where two differ."""
        different = set(self.values.get(name, ()))
        if len(different) > 1:
            raise RefusedCell(name, f"expected one value, found {len(different)} different ones")
        return next(iter(different), "")


def from_element(line: int, element: Element) -> Entry:
    """The fields of an ``item`` or ``entry``; what has parts of its own is a group."""
    ranked: dict[str, dict[int, list[str]]] = {}
    groups: list[Group] = []
    for node in element.iterchildren("{*}*"):
        name = xml_stream.local_name(node).lower()
        if len(node) and name not in _PROSE:
            groups.append((name, _parts(node)))
            continue
        value = xml_stream.prose(node) if name in _PROSE else xml_stream.text(node)
        if value := value or _address(name, node):
            ranked.setdefault(name, {}).setdefault(_rank(node), []).append(value)
    values: dict[str, Sequence[str]] = {}
    for name, by_rank in ranked.items():
        best, *rest = sorted(by_rank)
        values[name] = by_rank[best]
        if rest:
            values[f"{name} (other)"] = [value for rank in rest for value in by_rank[rank]]
    return Entry(line, values, groups)


def from_row(line: int, cells: Mapping[str, str], columns: Mapping[str, Column]) -> Entry:
    """The fields of a row; ``columns`` is what ``columns_of`` made of the header."""
    values: dict[str, list[str]] = {}
    groups: list[Group] = []
    notices: list[Notice] = []
    for header, cell in cells.items():
        column = columns[header]
        if not cell:
            continue
        members = _members(cell, column.parts) if column.parts else []
        if members is None:
            reason = f"expected members of {len(column.parts)} parts ({':'.join(column.parts)}): not read"
            notices.append(Notice(line, column.name, reason, cell[:RAW_LIMIT]))
        if members:
            groups += ((column.name, member) for member in members)
        else:
            values.setdefault(column.name, []).append(cell)
    return Entry(line, values, groups, notices)


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column in Google's name; ``parts`` where its cells hold groups."""

    name: str
    parts: tuple[str, ...] = ()


def columns_of(headers: Iterable[str]) -> dict[str, Column]:
    """What the columns of a table are: ``image link`` and ``g:image_link`` are ``image_link``."""
    found = {}
    for header in headers:
        said = _HEADER.fullmatch(header.removeprefix("g:"))
        name = said[1] if said else header.removeprefix("g:").replace(" ", "_")
        parts: tuple[str, ...] = _PARTS.get(name, ())
        if said and parts:
            parts = tuple(part.strip() for part in said[2].split(":"))
        found[header] = Column(name, parts)
    return found


def _parts(node: Element) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in node.iterchildren("{*}*"):
        name, value = xml_stream.local_name(part).lower(), xml_stream.text(part)
        # two values of one part read together are understood by nobody, which is right
        parts[name] = f"{parts[name]} {value}" if name in parts else value
    return parts


def _rank(node: Element) -> int:
    if node.prefix == "g":
        return _GOOGLE
    tag: str = node.tag
    return _NAMESPACES.get(tag[1 : tag.rfind("}")] if tag.startswith("{") else "", _OTHER)


def _address(name: str, node: Element) -> str:
    """The address of an Atom link, which stands in an attribute."""
    if name != "link" or node.get("rel", "alternate") != "alternate":
        return ""
    return str(node.get("href", "")).strip()


def _members(cell: str, parts: Sequence[str]) -> list[Mapping[str, str]] | None:
    """The members of a cell ``a:b:c,a:b:c``; None where one has not as many parts as the header.

    A part with a comma or colon must stand in quotes, or after a backslash: nothing is put together by guess.
    """
    members = list(_split(cell))
    if len(members) > 1 and members[-1] == [""]:
        members.pop()
    if any(len(member) != len(parts) for member in members):
        return None
    return [dict(zip(parts, member, strict=True)) for member in members]


def _split(cell: str) -> Iterator[list[str]]:
    member, current = [], ""
    for piece in _PIECE.findall(cell):
        if piece in (",", ":"):
            member.append(current.strip())
            current = ""
            if piece == ",":
                yield member
                member = []
        elif piece.startswith('"') and len(piece) > 1:
            current += piece[1:-1].replace('""', '"')
        else:
            current += piece[1:] if piece.startswith("\\") and len(piece) > 1 else piece
    yield [*member, current.strip()]
