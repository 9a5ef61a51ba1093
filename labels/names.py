"""The names, codes, tiers and generations of the labels in the shape in which texts are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from labels import tokens
from labels.model import Label
from labels.tokens import Word

_LONGEST_GENERATION = 40


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a name stands for: a label, and a tier where the name is a code that has one."""

    slug: str
    tier: str = ""


class Names:
    """Finds labels' names in folded words. Built once from the labels."""

    def __init__(self, labels: Mapping[str, Label]) -> None:
        self._phrases: dict[tuple[str, ...], Phrase] = {}
        self._codes: dict[tuple[str, str], Phrase] = {}
        for label in labels.values():
            self._phrases.update(_phrases(label))
            for vocabulary, codes in label.codes.items():
                for code, tier in codes.items():
                    self._codes[vocabulary, code] = Phrase(label.slug, tier)
        self._longest = max((len(words) for words in self._phrases), default=0)
        self.tiers = {slug: _tiers(label) for slug, label in labels.items()}
        self.tier_words = frozenset(name for names in self.tiers.values() for name in names)

    def code(self, vocabulary: str, code: str) -> Phrase | None:
        """What a code of that vocabulary stands for, None for every other code."""
        return self._codes.get((vocabulary, code))

    def find(self, part: Sequence[Word]) -> dict[int, tuple[Phrase, int]]:
        """Where a name starts, which one, and how many words it takes; the longest name wins."""
        found: dict[int, tuple[Phrase, int]] = {}
        at = 0
        while at < len(part):
            for length in range(min(self._longest, len(part) - at), 0, -1):
                phrase = self._phrases.get(tuple(word.text for word in part[at : at + length]))
                if phrase is not None:
                    found[at] = (phrase, length)
                    at += length - 1
                    break
            at += 1
        return found


def phrases(label: Label) -> frozenset[tuple[str, ...]]:
    """Every spelling that means the label, as folded words."""
    return frozenset(words for words, _phrase in _phrases(label))


def generation(label: Label, text: str) -> str | None:
    """The generation that a folded text names, '' for no text, None where it names none."""
    if not text:
        return ""
    if not label.generation_pattern or len(text) > _LONGEST_GENERATION:
        return None
    found = re.fullmatch(label.generation_pattern, text)
    return found[1] if found else None


def _phrases(label: Label) -> Iterable[tuple[tuple[str, ...], Phrase]]:
    texts = {*label.wordings, *label.names.values(), label.short}
    found = {tokens.plain(text): Phrase(label.slug) for text in texts}
    for codes in label.codes.values():
        for code, tier in codes.items():
            if not code.isdigit():
                found[tokens.plain(code)] = Phrase(label.slug, tier)
    return found.items()


def _tiers(label: Label) -> dict[str, str]:
    return {
        " ".join(tokens.plain(name)): tier.slug
        for tier in label.tiers
        for name in (tier.slug, *tier.names.values())
    }
