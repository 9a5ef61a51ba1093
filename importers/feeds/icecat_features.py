"""What an Icecat data sheet says of a product's features, and which of it is about labels.

Two structured places speak of labels: features of a label's own (y_n, or a list of tiers), and the lists
of certificates. Everything else, and all prose, is kept as text and read by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalog.records import Notice
from importers import xml_stream
from importers.xml_stream import Element

# The features that labels/definitions knows as codes of "icecat"
LABEL_FEATURES = frozenset(("838", "2088", "8400", "12785", "13472", "15707"))
# Certification and Sustainability certification in the public list of features; the newer names are seen
# in data sheets whose ids are in no public list
_LIST_IDS = frozenset(("249", "11678"))
_LIST_NAMES = frozenset((
    "certification", "certifications", "sustainability certification", "sustainability certificates",
    "compliance certificates",
))  # fmt: skip
MOST_FEATURES, LONGEST_VALUE = 200, 300
_LONGEST_LIST = 2000
_NEUTRAL = ("Y", "N")
_NOTHING = frozenset(("y", "n", "yes", "no", "-", "n/a", "not available", "not supported", "not applicable"))
_BREAK = re.compile(r"\\n|<\s*br\s*/?\s*>|</\s*(?:p|li)\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Features:
    """``codes`` and ``labels`` as a ProductRecord holds them; ``extra`` is every feature that fits."""

    codes: tuple[tuple[str, str, str], ...]
    labels: tuple[str, ...]
    extra: tuple[tuple[str, str], ...]
    notices: tuple[Notice, ...]


def read_features(product: Element, line: int) -> Features:
    """Reads the ProductFeature elements of one Product."""
    codes: dict[tuple[str, str, str], None] = {}
    labels: dict[str, None] = {}
    extra: dict[str, str] = {}
    left_out = 0
    notices: list[Notice] = []
    for code, name, value in _features(product):
        if code in LABEL_FEATURES:
            codes["icecat", code, value] = None
        elif value.casefold() not in _NOTHING and (code in _LIST_IDS or name.casefold() in _LIST_NAMES):
            if len(value) > _LONGEST_LIST:
                reason = f"expected at most {_LONGEST_LIST} characters, found {len(value)}: left out"
                notices.append(Notice(line, name[:60], reason, value[:200]))
            else:
                labels[value] = None
        said = f"{name}: {' '.join(value.split())}" if name else value
        if len(said) > LONGEST_VALUE or len(extra) == MOST_FEATURES:
            left_out += 1
        elif code:
            extra[_free(extra, f"icecat:{code}")] = said
    if left_out:
        reason = f"{left_out} left out: at most {MOST_FEATURES}, of {LONGEST_VALUE} characters each"
        notices.append(Notice(line, "ProductFeature", reason))
    return Features(tuple(codes), tuple(labels), tuple(extra.items()), tuple(notices))


def plain(text: str) -> str:
    """A text without its markup; ``\\n`` as two characters is Icecat's line break."""
    return _TAG.sub("", _BREAK.sub("\n", text)).strip()


def _features(product: Element) -> Iterator[tuple[str, str, str]]:
    """Id, name and value of each feature that has a value.

    A y_n feature holds Y or N whatever the language; the value to show may be any language's word.
    """
    for element in xml_stream.children(product, "ProductFeature"):
        feature = xml_stream.child(element, "Feature")
        if feature is None:
            continue
        value = plain(element.get("Value", ""))
        if value not in _NEUTRAL:
            value = plain(element.get("Presentation_Value", "")) or value
        name = xml_stream.child(feature, "Name")
        if value:
            yield feature.get("ID", "").strip(), _words("" if name is None else name.get("Value", "")), value


def _words(text: str) -> str:
    return " ".join(text.split())


def _free(taken: dict[str, str], name: str) -> str:
    count, free = 1, name
    while free in taken:
        count += 1
        free = f"{name}#{count}"
    return free
