"""How a text is read: labels become filters, and where nothing is found it is corrected or relaxed.

The order of attempts: the text as typed; unknown words in another spelling, or written as one or as two;
then as many of the words as any product has. Where a long text has few hits, what lacks one of its words
stands behind them. Each attempt but the first is said to the user
(``SearchResult.shown_text``), and ``literal`` asks for the first only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.search.analysis import words
from catalog.search.compounds import join
from catalog.search.covering import best_part, filled
from catalog.search.forms import parts
from catalog.search.label_words import ANY
from catalog.search.language import Language
from catalog.search.matching import Matches, match, not_found
from catalog.search.planning import TextPlan, plan
from catalog.search.port import ReadLabel, SearchRequest
from catalog.search.slots import Prepared
from catalog.search.snapshot import Snapshot
from catalog.search.spelling import as_written, beginning, candidates
from labels.definitions import SLUGS

MAX_ALTERNATIVES = 3
_MIN_HALF = 3
_ALIKE = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood and found. ``request`` has the labels that were read among its filters."""

    request: SearchRequest
    plan: TextPlan
    matches: Matches
    shown_text: str = ""
    correction: str = ""
    labels: tuple[ReadLabel, ...] = ()
    alternatives: tuple[str, ...] = ()
    not_found: tuple[str, ...] = ()


def read(snapshot: Snapshot, request: SearchRequest, language: Language) -> Reading:
    """Reads a request's text and finds what fits it, as far as anything does."""
    text = request.text
    labels: tuple[ReadLabel, ...] = ()
    if not request.literal:
        text, labels = language.labels.read(request.text)
        request = _filtered(request, labels)
    asked = _plan(snapshot, text, language)
    found = match(snapshot, asked)
    missing = not_found(snapshot, asked)
    if not request.literal and not asked.pasted:
        found = filled(snapshot, asked, found)
    if found.docs is None or len(found.docs) or not asked.slots or asked.pasted:
        return Reading(request, asked, found, labels=labels, not_found=missing)
    for attempt, correction in _attempts(snapshot, text, asked, language):
        mended = _plan(snapshot, attempt, language)
        better = match(snapshot, mended)
        if better.docs is not None and len(better.docs):
            if request.literal:
                return Reading(request, asked, found, alternatives=(attempt,), not_found=missing)
            better = filled(snapshot, mended, better)
            return Reading(request, mended, better, attempt, correction, labels, not_found=missing)
    near = _near(snapshot, asked)
    return Reading(request, asked, found, labels=labels, alternatives=near, not_found=missing)


def respelt(snapshot: Snapshot, text: str, language: Language) -> str:
    """A text with better spellings of the words that nothing fits, '' where there are none."""
    return _respelt(snapshot, text, _plan(snapshot, text, language), language)


def _plan(snapshot: Snapshot, text: str, language: Language) -> TextPlan:
    return plan(text, synonyms=language.synonyms, vocabulary=snapshot.dictionary)


def _filtered(request: SearchRequest, labels: Sequence[ReadLabel]) -> SearchRequest:
    if not labels:
        return request
    slugs = [slug for label in labels for slug in ((label.label,) if label.label != ANY else SLUGS)]
    tiers = [label.tier for label in labels if label.tier]
    return replace(
        request,
        labels=tuple(dict.fromkeys((*request.labels, *slugs))),
        tiers=tuple(dict.fromkeys((*request.tiers, *tiers))),
    )


def _attempts(snapshot: Snapshot, text: str, asked: TextPlan, language: Language) -> list[tuple[str, str]]:
    """Other texts to try, each with the name of what was done to it."""
    mended = _respelt(snapshot, text, asked, language)
    found = [(mended, "spelling")] if mended else []
    if mended:
        asked = _plan(snapshot, mended, language)
    relaxed = _relaxed(snapshot, asked, _spelt(mended or text))
    return [*found, (relaxed, "relaxed")] if relaxed else found


def _respelt(snapshot: Snapshot, text: str, asked: TextPlan, language: Language) -> str:
    """The text with a better spelling of each word that nothing fills, '' where none has one."""
    terms: list[str] = []
    empty: list[bool] = []
    for slot in asked.slots:
        nothing = not Prepared.of(snapshot, slot).fills_any(snapshot)
        for word in slot.text.split():
            terms.append(word)
            empty.append(nothing)
    spelt = _spelt(text)
    better: list[str] = []
    at = 0
    while at < len(terms):
        pair = join(*terms[at : at + 2]) if at + 1 < len(terms) and any(empty[at : at + 2]) else ""
        if pair and _exists(snapshot, pair):
            better.append(as_written(snapshot, pair))
            at += 2
            continue
        mended = _other(snapshot, terms[at], language) if empty[at] else ""
        better.append(mended or spelt.get(terms[at], terms[at]))
        at += 1
    return " ".join(better) if better != [spelt.get(term, term) for term in terms] else ""


def _other(snapshot: Snapshot, term: str, language: Language) -> str:
    """A better spelling of one word: its neighbour, or the two words that it is made of."""
    near = [found for found in candidates(snapshot, term, language.good_words) if found != term]
    if near:
        return as_written(snapshot, near[0])
    split = parts(term)
    if split and all(_exists(snapshot, part) for part in split):
        return " ".join(as_written(snapshot, part) for part in split)
    for at in range(_MIN_HALF, len(term) - _MIN_HALF + 1):
        if _exists(snapshot, term[:at]) and _exists(snapshot, term[at:]):
            return f"{term[:at]} {term[at:]}"
    letters = term.rstrip("0123456789")
    if 1 < len(letters) < len(term) and _exists(snapshot, letters):
        return f"{letters} {term[len(letters) :]}"
    return ""


def _exists(snapshot: Snapshot, term: str) -> bool:
    return snapshot.dictionary.known(term.encode("utf-8", "surrogatepass"))


def _spelt(text: str) -> dict[str, str]:
    """The words of a text by their folded terms, with their own letters."""
    return {word.term: word.accented or word.term for word in words(text)}


def _relaxed(snapshot: Snapshot, asked: TextPlan, spelt: Mapping[str, str]) -> str:
    """As many of the words as one product has, the telling ones first; '' where none has any."""
    kept = best_part(snapshot, asked)
    return " ".join(spelt.get(term, term) for slot in kept for term in slot.text.split())


def _near(snapshot: Snapshot, asked: TextPlan) -> tuple[str, ...]:
    """Words to offer where not one word of the text is known: what a compound ends with, similar ones, and
    ones that begin alike."""
    found: list[str] = []
    for slot in asked.slots:
        for term in slot.text.split():
            found += [part for part in reversed(parts(term)) if _exists(snapshot, part)]
            found += [near for near in candidates(snapshot, term, ()) if near != term]
            found += beginning(snapshot, term[:_ALIKE])
    return tuple(dict.fromkeys(as_written(snapshot, term) for term in found))[:MAX_ALTERNATIVES]
