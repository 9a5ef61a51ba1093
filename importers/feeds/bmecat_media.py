"""Pictures, documents and ETIM's extensions (UDX.EDXF.*) of a BMEcat product.

No field of BMEcat says "Nordic Swan". The nearest is a document of code MD13 (environment label): its
description goes to ``labels``, where whole words decide; file names, MD09 (certificate), MD31 (seal of
approval), keywords and prose never do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from catalog.records import Notice
from importers.feeds.bmecat_features import Extra
from importers.feeds.bmecat_header import Catalogue, day
from importers.feeds.bmecat_parts import Parts, first, in_best_language, in_words
from importers.xml_stream import Element, text

LABEL = "MD13"
_KEPT = frozenset({"MD05", "MD06", "MD07", "MD09", LABEL, "MD31", "MD49", "MD53", "MD54"})
_CODE = re.compile(r"MD[0-9]{2}")
_WEB = ("http://", "https://")
_CHARACTERISTICS = ("PRODUCT_CHARACTERISTICS", "PRODUCT_CHARACTERISTIC")
_CHARACTERISTIC = "PRODUCT_CHARACTERISTIC_"


class Media:
    """The picture and the label words that a product's MIME elements give."""

    def __init__(self, line: int, catalogue: Catalogue, extra: Extra) -> None:
        self._line = line
        self._catalogue = catalogue
        self._extra = extra
        self.image_url = ""
        self.labels: list[str] = []
        self.notices: list[Notice] = []

    def read(self, lists: Iterable[Element]) -> None:
        """All MIME elements of MIME_INFO or UDX.EDXF.MIME_INFO."""
        names = self._catalogue.names
        for block in lists:
            for element in block:
                if names[element.tag] == "MIME":
                    self._read(names.parts(element))

    def _read(self, parts: Parts) -> None:
        code = first(parts, "MIME_CODE").upper()
        if not code:
            said = first(parts, "MIME_DESCR")
            # the standard's own MIME has no code: ETIM puts it into the description
            code = said if _CODE.fullmatch(said) else ""
        if not self.image_url and (code == "MD01" or first(parts, "MIME_PURPOSE") == "normal"):
            self.image_url = self._picture(parts)
        if code in _KEPT:
            described = self._described(parts)
            if code == LABEL and described:
                self._add_label(parts, described)
            self._extra.add(f"mime:{code}", described or _file_name(parts))

    def _described(self, parts: Parts) -> str:
        for name in ("MIME_DESCR", "MIME_DESIGNATION", "MIME_ALT"):
            said = in_words(parts.get(name, ()), self._catalogue.language)
            if said and not _CODE.fullmatch(said):
                return said
        return ""

    def _add_label(self, parts: Parts, described: str) -> None:
        """Adds the words of a label's document, unless it had ended when the file was written."""
        ends = first(parts, "MIME_EXPIRY_DATE")
        known, generated = day(ends), self._catalogue.generated
        if ends and (known is None or (generated is not None and known < generated)):
            reason = f"a label's document that ended on {ends[:40]}: no claim"
            self.notices.append(Notice(self._line, "MIME_EXPIRY_DATE", reason, described[:200]))
        else:
            self.labels.append(described)

    def _picture(self, parts: Parts) -> str:
        """The web address of a picture, '' for a file that came on another way."""
        kind = first(parts, "MIME_TYPE").lower()
        source = first(parts, "MIME_SOURCE")
        if kind.startswith(("application/", "text/", "video/")) or not source:
            return ""
        if source.lower().startswith(_WEB):
            return source
        root = self._catalogue.mime_root
        if root.lower().startswith(_WEB) and "://" not in source:
            return f"{root.rstrip('/')}/{source.removeprefix('./').lstrip('/')}"
        return ""


def read_extensions(blocks: Sequence[Element], catalogue: Catalogue, media: Media, extra: Extra) -> str:
    """Reads USER_DEFINED_EXTENSIONS into ``media`` and ``extra``; returns the brand, '' without one."""
    brand = ""
    for block in blocks:
        parts = catalogue.names.parts(block)
        media.read(parts.get("MIME_INFO", ()))
        for name, elements in parts.items():
            if name in _CHARACTERISTICS:
                for element in elements:
                    _add_characteristics(element, catalogue, extra)
            elif name.endswith("BRAND_NAME"):
                brand = brand or in_words(elements, catalogue.language)
            elif name != "MIME_INFO":
                _add_plain(name.removeprefix("UDX."), elements, catalogue, extra)
    return " ".join(brand.split())


def _add_characteristics(element: Element, catalogue: Catalogue, extra: Extra) -> None:
    parts = catalogue.names.parts(element)
    for inner in parts.get("PRODUCT_CHARACTERISTIC", ()):
        _add_characteristics(inner, catalogue, extra)
    code = first(parts, f"{_CHARACTERISTIC}CODE")
    if code:
        said = [
            text(found)
            for name, elements in parts.items()
            if name.startswith(f"{_CHARACTERISTIC}VALUE")
            for found in in_best_language(elements, catalogue.language)
        ]
        extra.add(f"characteristic:{code}", "|".join(filter(None, said)))


def _add_plain(name: str, elements: Sequence[Element], catalogue: Catalogue, extra: Extra) -> None:
    """Fields without inner structure, and those one step inside (REACH); deeper ones are of no use here."""
    for element in in_best_language(elements, catalogue.language):
        if not len(element):
            kind = element.get("type")
            extra.add(f"udx:{name}:{kind}" if kind else f"udx:{name}", text(element))
            continue
        for part in element:
            if not len(part):
                extra.add(f"udx:{name}:{catalogue.names[part.tag]}", text(part))


def _file_name(parts: Parts) -> str:
    return first(parts, "MIME_FILENAME") or first(parts, "MIME_SOURCE")
