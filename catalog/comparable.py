"""Which products can stand in for each other: by rules for each product group (``data/comparable.toml``).

A product that gives every ``required`` fact of its group has a key; only products with the same key are
compared at all. A product without a key is compared with nothing: saying nothing is better than offering
a 20 A breaker for a 16 A one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from catalog.errors import DefinitionError
from catalog.measures import READERS, normal
from labels import groups
from labels.accessories import is_accessory, is_part

NEAR = Decimal("0.2")
_KEYS = ("slug", "required", "same", "keep", "at_least", "near", "words")

_NOT = ("ikke", "ej", "inte", "non", "not", "uten", "utan", "uden")
_DENIED = "".join(rf"(?<!\b{word}[ -])" for word in _NOT)

Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts in one group.

    ``required`` and ``same`` make the key; ``keep``, ``at_least`` and ``near`` (within 20 per cent) hold
    where the product that is replaced says something. ``words`` finds facts by whole words.
    """

    required: tuple[str, ...]
    same: tuple[str, ...]
    keep: tuple[str, ...]
    at_least: tuple[str, ...]
    near: tuple[str, ...]
    words: Mapping[str, Mapping[str, re.Pattern[str]]]

    def whole(self, facts: Facts) -> bool:
        """Whether every required fact is given."""
        return all(fact in facts for fact in self.required)

    @property
    def alike(self) -> tuple[str, ...]:
        """The facts that have to be equal where both products give them."""
        return (*self.required, *self.same, *self.keep)

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that the rule looks at, the deciding ones first."""
        return tuple(dict.fromkeys((*self.alike, *self.at_least, *self.near)))


@dataclass(frozen=True, slots=True, eq=False)
class Comparables:
    """The rules by product group, and what each fact is called (language to word).

    A group with several kinds of things (fans, air handling units) has a rule for each: the first one
    whose required facts a text gives is the one that counts.
    """

    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def facts(self, group: str, name: str, description: str = "") -> Facts:
        """What the texts say; the name decides, the description fills in what it leaves out."""
        texts = [normal(text) for text in (name, description) if text]
        readings = [(rule, _facts(rule, texts)) for rule in self.rules.get(group, ())]
        whole = (found for rule, found in readings if rule.whole(found))
        return next(whole, readings[0][1] if readings else {})

    def key(self, group: str, name: str, description: str = "") -> str:
        """The text that two products must share to be compared; '' where this one cannot be."""
        return self.key_of(group, name, self.facts(group, name, description) if group in self.rules else {})

    def key_of(self, group: str, name: str, facts: Facts) -> str:
        """The same from ``facts`` that are known already."""
        if group not in self.rules or is_accessory(name) or is_part(name, group):
            return ""
        rule = self._rule(group, facts)
        if rule is None:
            return ""
        return "|".join((group, *(facts.get(fact, "") for fact in (*rule.required, *rule.same))))

    def fits(self, group: str, wanted: Facts, offered: Facts) -> bool:
        """Whether ``offered`` can stand in for ``wanted``, whose keys are equal."""
        rule = self._rule(group, wanted)
        return rule is not None and (
            all(offered.get(fact) == wanted[fact] for fact in rule.keep if fact in wanted)
            and all(_reaches(wanted[fact], offered.get(fact)) for fact in rule.at_least if fact in wanted)
            and all(_is_near(wanted[fact], offered.get(fact)) for fact in rule.near if fact in wanted)
        )

    def contradict(self, group: str, wanted: Facts, offered: Facts) -> bool:
        """Whether the two say something of which one could not stand in for the other; what only one of
        them says contradicts nothing."""
        both = wanted.keys() & offered.keys()
        for rule in self.rules.get(group, ()):
            if any(wanted[fact] != offered[fact] for fact in rule.alike if fact in both):
                return True
            if not all(_reaches(wanted[fact], offered[fact]) for fact in rule.at_least if fact in both):
                return True
            if not all(_is_near(wanted[fact], offered[fact]) for fact in rule.near if fact in both):
                return True
        return False

    def shared(self, group: str, wanted: Facts, offered: Facts) -> tuple[str, ...]:
        """The facts that both give alike, the deciding ones first."""
        facts = dict.fromkeys(fact for rule in self.rules.get(group, ()) for fact in rule.facts)
        return tuple(fact for fact in facts if wanted.get(fact, "") == offered.get(fact) != "")

    def _rule(self, group: str, facts: Facts) -> Rule | None:
        return next((rule for rule in self.rules.get(group, ()) if rule.whole(facts)), None)


def _facts(rule: Rule, texts: Sequence[str]) -> Facts:
    found = {}
    for fact in rule.facts:
        if value := next(filter(None, (_read(rule, fact, text) for text in texts)), ""):
            found[fact] = value
    return found


def _read(rule: Rule, fact: str, text: str) -> str:
    if fact in rule.words:
        hits = {value for value, pattern in rule.words[fact].items() if pattern.search(text)}
        return hits.pop() if len(hits) == 1 else ""
    return READERS[fact](text)


def _reaches(wanted: str, offered: str | None) -> bool:
    return offered is not None and Decimal(offered) >= Decimal(wanted)


def _is_near(wanted: str, offered: str | None) -> bool:
    return offered is not None and abs(Decimal(offered) - Decimal(wanted)) <= NEAR * Decimal(wanted)


def load(path: Path) -> Comparables:
    """Reads the rules. Raises DefinitionError with file, key and what was expected."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionError(path, "file", str(error)) from error
    rules: dict[str, tuple[Rule, ...]] = {}
    for entry in data.get("group", []):
        slug = entry.get("slug", "")
        if slug not in groups.SLUGS:
            raise DefinitionError(path, "slug", f"{slug!r}: a product group is expected")
        rules[slug] = (*rules.get(slug, ()), _rule(path, slug, entry))
    names = data.get("names", {})
    for slug, several in rules.items():
        for fact in (fact for rule in several for fact in rule.facts):
            if not names.get(fact, {}).get("nb"):
                raise DefinitionError(path, f"names.{fact}", f"a name in nb is expected (used by {slug})")
    return Comparables(rules, names)


def _rule(path: Path, slug: str, entry: Mapping[str, Any]) -> Rule:
    unknown = sorted(set(entry) - set(_KEYS))
    if unknown:
        raise DefinitionError(path, f"{slug}.{unknown[0]}", f"one of {', '.join(_KEYS)} is expected")
    words = {
        fact: {value: _words(spellings) for value, spellings in values.items()}
        for fact, values in entry.get("words", {}).items()
    }
    required, same, keep, at_least, near = (tuple(entry.get(name, ())) for name in _KEYS[1:6])
    rule = Rule(required, same, keep, at_least, near, words)
    for fact in rule.facts:
        if fact not in READERS and fact not in words:
            raise DefinitionError(path, f"{slug}.{fact}", "a measure or a table of words is expected")
    if not required:
        raise DefinitionError(path, f"{slug}.required", "at least one fact is expected")
    return rule


def _words(spellings: Sequence[str]) -> re.Pattern[str]:
    """Whole words; ``*`` stands for any ending. What is denied ("ikke dimbar") is not said."""
    parts = (re.escape(normal(text)).replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]*") for text in spellings)
    return re.compile(rf"(?<!\w){_DENIED}(?:{'|'.join(parts)})(?!\w)")
