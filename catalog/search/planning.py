"""A text taken apart: what documents must have, and what may stand for it.

A plan is a row of slots, all of which a document must fill. A slot is filled by its words as typed, or by
one of its other branches: a synonym, the two words written as one. A word is filled by its term, by terms
that begin so where it may be unfinished, by its own spelling, by its base form, or by an identifier.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalog.search.analysis import Word, is_measure, is_number, words
from catalog.search.compounds import join
from catalog.search.forms import base
from catalog.search.keys import QueryKeys, pasted_keys, query_keys
from catalog.search.synonyms import Phrase, Synonyms

NO_SYNONYMS = Synonyms()
MAX_QUERY_WORDS = 40
BASE_SHARE = 0.95
SYNONYM_SHARE = 0.75
JOINED_SHARE = 0.9
SHORT_PREFIX = 3
# Little words that a product text may lack: they are asked for only where there is nothing else.
_LITTLE = frozenset(
    ("til", "for", "med", "och", "og", "i", "pa", "av", "fra", "som", "with", "and", "of", "the")
)
_HAS_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"[a-z]{2,6}|\d{1,5}")

Known = Callable[[bytes], bool]


class Other(NamedTuple):
    """Another term that fills a word, what its score counts, and why: stem or synonym."""

    term: bytes
    share: float
    kind: str


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word; a document must have it, or one that begins so where ``prefix``.

    ``accented`` is its own spelling where folding changed it (ranks higher), ``others`` its base form
    and synonyms of one word, ``keys`` the identifiers that it may be. ``few``: of the words that begin so,
    the most frequent ones are enough.
    """

    term: bytes
    accented: bytes = b""
    others: tuple[Other, ...] = ()
    keys: tuple[bytes, ...] = ()
    prefix: bool = False
    few: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """Words that together fill a slot; ``share`` is what their score counts, ``kind`` why they may."""

    words: tuple[QueryWord, ...]
    share: float = 1.0
    kind: str = "exact"


@dataclass(frozen=True, slots=True)
class Slot:
    """What one word or phrase of the text asks for. The first branch is what was typed, as ``text``."""

    text: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class TextPlan:
    """A text: all ``slots`` must be filled, or the whole is one of the identifiers in ``keys``.

    ``everything`` stands for an empty text. ``exclusive``: where an identifier is found, only that.
    ``pasted`` are several identifiers, each with the keys that it may be.
    """

    slots: tuple[Slot, ...]
    keys: tuple[bytes, ...]
    exclusive: bool
    everything: bool
    pasted: tuple[tuple[str, tuple[bytes, ...]], ...] = ()


def anything(_term: bytes) -> bool:
    """Where nobody knows which terms there are, all may be."""
    return True


def plan(
    text: str, typing: bool = False, synonyms: Synonyms = NO_SYNONYMS, known: Known = anything
) -> TextPlan:
    """Takes a text apart. ``typing``: the last word is unfinished even where it is a number.

    ``known`` tells which terms any document has: what may stand for a word is left out where none has it.
    """
    found = list({word.term: word for word in words(text)}.values())[:MAX_QUERY_WORDS]
    telling = [word for word in found if word.term not in _LITTLE]
    if not typing and len(telling) > 1:
        found = telling
    whole = query_keys(text)
    pasted = tuple((typed, _keys(keys)) for typed, keys in pasted_keys(text))
    slots = tuple(_slots(found, typing, synonyms, known))
    return TextPlan(slots, _keys(whole), whole.exclusive, not text.strip(), pasted)


def _slots(found: Sequence[Word], typing: bool, synonyms: Synonyms, known: Known) -> list[Slot]:
    terms = [word.term for word in found]
    slots = []
    at = 0
    while at < len(found):
        length, phrases = synonyms.find(terms, at)
        branches = _branches([phrase for phrase in phrases if length > 1 or len(phrase) > 1], known)
        if length < 2 and known is not anything:
            whole = _as_one_word(terms[at : at + 2])
            if whole and known(whole):
                length = 2
                branches = [Branch((QueryWord(whole),), JOINED_SHARE, "joined")]
        length = max(length, 1)
        typed = tuple(
            _word(found[place], place == len(found) - 1, typing, synonyms, known)
            for place in range(at, at + length)
        )
        slots.append(Slot(" ".join(terms[at : at + length]), (Branch(typed), *branches)))
        at += length
    return slots


def _branches(phrases: Sequence[Phrase], known: Known) -> list[Branch]:
    """Phrases as branches, where each of their words is known."""
    found = [tuple(map(_encoded, phrase)) for phrase in phrases]
    return [
        Branch(tuple(map(QueryWord, terms)), SYNONYM_SHARE, "synonym")
        for terms in found
        if all(map(known, terms))
    ]


def _as_one_word(pair: Sequence[str]) -> bytes:
    """Two words that may be one cut in two (stikk kontakt, TB 50) as one, b'' where they may not."""
    if len(pair) < 2:
        return b""
    first, second = pair
    if first.isalpha() and second.isalpha():
        fits = len(first) > 1 and len(second) > 2
    else:
        fits = first.isalpha() != second.isalpha() and bool(
            _CODE.fullmatch(first) and _CODE.fullmatch(second)
        )
    return _encoded(join(first, second)) if fits else b""


def _word(word: Word, last: bool, typing: bool, synonyms: Synonyms, known: Known) -> QueryWord:
    term = word.term
    others = {_encoded(base(term)): Other(_encoded(base(term)), BASE_SHARE, "stem")}
    for phrase in synonyms.find([term], 0)[1]:
        if len(phrase) == 1:
            other = _encoded(phrase[0])
            others.setdefault(other, Other(other, SYNONYM_SHARE, "synonym"))
    return QueryWord(
        _encoded(term),
        _encoded(word.accented),
        tuple(other for key, other in others.items() if key and known(key)),
        _keys(query_keys(term)) if _HAS_DIGIT.search(term) else (),
        last and (typing or not (is_number(term) or is_measure(term))),
        typing and len(term) <= SHORT_PREFIX,
    )


def _keys(found: QueryKeys) -> tuple[bytes, ...]:
    return tuple(_encoded(key) for key in found.keys)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
