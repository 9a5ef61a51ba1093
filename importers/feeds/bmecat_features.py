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
from importers.xml_stream import Element, text

# Weidmüller's ECLASS blocks hold 258 features a product
MOST = 400
LONGEST = 1000
_ETIM_CLASS = re.compile(r"EC[0-9]{6}")
_ETIM_FEATURE = re.compile(r"EF[0-9A-Z]{6}")
_AMOUNT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_NO_REASONS = frozenset(("NA", "MV", "UN"))  # stands beside a value that is missing
_RELEASE = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,3}))?")
_SYSTEM = re.compile(r"[^a-z0-9@]")
_SYSTEMS = {"ecl@ss": "eclass"}
_PLAIN = ["FNAME", "FVALUE"]
_NO_VALUE = "-"  # ETIM: no value known, or not applicable


class Extra:
    """What a product says beyond the record's own fields, at most MOST values, none longer than LONGEST."""

    def __init__(self, line: int, left_out: LeftOut) -> None:
        self._line = line
        self._left_out = left_out
        self.values: dict[str, str] = {}
        self._features: dict[str, tuple[str, str]] = {}

    def add_feature(self, code: str, said: str, unit: str = "") -> None:
        """Adds a feature of ETIM. What is none, or an older release's other value, is an extra."""
        if not said or said == _NO_VALUE:
            return
        known = self._features.get(code)
        if known is not None:
            if known[0] != said:
                self.add(f"etim:{code}", said)
        elif len(said) > LONGEST or not _ETIM_FEATURE.fullmatch(code):
            self.add(f"etim:{code}", said)
        elif len(self._features) < MOST:
            self._features[code] = said, unit
        else:
            self._left_out.add(self._line, "FEATURE", f"more than {MOST} features: the rest is left out")

    def features(self) -> tuple[tuple[str, str, str], ...]:
        """ETIM's features: code, value and unit."""
        return tuple((code, said, unit) for code, (said, unit) in self._features.items())

    def add(self, key: str, said: str) -> None:
        """Adds a value; a second one of the same key gets ``#2``, the same one again nothing."""
        if not said or said == _NO_VALUE:
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
    for block in sorted(read, key=lambda block: (block.system == "etim", block.release), reverse=True):
        block.add_features(extra)
    return classes


class _Block:
    """One block, walked once and flat (features are most of a file), those of its FEATURE_GROUPs too."""

    __slots__ = ("_elements", "_language", "_names", "_starts", "_title", "release", "system")

    def __init__(self, block: Element, catalogue: Catalogue) -> None:
        names = catalogue.names
        self._language = catalogue.language
        self._elements = list(block.iter())
        self._names = [names[element.tag] for element in self._elements]
        self._starts = [at for at, name in enumerate(self._names) if name == "FEATURE"]
        self._title = self._head("REFERENCE_FEATURE_SYSTEM_NAME").lower()
        self.system = _short(self._title)
        release = _RELEASE.search(self._title)
        self.release = (int(release[1]), int(release[2] or 0)) if release else (0, 0)

    def add_class(self, classes: Classes, extra: Extra) -> None:
        """Adds the block's class to ``classes`` or, of any other system, to ``extra``."""
        group = self._head("REFERENCE_FEATURE_GROUP_ID")
        if self.system == "etim" and _ETIM_CLASS.fullmatch(group.upper()):
            classes.etim.append((self.release, group.upper()))
        elif self.system == "unspsc" and not classes.unspsc:
            classes.unspsc = group
        else:
            extra.add(f"{self.system}:class", group or self._head("REFERENCE_FEATURE_GROUP_NAME"))

    def add_features(self, extra: Extra) -> None:
        """Adds every feature; the shape that nearly all have is told by comparing two lists."""
        elements, names, system, add = self._elements, self._names, self.system, extra.add
        etim = system == "etim"
        for begin, end in pairwise([*self._starts, len(names)]):
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

    def _head(self, name: str) -> str:
        """A text of the block itself: it stands before the first feature."""
        before = self._names[: self._starts[0]] if self._starts else self._names
        return text(self._elements[before.index(name)]) if name in before else ""


@lru_cache(maxsize=256)
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
        is_range = len(values) == 2 and all(map(_AMOUNT.fullmatch, values))
        extra.add_feature(key, (".." if is_range else "|").join(values), unit)
        return
    said = "|".join(values) or details or first(parts, "VALUE_IDREF")
    if key and said:
        extra.add(f"{system}:{key}", f"{said} {unit}" if unit else said)
