"""Documents that have most of the words of a text, where few or none have them all.

A slot is worth more the rarer it is, a word more than a number, a brand less than a word, and the first
word most: it says what the thing is. A measure is also met by its number alone ("4 SKRU" for 4mm2). What has
all words stands before what lacks one, and that before what contradicts the word it lacks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from catalog.search.contradicting import contradicting
from catalog.search.dimensions import UNITS
from catalog.search.forms import parts
from catalog.search.matching import Matches
from catalog.search.pack import Array
from catalog.search.planning import Branch, QueryWord, Slot, TextPlan
from catalog.search.sets import NO_VALUES
from catalog.search.slots import Prepared
from catalog.search.snapshot import Snapshot

ENOUGH = 10
MIN_SLOTS = 3
_NUMBER_SHARE = 0.6
_FIRST_SHARE = 1.5
_BRAND_SHARE = 0.5
_LOOSE_SHARE = 0.6
_BEHIND = np.float32(0.9)
_MEASURE = re.compile(rf"(\d+(?:\.\d+)?)(?:{UNITS})")


def best_part(snapshot: Snapshot, plan: TextPlan) -> list[Slot]:
    """The slots that the best covering living document fills; [] where no document fills any."""
    prepared = [Prepared.of(snapshot, slot) for slot in plan.slots]
    worth = _worth(snapshot, plan.slots, prepared)
    best, chosen = 0.0, (0, 0)
    for place, segment in enumerate(snapshot.segments):
        covered, _scores = _covered(snapshot, place, prepared, worth)
        top = int(np.argmax(covered)) if segment.size else 0
        if segment.size and covered[top] > best:
            best, chosen = float(covered[top]), (place, top)
    if not best:
        return []
    place, doc = chosen
    segment = snapshot.segments[place]
    return [
        slot
        for slot, found in zip(plan.slots, prepared, strict=True)
        if np.isin(doc, found.in_segment(segment, place)[0])
    ]


def filled(snapshot: Snapshot, plan: TextPlan, matches: Matches) -> Matches:
    """The matches of a long text, and behind them what lacks one word, where the matches are few.

    Of a brand and one word more it is what lacks the brand because its supplier gave none.
    """
    docs, scores, brandless = matches.docs, matches.scores, len(plan.slots) < MIN_SLOTS
    if docs is None or scores is None or not 0 < len(docs) < ENOUGH or len(plan.slots) < 2:
        return matches
    branded = [slot.text in snapshot.brand_words for slot in plan.slots]
    if brandless and branded.count(True) != 1:
        return matches
    prepared = [Prepared.of(snapshot, _loosened(slot)) for slot in plan.slots]
    worth = _worth(snapshot, plan.slots, prepared)
    droppable = sorted(worth)[-1 if len(worth) > MIN_SLOTS else -2]
    least = sum(worth) - (worth[branded.index(True)] if brandless else droppable) - 0.001
    more, behind, against = [], [], []
    for place, segment in enumerate(snapshot.segments):
        covered, summed = _covered(snapshot, place, prepared, worth)
        found = np.flatnonzero(covered >= least)
        found = found[~np.isin(found + segment.base, docs)]
        if brandless:
            found = found[snapshot.sets["brand"].column.numbers[found + segment.base] == NO_VALUES]
        more.append(found + segment.base)
        behind.append(summed[found])
        other = [
            contradicting(snapshot, place, slot.text, one)[found]
            for slot, one in zip(plan.slots, prepared, strict=True)
        ]
        against.append(np.logical_or.reduce(other))
    added, lower, contrary = np.concatenate(more), np.concatenate(behind), np.concatenate(against)
    if not len(added):
        return matches
    lower = scores.min() * _BEHIND * (lower / lower.max() + ~contrary) / 2
    return Matches(
        np.concatenate((docs, added)), np.concatenate((scores, lower.astype(np.float32))), len(docs)
    )


def _loosened(slot: Slot) -> Slot:
    """A slot that more fills: a measure by its number alone, a compound by its parts apart."""
    measure = _MEASURE.fullmatch(slot.text)
    apart = (measure[1],) if measure else parts(slot.text)
    if not apart:
        return slot
    branch = Branch(tuple(QueryWord(term.encode()) for term in apart), _LOOSE_SHARE, "part")
    return Slot(slot.text, (*slot.branches, branch))


def _covered(
    snapshot: Snapshot, place: int, prepared: Sequence[Prepared], worth: Sequence[float]
) -> tuple[Array, Array]:
    """What each document of a segment covers, and its summed scores; nothing for deleted ones."""
    segment = snapshot.segments[place]
    covered, summed = np.zeros(segment.size, np.float32), np.zeros(segment.size, np.float32)
    for found, value in zip(prepared, worth, strict=True):
        docs, scores = found.in_segment(segment, place)
        covered[docs] += np.float32(value)
        summed[docs] += scores
    covered[~snapshot.alive[segment.base : segment.base + segment.size]] = 0
    return covered, summed


def _worth(snapshot: Snapshot, slots: Sequence[Slot], prepared: Sequence[Prepared]) -> list[float]:
    """What each slot is worth keeping."""
    found = []
    first = _FIRST_SHARE
    for slot, one in zip(slots, prepared, strict=True):
        value = 0.5 + float(np.log1p(snapshot.size / (1 + one.frequency)))
        if slot.text in snapshot.brand_words:
            value *= _BRAND_SHARE
        elif slot.text.replace(" ", "").isalpha():
            value *= first
            first = 1.0
        else:
            value *= _NUMBER_SHARE
        found.append(value)
    return found
