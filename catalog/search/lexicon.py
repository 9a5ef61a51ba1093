"""The words that inflection and compounds rest on, read once from ``lexicon.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalog.errors import DefinitionError
from catalog.search.analysis import WITHOUT, fold
from catalog.search.compounds import split
from catalog.search.inflection import adjective_forms, cut, noun_forms

_PATH = Path(__file__).resolve().parent / "lexicon.toml"
_MIN_UNKNOWN = 6


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Folded words: ``bases`` leads from a form to its base, ``parts`` may begin a compound."""

    bases: Mapping[str, str]
    parts: frozenset[str]
    heads: frozenset[str]

    def base(self, word: str) -> str:
        """The base form of a folded word: kablene and kabelen are kabel, jordfeilbrytere is jordfeilbryter.

        An unknown word loses a clear ending only; what has none is its own base.
        """
        known = self.bases.get(word)
        if known is not None:
            return known
        parts = self.split(word)
        if parts:
            head = self.bases.get(parts[-1], parts[-1])
            return word[: len(word) - len(parts[-1])] + head
        return cut(word) if len(word) >= _MIN_UNKNOWN else word

    def split(self, word: str) -> tuple[str, ...]:
        """The parts of a compound as they stand in the word, () for any other word and what lacks a thing."""
        if word in self.bases or word.startswith(WITHOUT):
            return ()
        return split(word, self.parts, self.heads)


@cache
def lexicon() -> Lexicon:
    """The words of the installed package. Raises DefinitionError with the key at fault."""
    try:
        data = tomllib.loads(_PATH.read_text("utf-8"))
        nouns, modifiers, adjectives = (data[key].split() for key in ("nouns", "modifiers", "adjectives"))
        irregular: dict[str, str] = data["forms"]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, AttributeError) as error:
        raise DefinitionError(_PATH, "file", repr(error)) from error
    bases: dict[str, str] = {}
    for base in (*nouns, *modifiers, *adjectives):
        bases[fold(base)] = fold(base)
    _add(bases, irregular.items())
    _add(bases, ((form, base) for base in nouns for form in sorted(noun_forms(base))))
    _add(bases, ((form, base) for base in adjectives for form in sorted(adjective_forms(base))))
    first = {fold(base) for base in (*nouns, *modifiers, *adjectives)}
    first |= {base[:-1] for base in first if base.endswith("e") and len(base) > 4}
    heads = {fold(noun) for noun in nouns}
    heads |= {form for form, base in bases.items() if base in heads and len(form) > 3}
    return Lexicon(bases, frozenset(first), frozenset(heads))


def _add(bases: dict[str, str], forms: Iterable[tuple[str, str]]) -> None:
    """Adds forms that are not known yet: a word that is a base of its own stays one."""
    for form, base in forms:
        bases.setdefault(fold(form), fold(base))
