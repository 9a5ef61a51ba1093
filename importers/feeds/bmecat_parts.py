"""What all parts of a BMEcat product share: names of 1.2 and 2005 as one, languages, marked-up text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence

from catalog.records import Notice
from importers.xml_stream import Element, prose, text

Parts = Mapping[str, list[Element]]

_RENAMED = {
    "SUPPLIER_AID": "SUPPLIER_PID", "SUPPLIER_ALT_AID": "SUPPLIER_ALT_PID",
    "MANUFACTURER_AID": "MANUFACTURER_PID", "ARTICLE_STATUS": "PRODUCT_STATUS",
    "ARTICLE_DETAILS": "PRODUCT_DETAILS", "ARTICLE_FEATURES": "PRODUCT_FEATURES",
    "ARTICLE_ORDER_DETAILS": "PRODUCT_ORDER_DETAILS", "ARTICLE_PRICE": "PRODUCT_PRICE",
    "ARTICLE_PRICE_DETAILS": "PRODUCT_PRICE_DETAILS", "ARTICLE_REFERENCE": "PRODUCT_REFERENCE",
    "ART_ID_TO": "PROD_ID_TO",
}  # fmt: skip
_MOST_NAMES = 5000
# bokmål is what the pages are written in; Danish and Swedish are read here, German is the rest of the trade
_LANGUAGES = (
    ("nob", "nb", "nor", "no"), ("nno", "nn"), ("dan", "da"), ("swe", "sv"), ("eng", "en"),
    ("deu", "ger", "de"),
)  # fmt: skip
_RANKS = {code: rank for rank, codes in enumerate(_LANGUAGES) for code in codes}
_OTHER = len(_LANGUAGES)
_BREAKS = re.compile(r"<(?:br|/?(?:p|li|ul|ol|div|tr|table|h[1-6]))\b[^<>]*>", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|font|small|sub|sup|img|td|th|tbody|thead|hr)\b[^<>]*>", re.IGNORECASE
)


class Refused(ValueError):
    """A value that makes its whole product unusable; ``field`` is the element's name."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


class Names(dict[str, str]):
    """Tags to the names this importer knows: local, as in 2005, ETIM's extensions without their prefix."""

    def __missing__(self, tag: str) -> str:
        local = tag[tag.rfind("}") + 1 :]
        name = _RENAMED.get(local, local).removeprefix("UDX.EDXF.")
        if len(self) < _MOST_NAMES:
            self[tag] = name
        return name

    def parts(self, element: Element) -> dict[str, list[Element]]:
        """The children of an element by name, in the order of the file."""
        found = {self[part.tag]: [part] for part in element}
        if len(found) == len(element):
            return found
        found = {}
        for part in element:
            name = self[part.tag]
            if name in found:
                found[name].append(part)
            else:
                found[name] = [part]
        return found


class LeftOut:
    """Counts what many products have to leave out, and tells it once a kind at the end of the file."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], list[int]] = {}

    def add(self, line: int, field: str, reason: str) -> None:
        """One more; ``reason`` is the same text for all of a kind."""
        seen = self._found.setdefault((field, reason), [line, 0])
        seen[1] += 1

    def notices(self) -> Iterable[Notice]:
        """One notice a kind, at the line where it was first met."""
        for (field, reason), (line, count) in self._found.items():
            yield Notice(line, field, f"{reason} ({count} in all, first here)")


def value(parts: Parts, name: str) -> str:
    """The text of the only child of that name, '' without one; Refused where there are several."""
    found = parts.get(name)
    if found is None:
        return ""
    if len(found) > 1:
        raise Refused(name, f"expected one, found {len(found)}")
    element = found[0]
    said = element.text
    if said and said.isalnum() and not len(element):
        return said  # most values are one plain word
    return text(element)


def first(parts: Parts, name: str) -> str:
    """The text of the first child of that name, '' without one."""
    found = parts.get(name)
    return text(found[0]) if found else ""


def rank(code: str | None, default: str) -> int:
    """How well a language suits, 0 best; ``default`` is the catalogue's own, for no code."""
    known = _RANKS.get(code or default)
    if known is None:
        known = _RANKS.get((code or default).strip().lower()[:3].rstrip("-_"), _OTHER)
    return known


def in_best_language(elements: Sequence[Element], default: str) -> Sequence[Element]:
    """The elements in the language that suits best, of those that hold text. Order: the Nordic
    languages (bokmål first), English, German, any other.
    """
    if len(elements) < 2:
        return elements
    best = _OTHER + 1
    chosen: list[Element] = []
    for element in elements:
        found = rank(element.get("lang"), default)
        if found <= best and (len(element) or (element.text or "").strip()):
            if found < best:
                best, chosen = found, []
            chosen.append(element)
    return chosen


def in_words(elements: Sequence[Element], default: str) -> str:
    """The first text in the best language, as ``plain`` text with its line breaks."""
    for element in in_best_language(elements, default):
        return plain(prose(element))
    return ""


def in_line(elements: Sequence[Element], default: str) -> str:
    """Like ``in_words``, with its line breaks as spaces."""
    if len(elements) == 1:
        element = elements[0]
        said = element.text
        # most texts are one, and plain
        if said and "&" not in said and "<" not in said and not len(element):
            return " ".join(said.split())
    return " ".join(in_words(elements, default).split())


def plain(marked: str) -> str:
    """A text without HTML, which suppliers escape once more than XML needs (``&lt;li&gt;``, ``&amp;uuml;``).

    Only tags that HTML has are taken out, so ``a < b`` stays.
    """
    for _ in range(2):
        if "&" not in marked and "<" not in marked:
            break
        marked = html.unescape(_MARKUP.sub("", _BREAKS.sub("\n", marked)))
    if "\n" not in marked:
        return marked.strip()
    lines = (" ".join(line.split()) for line in marked.split("\n"))
    return "\n".join(line for line in lines if line)
