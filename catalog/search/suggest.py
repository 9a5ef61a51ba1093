"""Completions while somebody types: brands and classes that begin so, then the best products."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from catalog.search.analysis import fold
from catalog.search.matching import match
from catalog.search.pack import Array
from catalog.search.planning import plan
from catalog.search.port import Suggestion
from catalog.search.ranking import page_docs
from catalog.search.snapshot import Snapshot

MAX_NAMES = 2
MIN_IDENTIFIER = 4
KINDS = ("brand", "class")


def complete(snapshot: Snapshot, text: str, limit: int) -> tuple[Suggestion, ...]:
    """Up to ``limit`` suggestions; no text, none.

    A brand or class is suggested where one of its words begins with what was typed. An identifier
    counts from four characters on, as the whole text.
    """
    typed = " ".join(fold(text).split())
    if not typed or limit < 1:
        return ()
    found = []
    for kind in KINDS:
        values = _beginning(snapshot.sets[kind].values, snapshot.folded(kind), typed)
        found += [Suggestion(kind, value, value) for value in values[:MAX_NAMES]]
    found = found[:limit]
    matches = match(snapshot, plan(text, typing=True))
    room = limit - len(found)
    docs = page_docs(snapshot, matches, None, "relevance", 0, room).tolist() if room else []
    if len(docs) < room:
        docs += [doc for doc in _identified(snapshot, typed) if doc not in docs]
    for doc in docs[:room]:
        found.append(Suggestion("product", snapshot.name(doc), str(snapshot.product_id[doc])))
    return tuple(found)


def _beginning(values: Sequence[str], folded: Sequence[str], typed: str) -> list[str]:
    first, within = [], []
    for value, text in zip(values, folded, strict=True):
        if text.startswith(typed):
            first.append(value)
        elif typed in text and (f" {typed}" in text or f"-{typed}" in text):
            within.append(value)
    return first + within


def _identified(snapshot: Snapshot, typed: str) -> list[int]:
    """Living documents with an identifier that begins so, in order of identifier."""
    key = "".join(typed.split()).encode("utf-8", "surrogatepass")
    if len(key) < MIN_IDENTIFIER:
        return []
    found: list[int] = []
    for segment in snapshot.segments:
        first, last = segment.ids.prefixed(key)
        starts = segment.pack["ids.posts"]
        places = slice(int(starts[first]), min(int(starts[last]), int(starts[first]) + 100))
        docs: Array = segment.pack["ids.docs"][places].astype(np.intp) + segment.base
        found += docs[snapshot.alive[docs]].tolist()
    return list(dict.fromkeys(found))
