"""Compounds in their parts: jordfeilautomat is jord, feil and automat.

A word is split where its parts are known words, with a linking s or e between them (kobling-s-boks); of
three equal letters one is written only once (stikk + kontakt). A known long last part is enough where the
first is not known: frontdeksel. The split with the fewest parts wins, so that a known word stays whole.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

MIN_PART = 3
MIN_HEAD = 5
MIN_UNKNOWN = 4
MAX_WORD = 40
_MAX_PARTS = 5
_LINKS = ("", "s", "e")


def split(word: str, parts: AbstractSet[str], heads: AbstractSet[str]) -> tuple[str, ...]:
    """The parts of a folded word in order; () where it is no compound.

    ``parts`` may stand anywhere but last, ``heads`` are what may stand last, inflected forms too.
    """
    if not 2 * MIN_PART <= len(word) <= MAX_WORD:
        return ()
    best = _known(word, parts, heads, _MAX_PARTS)
    if len(best) > 1:
        return best
    for at in range(MIN_UNKNOWN, len(word) - MIN_HEAD + 1):
        if word[at:] in heads:
            return (word[:at], word[at:])
    return ()


def join(first: str, second: str) -> str:
    """Two words as one: of three equal letters one goes.

    >>> join("stikk", "kontakt"), join("led", "lampe")
    ('stikkontakt', 'ledlampe')
    """
    return first + (second[1:] if first[-2:] == second[:1] * 2 else second)


def _known(word: str, parts: AbstractSet[str], heads: AbstractSet[str], most: int) -> tuple[str, ...]:
    """The fewest known parts that make up a word; ties go to the longest first part."""
    if word in heads:
        return (word,)
    best: tuple[str, ...] = ()
    for end in range(len(word) - MIN_PART, MIN_PART - 1, -1):
        if word[:end] not in parts:
            continue
        room = (len(best) or most + 1) - 2
        for rest in _rests(word, end) if room > 0 else ():
            found = _known(rest, parts, heads, room)
            if found and (not best or len(found) + 1 < len(best)):
                best = (word[:end], *found)
    return best


def _rests(word: str, end: int) -> list[str]:
    rests = [word[end + len(link) :] for link in _LINKS if word.startswith(link, end)]
    if word[end - 1] == word[end - 2]:
        rests.append(word[end - 1 :])
    return [rest for rest in rests if len(rest) >= MIN_PART]
