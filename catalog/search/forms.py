"""What a term of a document is found by besides itself: base form, parts of a compound, equal dimensions.

The postings of these keys are derived from those of the terms when a segment is written
(``catalog.search.postings``): once for each distinct word, not for each document, and no query pays for
it. A share is the part of a term's weight that its key gets, so that what is written exactly ranks first.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from catalog.search.analysis import MAX_TERM, fold
from catalog.search.compounds import join
from catalog.search.dimensions import equivalents
from catalog.search.lexicon import lexicon

STEM = 0.5
DIMENSION = 0.45
HEAD = 0.25
PART = 0.1
SPELLING = 0.9
_KEPT = 200_000
_MIN_WORD = 4
# How folded letters are typed without them: the term keeps its own spelling (catalog.search.analysis).
_TYPED = (
    str.maketrans({"å": "aa", "ä": "ae", "æ": "ae", "ø": "oe", "ö": "oe", "ü": "ue"}),
    str.maketrans({"å": "a", "ä": "e", "æ": "a", "ø": "o", "ö": "o", "ü": "u"}),
    str.maketrans({"å": "a", "ä": "ae", "æ": "e", "ø": "oe", "ö": "o", "ü": "y"}),
)


class Form(NamedTuple):
    """A key, its share of the weight, and why: stem, part, dimension or spelling."""

    key: str
    share: float
    kind: str


@lru_cache(_KEPT)
def forms(term: str) -> tuple[Form, ...]:
    """The keys of a term other than itself, each once with its greatest share."""
    if not term.isalpha():
        found = [Form(key, DIMENSION, "dimension") for key in equivalents(term)]
    elif not term.isascii():
        found = [Form(term.translate(table), SPELLING, "spelling") for table in _TYPED]
        found = [form for form in found if form.key.isascii()]
    elif len(term) < _MIN_WORD:
        return ()
    else:
        found = list(_word_forms(term))
    best: dict[str, Form] = {}
    plain = "" if term.isascii() else fold(term)
    for form in found:
        fresh = form.key not in (term, plain) and len(form.key) <= MAX_TERM
        if fresh and (form.key not in best or form.share > best[form.key].share):
            best[form.key] = form
    return tuple(best.values())


def as_one(terms: Sequence[str]) -> list[str]:
    """Neighbours that are one word elsewhere: a name with ``stikk kontakt`` is found by ``stikkontakt``."""
    words = lexicon()
    return [
        join(first, second)
        for first, second in pairwise(terms)
        if second in words.heads and first in words.parts and first != second
    ]


def base(term: str) -> str:
    """The base form of a folded word, '' where that is the word itself or no word."""
    if len(term) < _MIN_WORD or not term.isalpha() or not term.isascii():
        return ""
    found = lexicon().base(term)
    return found if found != term else ""


def is_word(term: str) -> bool:
    """Whether a folded word is one of the trade's words, in any form."""
    return term in lexicon().bases


def parts(term: str) -> tuple[str, ...]:
    """The base forms of the parts of a compound, () where it is none."""
    words = lexicon()
    if len(term) < 2 * _MIN_WORD - 2 or not term.isalpha() or not term.isascii():
        return ()
    return tuple(words.bases.get(part, part) for part in words.split(term))


def _word_forms(term: str) -> list[Form]:
    words = lexicon()
    found = [Form(words.base(term), STEM, "stem")]
    split = words.split(term)
    if not split:
        return found
    *first, last = (words.bases.get(part, part) for part in split)
    found.append(Form(last, HEAD, "part"))
    found += [Form(part, PART, "part") for part in first]
    if first[1:]:
        # jordfeilautomat is also a jordfeil and a feilautomat: two of three words are often written as one
        second = term.index(split[1], len(split[0]) - 1)
        before_last = term.rindex(split[-2], 0, len(term) - len(split[-1]) + 1)
        left, right = term[: before_last + len(split[-2])], term[second:]
        found += [Form(left, PART, "part"), Form(right, PART, "part")]
    return found
