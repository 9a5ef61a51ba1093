"""Completions while somebody types: brands and classes that begin so, the best products, identifiers."""

from __future__ import annotations

import re

import numpy as np

from catalog.search.analysis import fold
from catalog.search.keys import GTIN_DIGITS
from catalog.search.language import Language
from catalog.search.matching import match
from catalog.search.pack import Array
from catalog.search.planning import TextPlan, plan
from catalog.search.port import Suggestion
from catalog.search.ranking import page_docs
from catalog.search.reading import respelt
from catalog.search.snapshot import Snapshot
from catalog.search.spelling import as_written, finished

MAX_NAMES = 2
MIN_IDENTIFIER = 4
MAX_IDENTIFIERS = 8
KINDS = ("brand", "class")
# so many of the best are looked through for ones that are called something else: one or two ms
POOL = 160
# names that share more than two thirds of their words are nearly the same
ALIKE = 1.5
_LETTERS = re.compile(r"[^\W\d_]{3,}")


def complete(
    snapshot: Snapshot, text: str, limit: int, language: Language | None = None
) -> tuple[Suggestion, ...]:
    """Up to ``limit`` suggestions; no text, none.

    A brand or class is suggested where one of its words begins with what was typed. An identifier
    counts from four characters on, as the whole text. Where nothing fits, a better spelling is.
    """
    typed = " ".join(fold(text).split())
    if not typed or limit < 1:
        return ()
    language = language or Language()
    found = []
    for kind in KINDS:
        values = snapshot.beginning(kind, typed, MAX_NAMES)
        found += [Suggestion(kind, value, value) for value in values]
    found = found[:limit]
    plan_ = plan(text, typing=True, synonyms=language.synonyms, vocabulary=snapshot.dictionary)
    docs = _products(snapshot, plan_, limit - len(found))
    found += [_product(snapshot, doc) for doc in docs]
    if len(found) < limit:
        found += _identified(snapshot, typed, set(docs))[: limit - len(found)]
    if not found and len(typed) >= MIN_IDENTIFIER:
        better = respelt(snapshot, text, language) or _finished(snapshot, text)
        found += [Suggestion("correction", better, better)] if better else []
        plan_ = plan(better, typing=True, synonyms=language.synonyms, vocabulary=snapshot.dictionary)
        docs = _products(snapshot, plan_, limit - len(found)) if better else []
        found += [_product(snapshot, doc) for doc in docs]
    return tuple(found)


def _products(snapshot: Snapshot, plan_: TextPlan, room: int) -> list[int]:
    """The best documents, at most ``room``; those that are called nearly the same stand behind others."""
    if room < 1:
        return []
    docs = page_docs(snapshot, match(snapshot, plan_), None, "relevance", 0, POOL).tolist()
    chosen: list[int] = []
    alike: list[int] = []
    known: list[set[str]] = []
    for doc in docs:
        words = set(_LETTERS.findall(snapshot.name(doc).casefold()))
        if any(len(words & other) * ALIKE > len(words | other) for other in known):
            alike.append(doc)
            continue
        known.append(words)
        chosen.append(doc)
        if len(chosen) == room:
            break
    return [*chosen, *alike][:room]


def _product(snapshot: Snapshot, doc: int) -> Suggestion:
    return Suggestion("product", snapshot.name(doc), str(snapshot.product_id[doc]))


def _finished(snapshot: Snapshot, text: str) -> str:
    """The text with its last word mended and finished, '' where no word begins nearly so."""
    *before, last = text.split()
    whole = finished(snapshot, fold(last))
    return " ".join((*before, as_written(snapshot, whole))) if whole else ""


def _identified(snapshot: Snapshot, typed: str, known: set[int]) -> list[Suggestion]:
    """Living documents with an identifier that begins so, in order of identifier."""
    key = "".join(typed.split())
    if len(key) < MIN_IDENTIFIER:
        return []
    begun = [key, *(zeros + key for zeros in ("0", "00") if key.isdigit())]
    found: dict[int, bytes] = {}
    for segment in snapshot.segments:
        for prefix in begun:
            first, last = segment.ids.prefixed(prefix.encode("utf-8", "surrogatepass"))
            starts = segment.pack["ids.posts"]
            for number in range(first, min(last, first + MAX_IDENTIFIERS)):
                docs: Array = segment.pack["ids.docs"][int(starts[number]) : int(starts[number + 1])]
                for doc in (docs.astype(np.intp) + segment.base).tolist():
                    if snapshot.alive[doc] and doc not in known:
                        found.setdefault(doc, segment.ids[number])
    return [
        Suggestion("identifier", f"{_shown(name)} {snapshot.name(doc)}", str(snapshot.product_id[doc]))
        for doc, name in sorted(found.items(), key=lambda item: (item[1], item[0]))[:MAX_IDENTIFIERS]
    ]


def _shown(key: bytes) -> str:
    """An identifier as it is printed: a GTIN without the zeros before it."""
    text = key.decode("utf-8", "surrogatepass")
    return text.lstrip("0") if text.isdigit() and len(text) == GTIN_DIGITS else text
