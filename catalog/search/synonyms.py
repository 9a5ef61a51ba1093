"""Synonyms and abbreviations of the trade, as the operator edits them (``data/synonyms.toml``).

A ``[[group]]`` is two-way: whoever asks for one of its ``words`` is shown products named by any of them.
A ``[[way]]`` is one-way: ``from`` finds ``to`` as well (PFXP is an installation cable), and not the other
way round (whoever asks for cable does not mean PFXP only). What is typed itself always ranks first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.errors import DefinitionError
from catalog.search.analysis import words
from catalog.search.forms import base

MAX_WORDS = 4
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Phrases of folded base forms, each with the folded phrases that stand for it as well."""

    others: Mapping[Phrase, tuple[Phrase, ...]] = field(default_factory=dict)
    longest: int = 0

    def find(self, terms: Sequence[str], at: int) -> tuple[int, tuple[Phrase, ...]]:
        """The longest known phrase that begins at a place: how many terms it takes, and its synonyms."""
        bases = _bases(terms[at : at + self.longest])
        for length in range(len(bases), 0, -1):
            found = self.others.get(bases[:length])
            if found is not None:
                return length, found
        return 0, ()


def load(path: Path) -> Synonyms:
    """Reads the file; a missing one holds none. Raises DefinitionError with the group at fault."""
    try:
        data = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionError(path, "file", str(error)) from error
    for key in data:
        if key not in ("group", "way"):
            raise DefinitionError(path, key, "only [[group]] and [[way]] are expected")
    others: dict[Phrase, dict[Phrase, None]] = {}
    for asked, meant in (*_groups(path, data), *_ways(path, data)):
        for phrase in asked:
            mine = others.setdefault(_bases(phrase), {})
            mine |= dict.fromkeys(other for other in meant if other != phrase)
    longest = max((len(phrase) for phrase in others), default=0)
    return Synonyms({phrase: tuple(found) for phrase, found in others.items()}, longest)


def _bases(terms: Sequence[str]) -> Phrase:
    return tuple(base(term) or term for term in terms)


def _groups(path: Path, data: Mapping[str, Any]) -> Iterator[tuple[list[Phrase], list[Phrase]]]:
    for number, table in enumerate(_tables(path, data, "group"), 1):
        where = f"group[{number}]"
        _exactly(path, where, table, {"words", "source"})
        found = _phrases(path, f"{where}.words", table["words"], 2)
        yield found, found


def _ways(path: Path, data: Mapping[str, Any]) -> Iterator[tuple[list[Phrase], list[Phrase]]]:
    for number, table in enumerate(_tables(path, data, "way"), 1):
        where = f"way[{number}]"
        _exactly(path, where, table, {"from", "to", "source"})
        yield _phrases(path, f"{where}.from", table["from"]), _phrases(path, f"{where}.to", table["to"])


def _tables(path: Path, data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = data.get(key, [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise DefinitionError(path, key, f"tables [[{key}]] are expected")
    return found


def _exactly(path: Path, where: str, table: Mapping[str, Any], keys: set[str]) -> None:
    if set(table) != keys:
        raise DefinitionError(path, where, f"{', '.join(sorted(keys))} are expected, not {', '.join(table)}")
    if not isinstance(table["source"], str) or not table["source"].strip():
        raise DefinitionError(path, f"{where}.source", "who says that these mean the same is expected")


def _phrases(path: Path, where: str, value: object, least: int = 1) -> list[Phrase]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise DefinitionError(path, where, "a list of texts is expected")
    found: dict[Phrase, str] = {}
    for text in value:
        phrase = tuple(word.term for word in words(text))
        if not 1 <= len(phrase) <= MAX_WORDS:
            raise DefinitionError(
                path, where, f"{text!r} has {len(phrase)} words, 1 to {MAX_WORDS} are expected"
            )
        found.setdefault(phrase, text)
    if len(found) < least:
        raise DefinitionError(
            path, where, f"{least} different texts are expected, not {list(found.values())}"
        )
    return list(found)
