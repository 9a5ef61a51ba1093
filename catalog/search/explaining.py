"""Why a hit stands where it does, in plain rows: slower than the search itself, and only for one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.search.analysis import tokens
from catalog.search.columns import Segment
from catalog.search.entries import kind_terms
from catalog.search.forms import forms
from catalog.search.pack import Array
from catalog.search.planning import Branch, TextPlan
from catalog.search.port import ExplainedTerm, Explanation
from catalog.search.ranking import Standing
from catalog.search.slots import WORD_KEY, PreparedWord, Way, weighed
from catalog.search.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class _Hit:
    """A document with the segment that it stands in, the terms of its name and brand, and of its class."""

    doc: int
    place: int
    segment: Segment
    named: frozenset[str]
    kinds: frozenset[str]


def explain(
    snapshot: Snapshot, plan: TextPlan, docs: Iterable[int], standing: Standing
) -> dict[int, Explanation]:
    """An explanation for each of these documents of the generation, by product id."""
    return {int(snapshot.product_id[doc]): _explained(snapshot, plan, doc, standing) for doc in docs}


def _explained(snapshot: Snapshot, plan: TextPlan, doc: int, standing: Standing) -> Explanation:
    hit = _hit(snapshot, doc)
    rows: list[ExplainedTerm] = []
    for key in (*plan.keys, *(key for _typed, keys in plan.pasted for key in keys)):
        if not rows and _has(snapshot.dictionary.keyed((key,))[hit.place], hit):
            rows.append(_identified(key))
    for slot in () if rows else plan.slots:
        branches = [_branch(hit, *found) for found in weighed(snapshot, slot)]
        rows += max(branches, key=lambda found: sum(row.score for row in found), default=[])
    boosts = standing.boosts(doc)
    score = sum(row.score for row in rows) * boosts.get("label share", 1.0)
    return Explanation(score, tuple(rows), boosts)


def _branch(
    hit: _Hit, branch: Branch, words: Sequence[PreparedWord], share: np.float32
) -> list[ExplainedTerm]:
    """The best row of each word of a branch; [] where one of its words is not in the document."""
    rows = []
    for word, prepared in zip(branch.words, words, strict=True):
        ways = [*prepared.ways, *([prepared.beginning] if prepared.beginning is not None else [])]
        found = [row for way in ways if (row := _row(hit, word.term, way, branch, float(share))) is not None]
        if prepared.keyed and _has(prepared.keyed[hit.place], hit):
            found.append(_identified(word.term, float(WORD_KEY)))
        if not found:
            return []
        rows.append(max(found, key=lambda row: row.score))
    return rows


def _row(hit: _Hit, word: bytes, way: Way, branch: Branch, share: float) -> ExplainedTerm | None:
    first, last = way.spans[hit.place]
    docs = hit.segment.pack["terms.docs"][first:last]
    places = np.flatnonzero(docs == hit.doc - hit.segment.base)
    if not len(places):
        return None
    impact = float(hit.segment.pack["terms.impacts"][first:last][places].max())
    term = way.term.decode("utf-8", "surrogatepass")
    field = _field(hit, term, way.kind == "prefix")
    kind = way.kind if branch.kind == "exact" else branch.kind
    score = impact * way.idf * way.share * share
    asked = word.decode("utf-8", "surrogatepass")
    return ExplainedTerm(asked, term, kind, (field,), way.idf, impact, score)


def _field(hit: _Hit, term: str, begins: bool) -> str:
    for field, terms in (("name", hit.named), ("class", hit.kinds)):
        if term in terms or (begins and any(found.startswith(term) for found in terms)):
            return field
    return "description"


def _identified(key: bytes, score: float = 100_000.0) -> ExplainedTerm:
    text = key.decode("utf-8", "surrogatepass")
    return ExplainedTerm(text, text, "identifier", ("identifier",), 0.0, 0.0, score)


def _has(docs: Array, hit: _Hit) -> bool:
    return bool(np.isin(hit.doc - hit.segment.base, docs))


def _hit(snapshot: Snapshot, doc: int) -> _Hit:
    place = max(number for number, segment in enumerate(snapshot.segments) if segment.base <= doc)
    texts = (snapshot.name(doc), *snapshot.sets["brand"].of(doc))
    named = {term for text in texts for term in tokens(text)}
    kinds = {
        term
        for value in snapshot.sets["class"].of(doc)
        for term in kind_terms(tuple(snapshot.meta.kinds.get(value, ())))
    }
    return _Hit(doc, place, snapshot.segments[place], _found_by(named), _found_by(kinds))


def _found_by(terms: set[str]) -> frozenset[str]:
    return frozenset(terms).union(form.key for term in terms for form in forms(term))
