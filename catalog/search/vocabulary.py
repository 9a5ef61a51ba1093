"""The words of a segment prepared for typing errors, derived once when it is written.

After SymSpell (Wolf Garbe): words that differ by a few edits become equal when a few letters are left out of
both. For each word the hashes of its first letters with letters left out are kept sorted, so that a typed
word finds its neighbours by bisection.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from catalog.search.analysis import fold
from catalog.search.pack import Array

SHORTEST, LONGEST = 4, 24
LONG = 8
HEAD = 7


def derive_vocabulary(terms: Sequence[bytes], own: Array) -> dict[str, Array]:
    """The arrays of a segment: ``spell.hash`` sorted with ``spell.term`` beside it, and the spelling with
    its own letters (rør) of terms that folding changed (``spell.folded``, ``spell.accented``)."""
    groups: dict[tuple[int, int], list[int]] = {}
    accented: dict[bytes, int] = {}
    for number in np.flatnonzero(own).tolist():
        term = terms[number]
        if not term.isascii():
            key = fold(term.decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")
            if key not in accented or own[accented[key]] < own[number]:
                accented[key] = number
        elif SHORTEST <= len(term) <= LONGEST and term.isalpha():
            # a word that stands once is as likely an error itself
            edits = 2 if len(term) >= LONG and own[number] > 1 else 1
            groups.setdefault((min(len(term), HEAD), edits), []).append(number)
    hashes, numbers = [], []
    for (length, edits), members in groups.items():
        heads = np.frombuffer(b"".join(terms[number][:length] for number in members), np.uint8)
        for found in hashes_of(heads.reshape(-1, length), edits):
            hashes.append(found)
            numbers.append(np.array(members, np.uint32))
    joined = np.concatenate([np.zeros(0, np.uint32), *hashes])
    order = np.argsort(joined, kind="stable")
    folded = {number: accented[term] for number, term in enumerate(terms) if term in accented}
    return {
        "spell.hash": joined[order],
        "spell.term": np.concatenate([np.zeros(0, np.uint32), *numbers])[order],
        "spell.folded": np.array(list(folded), np.uint32),
        "spell.accented": np.array(list(folded.values()), np.uint32),
    }


def hashes_of(heads: Array, edits: int) -> list[Array]:
    """The hashes of words (one a row, equally long) with up to ``edits`` letters left out."""
    length = heads.shape[1]
    found = []
    for left_out in range(edits + 1):
        for kept in combinations(range(length), length - left_out):
            value = np.full(len(heads), 14_695_981_039_346_656_037, np.uint64)
            for place in kept:
                value = (value ^ heads[:, place]) * np.uint64(1_099_511_628_211)
            found.append((value >> np.uint64(32)).astype(np.uint32))
    return found
