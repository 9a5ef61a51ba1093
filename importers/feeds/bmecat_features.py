"""Classes and features of a BMEcat product: ETIM, ECLASS, UNSPSC and the suppliers' own systems.

A product has a block a system. ETIM's features become the record's ``features``, those of other systems
extras named by system and feature (``eclass:0173-1#02-AAF040#004``, ``udf:Breite``); neither is ever a claim.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from catalog.records import Notice
from importers.feeds.bmecat_header import Catalogue
from importers.feeds.bmecat_parts import LeftOut, Parts, first, in_best_language
from importers.feeds.bmecat_plain import AMOUNT, LONGEST, NO_VALUE, Feature, plain_features
from importers.xml_stream import Element, text

# Weidmüller's ECLASS blocks hold 258 features a product
MOST = 400
_ETIM_CLASS = re.compile(r"EC[0-9]{6}")
_ETIM_FEATURE = re.compile(r"EF[0-9A-Z]{6}")
_NO_REASONS = frozenset(("NA", "MV", "UN"))  # stands beside a value that is missing
_RELEASE = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,3}))?")
_SYSTEM = re.compile(r"[^a-z0-9@]")
_SYSTEMS = {"ecl@ss": "eclass"}
_PLAIN = ["FNAME", "FVALUE"]


class Extra:
    """What a product says beyond the record's own fields, at most MOST values, none longer than LONGEST."""

    def __init__(self, line: int, left_out: LeftOut) -> None:
        self._line = line
        self._left_out = left_out
        self.values: dict[str, str] = {}
        self._features: dict[str, Feature] = {}

    def add_features(self, found: Sequence[Feature]) -> None:
        """Adds features of ETIM whose codes and values are known to be well-formed."""
        if not self._features and len(found) <= MOST:
            features = {feature[0]: feature for feature in found}
            if len(features) == len(found):
                self._features = features
                return
        for code, said, unit in found:
            self.add_feature(code, said, unit)

    def add_feature(self, code: str, said: str, unit: str = "") -> None:
        """Adds a feature of ETIM. What is none, or an older release's other value, is an extra."""
        if not said or said == NO_VALUE:
            return
        known = self._features.get(code)
        if known is not None:
            if known[1] != said:
                self.add(f"etim:{code}", said)
        elif len(said) > LONGEST or not _ETIM_FEATURE.fullmatch(code):
            self.add(f"etim:{code}", said)
        elif len(self._features) < MOST:
            self._features[code] = code, said, unit
        else:
            self._left_out.add(self._line, "FEATURE", f"more than {MOST} features: the rest is left out")

    def features(self) -> tuple[Feature, ...]:
        """ETIM's features: code, value and unit."""
        return tuple(self._features.values())

    def add(self, key: str, said: str) -> None:
        """Adds a value; a second one of the same key gets ``#2``, the same one again nothing."""
        if not said or said == NO_VALUE:
            return
        values = self.values
        if key in values:
            name, count = key, 1
            while key in values:
                if values[key] == said:
                    return
                count += 1
                key = f"{name}#{count}"
        if len(values) >= MOST:
            self._left_out.add(self._line, "FEATURE", f"more than {MOST} values: the rest is left out")
        elif len(said) > LONGEST or len(key) > LONGEST:
            self._left_out.add(self._line, "FEATURE", f"a value of more than {LONGEST} characters: left out")
        else:
            values[key] = said


@dataclass(slots=True)
class Classes:
    """The classes that the blocks of one product name. ``etim`` holds (release, class) pairs."""

    etim: list[tuple[tuple[int, int], str]] = field(default_factory=list)
    unspsc: str = ""

    def etim_class(self, line: int, notices: list[Notice]) -> str:
        """The class in the newest ETIM release, '' (with a notice) where that names several."""
        if not self.etim:
            return ""
        newest, code = max(self.etim)
        found = {other for release, other in self.etim if release == newest}
        if len(found) == 1:
            return code
        reason = "several ETIM classes in one release: none taken"
        notices.append(Notice(line, "REFERENCE_FEATURE_GROUP_ID", reason, "|".join(sorted(found))[:200]))
        return ""


def read_features(blocks: Sequence[Element], catalogue: Catalogue, extra: Extra) -> Classes:
    """The classes of a product's blocks; their features are added to ``extra``, ETIM's newest first."""
    classes = Classes()
    read = [_Block(block, catalogue) for block in blocks]
    for block in read:
        block.add_class(classes, extra)
    if len(read) > 1:
        read.sort(key=lambda block: (block.system == "etim", block.release), reverse=True)
    for block in read:
        block.add_features(extra)
    return classes


class _Block:
    """One block, seen flat, those of its FEATURE_GROUPs too; its head is what stands before the features."""

    __slots__ = ("_block", "_head", "_heads", "_language", "_names", "release", "system")

    def __init__(self, block: Element, catalogue: Catalogue) -> None:
        names = catalogue.names
        self._block = block
        self._names = names
        self._language = catalogue.language
        self._head: dict[str, Element] = {}
        self._heads = 0
        for element in block.iter():
            name = names[element.tag]
            if name == "FEATURE":
                break
            self._head.setdefault(name, element)
            self._heads += 1
        self.system, self.release = _system(self._said("REFERENCE_FEATURE_SYSTEM_NAME").lower())

    def add_class(self, classes: Classes, extra: Extra) -> None:
        """Adds the block's class to ``classes`` or, of any other system, to ``extra``."""
        group = self._said("REFERENCE_FEATURE_GROUP_ID")
        if self.system == "etim" and _ETIM_CLASS.fullmatch(group.upper()):
            classes.etim.append((self.release, group.upper()))
        elif self.system == "unspsc" and not classes.unspsc:
            classes.unspsc = group
        else:
            extra.add(f"{self.system}:class", group or self._said("REFERENCE_FEATURE_GROUP_NAME"))

    def add_features(self, extra: Extra) -> None:
        """Adds every feature: at once where all have ETIM's plain shape, else one by one."""
        found = plain_features(self._block, self._heads) if self.system == "etim" else None
        if found is None:
            self._add_each(extra)
        else:
            extra.add_features(found)

    def _add_each(self, extra: Extra) -> None:
        """The shape that most have is told by comparing two lists."""
        elements = list(self._block.iter())
        names = [self._names[element.tag] for element in elements]
        starts = [at for at, name in enumerate(names) if name == "FEATURE"]
        system, add = self.system, extra.add
        etim = system == "etim"
        for begin, end in pairwise([*starts, len(names)]):
            inside = names[begin + 1 : end]
            if inside == _PLAIN:
                key, said = elements[begin + 1].text, elements[begin + 2].text
                if key and said and not key.isspace():
                    if etim:
                        extra.add_feature(key.strip(), " ".join(said.split()))
                    else:
                        add(f"{system}:{key.strip()}", " ".join(said.split()))
                continue
            parts: dict[str, list[Element]] = {}
            for name, element in zip(inside, elements[begin + 1 : end], strict=True):
                parts.setdefault(name, []).append(element)
            _read_feature(parts, system, self._language, extra)

    def _said(self, name: str) -> str:
        """A text of the block itself: it stands before the first feature."""
        found = self._head.get(name)
        return "" if found is None else text(found)


@lru_cache(maxsize=256)
def _system(title: str) -> tuple[str, tuple[int, int]]:
    """The short name and the release in a system's title."""
    release = _RELEASE.search(title)
    return _short(title), (int(release[1]), int(release[2] or 0)) if release else (0, 0)


def _short(title: str) -> str:
    """``ETIM-8.0`` is ``etim``, ``udf_CMP-1.0`` is ``udf``."""
    short = _SYSTEM.split(title, maxsplit=1)[0]
    return _SYSTEMS.get(short, short) or "feature"


def _read_feature(parts: Parts, system: str, language: str, extra: Extra) -> None:
    """Name and value of a feature; of values in several languages those in the best one."""
    key = first(parts, "FT_ID") or first(parts, "FNAME") or first(parts, "FT_NAME")
    values = [*filter(None, map(text, in_best_language(parts.get("FVALUE", ()), language)))]
    details = first(parts, "FVALUE_DETAILS")
    unit = first(parts, "FUNIT")
    if system == "etim":
        if not values and details not in _NO_REASONS:
            values = [details or first(parts, "VALUE_IDREF")]
        is_range = len(values) == 2 and all(map(AMOUNT.fullmatch, values))
        extra.add_feature(key, (".." if is_range else "|").join(values), unit)
        return
    said = "|".join(values) or details or first(parts, "VALUE_IDREF")
    if key and said:
        extra.add(f"{system}:{key}", f"{said} {unit}" if unit else said)
