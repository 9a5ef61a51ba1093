"""A text taken apart: what documents must have, and what may stand for it.

A plan is a row of slots, all of which a document must fill. A slot is filled by its words as typed, or by
one of its other branches: a synonym, the two words written as one. A word is filled by its term, by terms
that begin so where it may be unfinished, by its own spelling, by its base form, or by an identifier.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from catalog.search.analysis import Word, is_measure, is_number, words
from catalog.search.compounds import join
from catalog.search.forms import base, is_word, parts
from catalog.search.keys import QueryKeys, pasted_keys, query_keys
from catalog.search.synonyms import Phrase, Synonyms

NO_SYNONYMS = Synonyms()
# A long product name has some fifteen words; each costs a walk through its postings.
MAX_QUERY_WORDS = 24
BASE_SHARE = 0.95
SYNONYM_SHARE = 0.75
# two words that are one word of the catalogue are meant as that one first
JOINED_SHARE = 1.1
CUT_SHARE = 0.75
MIN_CUT = 3
PARTS_SHARE = 0.6
# a compound that this many products have is no rare spelling: its parts need not stand apart
FEW_PRODUCTS = 100
SHORT_PREFIX = 3
MIN_UNFINISHED = 5
# Little words that a product text may lack: they are asked for only where there is nothing else.
_LITTLE = frozenset(
    ("til", "for", "med", "och", "og", "i", "pa", "av", "fra", "som", "with", "and", "of", "the")
)
_HAS_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"[a-z]{2,6}|\d{1,5}")


class Vocabulary(Protocol):
    """Which terms there are; a plan leaves out what no document has."""

    def known(self, term: bytes) -> bool:
        """Whether any document has a term."""

    def frequency(self, term: bytes) -> int:
        """How many documents have a term."""

    def completed(self, prefix: bytes) -> bytes:
        """The most frequent word that begins so, b'' where none does."""


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


def plan(
    text: str, typing: bool = False, synonyms: Synonyms = NO_SYNONYMS, vocabulary: Vocabulary | None = None
) -> TextPlan:
    """Takes a text apart. ``typing``: the last word is unfinished even where it is a number.

    Without a ``vocabulary`` all terms may be.
    """
    found = list({word.term: word for word in words(text)}.values())[:MAX_QUERY_WORDS]
    telling = [word for word in found if word.term not in _LITTLE]
    if not typing and len(telling) > 1:
        found = telling
    whole = query_keys(text)
    pasted = tuple((typed, _keys(keys)) for typed, keys in pasted_keys(text))
    slots = tuple(_slots(found, typing, synonyms, vocabulary))
    return TextPlan(slots, _keys(whole), whole.exclusive, not text.strip(), pasted)


def _slots(
    found: Sequence[Word], typing: bool, synonyms: Synonyms, vocabulary: Vocabulary | None
) -> list[Slot]:
    terms = [word.term for word in found]
    slots = []
    at = 0
    while at < len(found):
        length, phrases = synonyms.find(terms, at)
        several = [phrase for phrase in phrases if length > 1 or len(phrase) > 1]
        branches = _branches(several, SYNONYM_SHARE, "synonym", vocabulary)
        if length < 2 and vocabulary is not None:
            whole = _as_one_word(terms[at : at + 2])
            if whole and vocabulary.known(whole):
                length = 2
                branches = [Branch((QueryWord(whole),), JOINED_SHARE, "joined")]
            else:
                branches += _taken_apart(terms[at], vocabulary)
        length = max(length, 1)
        typed = tuple(
            _word(found[place], place == len(found) - 1, typing, synonyms, vocabulary)
            for place in range(at, at + length)
        )
        slots.append(Slot(" ".join(terms[at : at + length]), (Branch(typed), *branches)))
        at += length
    return slots


def _branches(
    phrases: Sequence[Phrase], share: float, kind: str, vocabulary: Vocabulary | None
) -> list[Branch]:
    """Phrases as branches, where each of their words is known."""
    found = [tuple(map(_encoded, phrase)) for phrase in phrases]
    return [
        Branch(tuple(map(QueryWord, terms)), share, kind)
        for terms in found
        if vocabulary is None or all(map(vocabulary.known, terms))
    ]


def _taken_apart(term: str, vocabulary: Vocabulary) -> list[Branch]:
    """A compound in two words: cut short as price files do (jordfeilbryter, "JORDF.BRYTER"), and where it is
    rare, its parts in whatever order they stand (impulsbryter, "BRYTER IMPULS")."""
    found = parts(term)
    if len(found) < 2:
        return []
    head, start = found[-1], term[: len(term) - len(found[-1])]
    cuts = [start[:size] for size in range(MIN_CUT, len(start) - 1)]
    pairs = [(cut, head) for cut in cuts if not is_word(cut) and vocabulary.known(_encoded(cut))]
    branches = _branches(pairs, CUT_SHARE, "part", vocabulary)
    if len(found) == 2 and vocabulary.frequency(_encoded(term)) < FEW_PRODUCTS:
        branches += _branches([found], PARTS_SHARE, "part", vocabulary)
    return branches


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


def _word(
    word: Word, last: bool, typing: bool, synonyms: Synonyms, vocabulary: Vocabulary | None
) -> QueryWord:
    term = word.term
    others = {_encoded(base(term)): Other(_encoded(base(term)), BASE_SHARE, "stem")}
    _add_synonyms(others, term, synonyms)
    prefix = last and (typing or not (is_number(term) or is_measure(term)))
    if vocabulary is not None and _is_unfinished(term, others, vocabulary):
        prefix = True
        _add_synonyms(others, vocabulary.completed(_encoded(term)).decode("utf-8", "replace"), synonyms)
    return QueryWord(
        _encoded(term),
        _encoded(word.accented),
        tuple(other for key, other in others.items() if key and (not vocabulary or vocabulary.known(key))),
        _keys(query_keys(term)) if _HAS_DIGIT.search(term) else (),
        prefix,
        typing and len(term) <= SHORT_PREFIX,
    )


def _add_synonyms(others: dict[bytes, Other], term: str, synonyms: Synonyms) -> None:
    """Adds the synonyms of one word that a word has."""
    for phrase in synonyms.find([term], 0)[1]:
        if len(phrase) == 1:
            other = _encoded(phrase[0])
            others.setdefault(other, Other(other, SYNONYM_SHARE, "synonym"))


def _is_unfinished(term: str, others: Mapping[bytes, Other], vocabulary: Vocabulary) -> bool:
    """Whether a word that no document has, in no form, may be the beginning of one: automatsikr."""
    if len(term) < MIN_UNFINISHED or not term.isalpha() or vocabulary.known(_encoded(term)):
        return False
    return not any(key and vocabulary.known(key) for key in others)


def _keys(found: QueryKeys) -> tuple[bytes, ...]:
    return tuple(_encoded(key) for key in found.keys)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
