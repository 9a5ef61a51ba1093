"""Product groups: what a label's criteria can cover, and how feeds and registers name it.

Only exact, folded words and known class codes map; what may mean two groups maps to none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labels import fields
from labels.fields import DefinitionFault

SLUGS = (
    *("displays", "notebooks", "desktops", "all-in-one", "tablets", "smartphones", "phones"),
    *("projectors", "headsets", "tvs", "printers", "servers", "storage", "network", "ups"),
    *("batteries", "lamps", "luminaires", "pv-modules", "pv-inverters", "ev-chargers"),
    *("heat-pumps", "ventilation", "appliances", "cables", "protection", "switches"),
    *("wiring-accessories", "installation", "other"),
)
_LANGUAGES = ("nb", "en", "sv")
# Data sets of ENERGY STAR are named "ENERGY STAR Certified Displays".
_REGISTER_PREFIX = "energy star certified "


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups in the order of the house, and the ways to one."""

    slugs: tuple[str, ...]
    _names: Mapping[str, Mapping[str, str]]
    _words: Mapping[str, str]
    _etim: Mapping[str, str]
    _unspsc: Mapping[str, str]
    _class_names: Mapping[str, Mapping[str, str]]

    def names(self, slug: str) -> Mapping[str, str]:
        """The group's names by language (nb, en, sv); empty for no known group."""
        return self._names.get(slug, {})

    def from_text(self, text: str) -> str:
        """The group that a slug, a word of a feed or a register's category means, else ''."""
        folded = _fold(text)
        return self._words.get(folded, "") or self._words.get(folded.removeprefix(_REGISTER_PREFIX), "")

    def from_etim(self, code: str) -> str:
        """The group of an ETIM class (``EC000057``), else ''."""
        return self._etim.get(code.strip().upper(), "")

    def from_unspsc(self, code: str) -> str:
        """The group of an 8-digit UNSPSC commodity by itself or its class, else ''."""
        digits = code.strip()
        if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
            return ""
        return self._unspsc.get(digits, "") or self._unspsc.get(digits[:6], "")

    def unspsc_of(self, slug: str) -> str:
        """The UNSPSC code of a group, of a class where the group is one (its last two digits are then 0);
        '' where the group has none or is spread over several classes."""
        codes = {code for code, group in self._unspsc.items() if group == slug}
        if len(codes) > 1:
            codes = {code[:6] for code in codes}
        return codes.pop().ljust(8, "0") if len(codes) == 1 else ""

    def class_name(self, code: str, lang: str) -> str:
        """The name of an ETIM class in ``lang``, else in English, '' where the class is unknown."""
        names = self._class_names.get(code.strip().upper(), {})
        return names.get(lang, "") or names.get("en", "")


def load(path: Path | None = None) -> Groups:
    """Reads ``groups.toml``. Raises DefinitionFault naming file and key; also where two groups share
    a word or a code."""
    path = path or Path(__file__).resolve().parent / "groups.toml"
    table = fields.toml(path)
    fields.exactly(path, "", table, {"group", "etim_names"})
    groups = {
        fields.text(path, "group.slug", entry.get("slug")): entry
        for entry in fields.entries(path, "group", table["group"])
    }
    if tuple(groups) != SLUGS:
        raise DefinitionFault(path, "group", f"exactly these are expected: {', '.join(SLUGS)}")
    ways: dict[str, dict[str, str]] = {"words": {}, "etim": {}, "unspsc": {}}
    names = {}
    for slug, entry in groups.items():
        fields.exactly(path, slug, entry, {"slug", "names", "words"}, frozenset({"etim", "unspsc"}))
        names[slug] = fields.words(path, f"{slug}.names", entry["names"], _LANGUAGES)
        words = {_fold(text) for text in (slug, *names[slug].values(), *entry["words"])}
        _claim(path, slug, ways["words"], words)
        for kind in ("etim", "unspsc"):
            codes = fields.texts(path, f"{slug}.{kind}", entry.get(kind, []), empty=True)
            _claim(path, slug, ways[kind], codes)
    class_names = _class_names(path, table["etim_names"], ways["etim"])
    return Groups(SLUGS, names, ways["words"], ways["etim"], ways["unspsc"], class_names)


def _claim(path: Path, slug: str, taken: dict[str, str], keys: set[str] | tuple[str, ...]) -> None:
    for key in sorted(keys):
        if taken.setdefault(key, slug) != slug:
            raise DefinitionFault(path, slug, f"{key!r} already means {taken[key]}")


def _class_names(path: Path, value: Any, known: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    table = fields.mapping(path, "etim_names", value)
    if set(table) != set(known):
        odd = ", ".join(sorted(set(table) ^ set(known)))
        raise DefinitionFault(path, "etim_names", f"classes without a name or without a group: {odd}")
    return {
        code: fields.words(path, f"etim_names.{code}", names, _LANGUAGES) for code, names in table.items()
    }


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
