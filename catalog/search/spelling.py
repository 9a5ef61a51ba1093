"""Typing errors: the words of the catalogue that differ from a typed one by one or two edits.

An edit is a letter too few, too many, another one, or two exchanged. Short words allow one edit, from LONG
letters on two. Candidates come from the hashes of ``catalog.search.vocabulary``; only they are compared.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from catalog.search.snapshot import Snapshot
from catalog.search.vocabulary import HEAD, LONG, LONGEST, SHORTEST, hashes_of

MOST = 5
# a typing error is looked for behind the first letters of an unfinished word, among the most frequent
SAFE = 2
MIN_UNFINISHED = 5
MOST_BEGUN = 500
_MAX_COMPARED = 2_000


def candidates(snapshot: Snapshot, word: str, more: Iterable[str] = ()) -> list[str]:
    """Better spellings of a folded word, best first: fewest edits, then most products.

    ``more`` are words that are good even where no product has them, because they lead to others.
    """
    if not (word.isascii() and word.isalpha() and SHORTEST <= len(word) <= LONGEST):
        return []
    edits = 2 if len(word) >= LONG else 1
    head = np.frombuffer(word[:HEAD].encode(), np.uint8).reshape(1, -1)
    wanted = np.unique(np.concatenate(hashes_of(head, edits)))
    found: dict[str, int] = {}
    for segment in snapshot.segments:
        hashes = segment.pack["spell.hash"]
        first = np.searchsorted(hashes, wanted, "left")
        last = np.searchsorted(hashes, wanted, "right")
        spans = [segment.pack["spell.term"][a:b] for a, b in zip(first, last, strict=True) if a < b]
        for number in np.unique(np.concatenate(spans))[:_MAX_COMPARED].tolist() if spans else ():
            text = segment.terms[number].decode("ascii")
            if abs(len(text) - len(word)) <= edits:
                found[text] = found.get(text, 0) + int(segment.pack["terms.own"][number])
    ranked = [
        (distance, text[0] != word[0], -count, text)
        for text, count in found.items()
        if (distance := OSA.distance(word, text, score_cutoff=edits)) <= edits
    ]
    if not ranked:
        near = extract(word, list(more), scorer=OSA.distance, score_cutoff=edits, limit=MOST)
        ranked = [(int(distance), text[0] != word[0], 0, text) for text, distance, _place in near]
    return [text for *_rank, text in sorted(ranked)[:MOST]]


def finished(snapshot: Snapshot, word: str) -> str:
    """The word that a folded, unfinished and misspelt one was to become, '' where none begins nearly so."""
    if not (word.isascii() and word.isalpha() and MIN_UNFINISHED <= len(word) <= LONGEST):
        return ""
    edits = 2 if len(word) >= LONG else 1
    found: list[tuple[int, int, str]] = []
    for segment, (first, last) in zip(
        snapshot.segments, snapshot.dictionary.numbers(word[:SAFE].encode()), strict=True
    ):
        own = segment.pack["terms.own"][first:last]
        for place in np.argsort(own)[-MOST_BEGUN:].tolist():
            text = segment.terms[first + place].decode("utf-8", "surrogatepass")
            if own[place] and text.isascii() and text.isalpha() and len(text) > len(word) - edits:
                away = min(
                    OSA.distance(word, text[: len(word) + more], score_cutoff=edits) for more in (-1, 0, 1)
                )
                if away <= edits:
                    found.append((away, -int(own[place]), text))
    return min(found)[2] if found else ""


def beginning(snapshot: Snapshot, prefix: str, limit: int = MOST) -> list[str]:
    """The most frequent words with a prefix of a few letters."""
    found: dict[str, int] = {}
    spans = snapshot.dictionary.numbers(prefix.encode("utf-8", "surrogatepass"))
    for segment, (first, last) in zip(snapshot.segments, spans, strict=True):
        own = segment.pack["terms.own"][first:last]
        for place in np.argsort(own)[-limit:].tolist():
            text = segment.terms[first + place].decode("utf-8", "surrogatepass")
            if own[place] and text.isascii():
                found[text] = found.get(text, 0) + int(own[place])
    return sorted(found, key=lambda text: (-found[text], text))[:limit]


def as_written(snapshot: Snapshot, word: str) -> str:
    """A folded word as the catalogue writes it: ror is rør."""
    term = word.encode("utf-8", "surrogatepass")
    for segment in snapshot.segments:
        number = segment.terms.find(term)
        folded = segment.pack["spell.folded"]
        place = int(np.searchsorted(folded, max(number, 0)))
        if number >= 0 and place < len(folded) and folded[place] == number:
            accented = int(segment.pack["spell.accented"][place])
            return segment.terms[accented].decode("utf-8", "surrogatepass")
    return word
