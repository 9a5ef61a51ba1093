"""XML as a stream of records, by local name, in constant memory, with nothing fetched and nothing expanded.

Five namespaces (or none) are seen for one format, so elements are known by their local names only. A
document type declaration is read over (real BMEcat files carry one), but never obeyed: no file or
address in it is opened, and a reference to an entity that only it explains makes the file unreadable,
because the text would silently be another one. Character sets are the XML declaration's business: bytes
go to the parser as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, cast

from lxml import etree

from importers.errors import UnreadableFeed

Element = etree._Element

_PLACE = re.compile(r",? *line \d+, column \d+.*", re.DOTALL)
_REFERENCE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);)([^;&\s]{0,60});?")
_CDATA = b"<![CDATA["
_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)


def records(
    path: Path,
    tags: Collection[str],
    *,
    roots: Collection[str] = (),
    skip: Collection[str] = (),
    codec: str = "",
) -> Iterator[Element]:
    """Every element with a local name in ``tags``, whole, in the order of the file.

    An element is valid until the next one is asked for; then it is emptied and everything before it
    under the same parent is thrown away. What stands beside the first record (a header) can be read
    from its parent while it is at hand. One inside another is a part of it, not a record. ``skip``
    names elements to throw away unread: without that, long lists of other elements pile up in memory.
    ``codec`` overrides the character set that the file declares.

    Raises UnreadableFeed with file, line and reason for whatever is no well-formed XML (also after
    records were yielded: cut off, damaged, an entity bomb), where the root's local name is not in
    ``roots``, for a reference to an entity other than XML's own five, and for a CDATA section that has
    swallowed what follows it.
    """
    try:
        with path.open("rb") as stream:
            head = _head(path.name, stream)
            watched = _Watched(stream, b"\0" in head)
            wanted = frozenset(tags), frozenset(roots), frozenset(skip)
            yield from _records(path.name, watched, *wanted, codec or None)
    except OSError as error:
        reason = f"the file cannot be read: {error.strerror or error}"
        raise UnreadableFeed(path.name, reason) from error


def line(element: Element) -> int:
    """The line of an element's start tag, from 1, for a record that ``records`` yielded.

    Beyond line 65,535 the parser keeps the line of the first text inside the element instead, which is
    the same line or the one after. In a file without line breaks every record stands on line 1.
    """
    return cast(int | None, element.sourceline) or 0


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    tag: str = element.tag
    return tag[tag.rfind("}") + 1 :]


def child(element: Element, *names: str) -> Element | None:
    """The first child named ``names[0]``, its first child named ``names[1]`` and so on; None if absent."""
    found: Element | None = element
    for name in names:
        if found is None:
            return None
        found = next(found.iterchildren("{*}" + name), None)
    return found


def children(element: Element, name: str) -> list[Element]:
    """The children of that local name, in the order of the file."""
    return list(element.iterchildren("{*}" + name))


def text(element: Element, *names: str) -> str:
    """The text of the child found by ``child`` (of the element itself without names), in one line.

    Runs of white space and line breaks are one space; '' where the child is absent or empty.
    """
    found = child(element, *names) if names else element
    if found is None:
        return ""
    said = _whole(found) if len(found) else found.text
    return " ".join(said.split()) if said else ""


def prose(element: Element, *names: str) -> str:
    """Like ``text``, with its line breaks kept; marked-up parts are joined without a space.

    A space would make words that the supplier never wrote: ``R<b>EPEAT</b>``.
    """
    found = child(element, *names) if names else element
    return "" if found is None else _whole(found).strip()


def _whole(element: Element) -> str:
    if not len(element):
        return element.text or ""
    return "".join(str(part) for part in element.itertext())


class _Watched:
    """A stream that remembers whether a CDATA section went by; ``unseen`` for bytes that are no ASCII."""

    def __init__(self, stream: IO[bytes], unseen: bool) -> None:
        self._stream = stream
        self._end = b""
        self.has_cdata = unseen

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._stream.read(size)
        if not self.has_cdata:
            # one byte is looked for much faster than nine
            self.has_cdata = _CDATA[-1:] in data and _CDATA in self._end + data
            self._end = data[1 - len(_CDATA) :]
        return data


def _records(
    subject: str,
    stream: _Watched,
    tags: frozenset[str],
    roots: frozenset[str],
    skip: frozenset[str],
    codec: str | None,
) -> Iterator[Element]:
    parser = etree.iterparse(
        cast(IO[bytes], stream), events=("end",), tag=[f"{{*}}{name}" for name in tags | skip],
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False,
        remove_comments=True, remove_pis=True, collect_ids=False, encoding=codec,
    )  # fmt: skip
    declared: bool | None = None
    outside: Element | None = None
    try:
        for _event, element in parser:
            if declared is None:
                declared = _declared(subject, element.getroottree(), roots)
            # Records are brothers: the parent of the last one is looked at once.
            if outside is None or element.getparent() is not outside:
                if _inside(element, tags):
                    continue
                outside = element.getparent()
            if local_name(element) in tags:
                if declared:
                    _refuse_unknown(subject, parser)
                    _refuse_references(subject, element)
                if stream.has_cdata:
                    _refuse_swallowed(subject, element)
                yield element
            _forget(element, outside)
    except etree.LxmlError as error:
        raise _unreadable(subject, error, parser) from error
    if declared is None:
        _declared(subject, parser.root.getroottree(), roots)


def _inside(element: Element, tags: frozenset[str]) -> bool:
    """Whether an element is part of a record."""
    parent = element.getparent()
    while parent is not None:
        if local_name(parent) in tags:
            return True
        parent = parent.getparent()
    return False


def _declared(subject: str, tree: etree._ElementTree, roots: frozenset[str]) -> bool:
    """Whether the file has a document type declaration; refuses a root that is not the format's."""
    root = tree.getroot()
    if roots and local_name(root) not in roots:
        expected = " or ".join(f"<{name}>" for name in sorted(roots))
        raise UnreadableFeed(subject, f"expected {expected}, found <{local_name(root)[:60]}>", line(root))
    return tree.docinfo.internalDTD is not None


def _refuse_unknown(subject: str, parser: etree.iterparse) -> None:
    # With a declaration that was not read (a DTD elsewhere) an unknown entity is no error to the parser:
    # in an attribute it leaves nothing behind but a warning.
    for entry in parser.error_log:
        if entry.type == etree.ErrorTypes.WAR_UNDECLARED_ENTITY:
            reason = f"{entry.message}: an entity that only a declaration elsewhere explains"
            raise UnreadableFeed(subject, reason, int(entry.line))


def _refuse_references(subject: str, element: Element) -> None:
    # In an attribute the expansion stands in the reference's place; only written out again does the
    # reference itself show.
    found = _REFERENCE.search(etree.tostring(element, encoding="utf-8", with_tail=False))
    if found:
        name = found[1].decode("utf-8", "replace")
        reason = f"a reference to the entity {name!r}, which is not one of XML's own: it is never expanded"
        raise UnreadableFeed(subject, reason, line(element), local_name(element))


def _refuse_swallowed(subject: str, element: Element) -> None:
    # A CDATA section whose end is damaged runs to the end of the next one, also in another record, and
    # the rest stays well-formed: one product would wear the other's number. Its text then opens a
    # section that it does not close; a section that was written as text ("&lt;![CDATA[") does both.
    whole: str = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    if whole.count("<![CDATA[") > whole.count("]]>"):
        reason = "a CDATA section without its end: it has swallowed what follows"
        raise UnreadableFeed(subject, reason, line(element), local_name(element))


def _forget(element: Element, parent: Element | None) -> None:
    element.clear()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _head(subject: str, stream: IO[bytes]) -> bytes:
    """The first bytes; refuses an empty file and a web page, whose faults as XML would tell nobody much."""
    head = stream.read(400)
    if not head:
        raise UnreadableFeed(subject, "the file is empty (0 bytes)")
    if _WEB_PAGE.match(head):
        raise UnreadableFeed(subject, "a web page (HTML) instead of an XML feed", line=1)
    stream.seek(0)
    return head


def _unreadable(subject: str, error: etree.LxmlError, parser: etree.iterparse) -> UnreadableFeed:
    """The parser's first complaint: what it raises for an unknown entity names neither cause nor line."""
    entries = [entry for entry in parser.error_log if entry.level >= etree.ErrorLevels.ERROR]
    if entries:
        message, number = entries[0].message, int(entries[0].line)
    else:
        message, number = str(error), int(getattr(error, "lineno", 0) or 0)
    reason = " ".join(_PLACE.sub("", message).split())
    return UnreadableFeed(subject, f"not whole, well-formed XML: {reason}", max(number, 0))
