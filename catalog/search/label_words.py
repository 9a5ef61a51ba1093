"""Labels named in a query: "svanemerket skriver" asks for printers that have the label.

The names are those of the labels' definitions (``labels/definitions``), in all their languages; words such as
"sertifisert" after a name belong to it, and so does a tier beside it. "Miljømerket" is any label at all.
What was read is taken out of the text and becomes a filter that the user sees and can undo.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from catalog.search.analysis import fold
from catalog.search.port import ReadLabel
from labels.model import Label

ANY = ""
_WORD = re.compile(r"[^\W_]+")
_MARKED = re.compile(r"(.*)(?:merket|merka|merke|markt|market|maerket|maerke)")
_MARKED_ENDINGS = "merket merkede merka merkt merkte merke markt markta market maerket maerkede"
_CERTIFIED = (
    "certified certificate certification sertifisert sertifiserte sertifisering certifierad certifierade "
    "certificeret certificerede zertifiziert sertifioitu registrert registrerte registered registrerad "
    "registreret godkjent godkjente godkand godkant approved label labelled labeled ecolabel merkitty edge "
    "miljomerket miljomerke miljomerking miljomarkt"
)
_ANY_LABEL = (
    "miljømerket miljømerkede miljømerka miljømerkt miljømerke miljömärkt miljömärkta miljömärke "
    "miljömärkning miljømærket miljømærkede miljømærke ympäristömerkitty ympäristömerkki ecolabel "
    "ecolabelled ecolabeled umweltzeichen"
)


@dataclass(frozen=True, slots=True)
class _Name:
    """What a phrase stands for. ``slug`` is ANY for a word that means any label."""

    slug: str
    tiers: Mapping[str, str]
    generation: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class LabelWords:
    """The phrases by their folded words."""

    phrases: Mapping[tuple[str, ...], _Name] = field(default_factory=dict)
    longest: int = 0

    def read(self, text: str) -> tuple[str, tuple[ReadLabel, ...]]:
        """The text without what names a label, and the labels it names; each label once."""
        spans = [match.span() for match in _WORD.finditer(text)]
        terms = [fold(text[first:last]) for first, last in spans]
        found: dict[tuple[str, str], ReadLabel] = {}
        taken: list[tuple[int, int]] = []
        at = 0
        while at < len(terms):
            length, name = self._named(terms, at)
            if name is None:
                at += 1
                continue
            first, last, tier = _around(terms, at, at + length, name, taken[-1][1] if taken else 0)
            words = text[spans[first][0] : spans[last - 1][1]]
            found.setdefault((name.slug, tier), ReadLabel(name.slug, tier, words))
            taken.append((first, last))
            at = last
        if len(found) > 1:
            found.pop((ANY, ""), None)
        return _without(text, [(spans[a][0], spans[b - 1][1]) for a, b in taken]), tuple(found.values())

    def _named(self, terms: list[str], at: int) -> tuple[int, _Name | None]:
        for length in range(min(self.longest, len(terms) - at), 0, -1):
            name = self.phrases.get(tuple(terms[at : at + length]))
            if name is not None:
                return length, name
        return 0, None


def _is_certified(word: str) -> bool:
    return word in _CERTIFIED.split() or word in _MARKED_ENDINGS.split()


def label_words(labels: Mapping[str, Label]) -> LabelWords:
    """The phrases of these labels."""
    phrases: dict[tuple[str, ...], _Name] = {}
    for text in _ANY_LABEL.split():
        phrases[_folded(text)] = _Name(ANY, {}, None)
    for label in labels.values():
        tiers = {
            word: tier.slug
            for tier in label.tiers
            for text in (tier.slug, *tier.names.values())
            for word in _folded(text)
        }
        generation = re.compile(label.generation_pattern) if label.generation_pattern else None
        name = _Name(label.slug, tiers, generation)
        for text in (*label.wordings, *label.names.values(), label.short):
            for phrase in _inflected(_folded(text.partition("(")[0])):
                phrases[phrase] = name
    return LabelWords(phrases, max((len(phrase) for phrase in phrases), default=0))


def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in _WORD.findall(text))


def _inflected(phrase: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """The phrase, and where its last word is "...merket", that word in its other forms."""
    yield phrase
    marked = _MARKED.fullmatch(phrase[-1]) if phrase else None
    if marked is not None and marked[1]:
        for ending in _MARKED_ENDINGS.split():
            yield (*phrase[:-1], marked[1] + ending)


def _around(terms: list[str], first: int, last: int, name: _Name, free: int) -> tuple[int, int, str]:
    """Where the name with what belongs to it begins and ends, and the tier said there."""
    tier = ""
    if first > free and terms[first - 1] in name.tiers:
        first -= 1
        tier = name.tiers[terms[first]]
    while last < len(terms):
        word = terms[last]
        if not tier and word in name.tiers:
            tier = name.tiers[word]
        elif not _is_certified(word) and not (name.generation and name.generation.fullmatch(word)):
            break
        last += 1
    return first, last, tier


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for first, last in reversed(spans):
        text = f"{text[:first]} {text[last:]}"
    return " ".join(text.split()) if spans else text
