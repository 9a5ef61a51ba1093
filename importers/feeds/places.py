"""Where a record stands in an XML file, as a person finds it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from importers import xml_stream
from importers.xml_stream import Element


def placed(elements: Iterable[Element]) -> Iterator[tuple[int, Element]]:
    """Each record with the line of its start tag, from 1.

    Where the first record begins on the line of the root element the file has no useful lines (1,255
    products on one line are seen): then it is the record's position, from 1.
    """
    positions = False
    for position, element in enumerate(elements, start=1):
        line = xml_stream.line(element)
        if position == 1:
            positions = line <= xml_stream.line(element.getroottree().getroot())
        yield position if positions else line, element
