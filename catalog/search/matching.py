"""Text against a generation: which documents have every word, and how well they fit.

A word costs a binary search a segment; documents and scores are array operations on the postings.
Identifiers are looked for first, then the slots of the text (``catalog.search.slots``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catalog.search.pack import Array
from catalog.search.planning import TextPlan
from catalog.search.slots import NOTHING, Scored, all_slots
from catalog.search.snapshot import Snapshot

WHOLE_KEY = np.float32(100_000)


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents of the generation that fit a text, without deleted ones, and their scores.

    ``docs`` is None for an empty text: every document, of which ``alive`` tells the living. ``complete``:
    only the first so many have every word of the text; None where all have.
    """

    docs: Array | None
    scores: Array | None = None
    complete: int | None = None


def match(snapshot: Snapshot, plan: TextPlan) -> Matches:
    """The documents that fit a plan. Exact identifiers score above everything else."""
    if plan.everything:
        return Matches(None)
    if plan.pasted:
        listed = _pasted(snapshot, plan.pasted)
        if len(listed[0]):
            return Matches(*listed)
    keyed = snapshot.dictionary.keyed(plan.keys)
    whole = [(docs, np.full(len(docs), WHOLE_KEY)) for docs in keyed]
    found = _living(snapshot, whole)
    if (plan.exclusive and len(found[0])) or not plan.slots:
        return Matches(*found)
    return Matches(*_joined(found, _living(snapshot, all_slots(snapshot, plan.slots))))


def not_found(snapshot: Snapshot, plan: TextPlan) -> tuple[str, ...]:
    """Those of several identifiers pasted at once that no living document has, as typed."""
    return tuple(typed for typed, keys in plan.pasted if not len(_pasted(snapshot, [(typed, keys)])[0]))


def _pasted(snapshot: Snapshot, pasted: Sequence[tuple[str, tuple[bytes, ...]]]) -> Scored:
    """The documents of several identifiers; the first one pasted scores highest."""
    found = NOTHING[0].astype(np.intp), NOTHING[1]
    for number, (_typed, keys) in enumerate(pasted):
        score = WHOLE_KEY - np.float32(number)
        docs = [(docs, np.full(len(docs), score)) for docs in snapshot.dictionary.keyed(keys)]
        found = _joined(found, _living(snapshot, docs))
    return found


def _living(snapshot: Snapshot, parts: Sequence[Scored]) -> Scored:
    """What was found in each segment as documents of the generation, deleted ones left out."""
    pairs = [(part, segment) for part, segment in zip(parts, snapshot.segments, strict=True) if len(part[0])]
    docs = [part[0].astype(np.intp) + segment.base for part, segment in pairs]
    if not docs:
        return NOTHING[0].astype(np.intp), NOTHING[1]
    scores = [part[1] for part, _segment in pairs]
    all_docs = docs[0] if len(docs) == 1 else np.concatenate(docs)
    all_scores = scores[0] if len(scores) == 1 else np.concatenate(scores)
    if not snapshot.has_deleted:
        return all_docs, all_scores
    keep = snapshot.alive[all_docs]
    return all_docs[keep], all_scores[keep]


def _joined(keyed: Scored, worded: Scored) -> Scored:
    if not len(keyed[0]):
        return worded
    rest = ~np.isin(worded[0], keyed[0])
    return (
        np.concatenate((keyed[0], worded[0][rest])),
        np.concatenate((keyed[1], worded[1][rest])),
    )
