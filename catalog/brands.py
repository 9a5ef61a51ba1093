"""Brand aliases: many spellings, one key. The table is data (``data/brands.toml``), never code."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from catalog.errors import DefinitionError

# Hyphens and dashes that print like "-": a copied name holds any of them.
HYPHENS = dict.fromkeys((*range(0x2010, 0x2016), 0x2212), "-")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Unicode and case folding with single spaces and one kind of hyphen: how spellings are compared."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(HYPHENS).casefold().split())


@dataclass(frozen=True, slots=True)
class Brands:
    """Folded spelling to canonical key, and key to display name."""

    keys: Mapping[str, str]
    names: Mapping[str, str]

    def key(self, brand: str) -> str:
        """The canonical key of a brand as written; unknown brands are their own folded spelling."""
        folded = fold(brand)
        return self.keys.get(folded, folded)

    def known(self, brand: str) -> bool:
        """Whether the table holds this spelling."""
        return fold(brand) in self.keys

    def from_cut(self, text: str) -> str:
        """The display name of the only known brand whose spelling starts with a cut text, else ''.

        NELFO cuts Fabrikat at ten characters (``LAPP NORWA``); a cut text is never a brand by itself.
        """
        folded = fold(text)
        hits = {key for spelling, key in self.keys.items() if spelling.startswith(folded)}
        return self.names[hits.pop()] if len(hits) == 1 else ""


def load(path: Path) -> Brands:
    """Reads ``[[brand]]`` tables with ``name``, ``aliases`` and ``source``.

    Raises DefinitionError where a name is missing or one spelling points at two brands.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8")).get("brand", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionError(path, "brand", str(error)) from error
    keys: dict[str, str] = {}
    names: dict[str, str] = {}
    for number, table in enumerate(tables, 1):
        name = table.get("name")
        if not isinstance(name, str) or not name:
            raise DefinitionError(path, f"brand[{number}].name", "a text is expected")
        key = fold(name)
        names[key] = name
        for spelling in {key, *map(fold, table.get("aliases", []))}:
            if keys.setdefault(spelling, key) != key:
                raise DefinitionError(path, f"brand[{number}]", f"{spelling!r} names two brands")
    return Brands(keys, names)
