"""The elements of one UBL line: each taken at most once, the rest kept with its place in the line."""

from __future__ import annotations

from collections.abc import Iterator

from importers import xml_stream
from importers.columns import RefusedCell
from importers.xml_stream import Element

_ATTRIBUTES = ("unitCode", "currencyID", "schemeID", "listID")
_BINARY = "EmbeddedDocumentBinaryObject"


class Fields:
    """A CatalogueLine while it is read. What nobody has asked for is in ``rest``."""

    def __init__(self, line: Element) -> None:
        self.line = line
        self._used: set[Element] = set()

    def only(self, start: Element | None, *names: str) -> Element | None:
        """The element at the end of a path of local names, None where there is none.

        Raises RefusedCell where a name stands there more than once: nothing says which one counts.
        """
        found = start
        for name in names:
            if found is None:
                return None
            same = xml_stream.children(found, name)
            if len(same) > 1:
                raise RefusedCell(name, f"expected one {name}, found {len(same)}")
            found = same[0] if same else None
        return found

    def take(self, start: Element | None, *names: str) -> str:
        """The text of that element, '' for none; it is not in ``rest`` any more."""
        found = self.only(start, *names)
        if found is None:
            return ""
        self._used.add(found)
        return xml_stream.text(found)

    def take_all(self, element: Element) -> None:
        """Takes an element with all its parts out of ``rest``."""
        self._used.update(element.iter("{*}*"))

    def rest(self) -> Iterator[tuple[str, str]]:
        """The texts that were not taken, each with its path and its unit, currency, scheme or list."""
        for node in self.line.iterdescendants("{*}*"):
            if len(node) or node in self._used:
                continue
            said = [_binary(node) if xml_stream.local_name(node) == _BINARY else xml_stream.text(node)]
            said += [node.get(name, "") for name in _ATTRIBUTES if said[0]]
            yield self._path(node), " ".join(filter(None, said))

    def _path(self, node: Element) -> str:
        names = [xml_stream.local_name(node)]
        for parent in node.iterancestors():
            if parent is self.line:
                break
            names.append(xml_stream.local_name(parent))
        return ".".join(reversed([name for name in names if name != "Item"]))


def _binary(node: Element) -> str:
    return " ".join(filter(None, (node.get("mimeCode", ""), node.get("filename", ""))))
