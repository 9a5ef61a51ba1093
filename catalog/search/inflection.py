"""Inflected forms of Norwegian words (bokmål and nynorsk), with the Swedish and Danish ones that differ.

Forms are *made* from known base forms, which is safer than cutting endings off: a stemmer gives kabl for
kabler and kabel for kabelen. More forms are made than the language has; a form nobody writes costs nothing.
Only words that are not known have endings cut, and then only the clear ones.
"""

from __future__ import annotations

import re

_NOUN = ("en", "et", "er", "ene", "a", "ar", "ane", "e", "s", "ens", "ers", "arna", "erna", "erne", "ets")
_E_NOUN = ("en", "et", "er", "ene", "a", "ar", "ane", "es", "or", "orna", "erne", "ers", "ens")
_E_LOSS = ("er", "ene", "ar", "ane", "en", "et", "e", "arna", "erne")
_AGENT = ("e", "ne", "ar", "ane", "es", "nes", "na")
_MIN_CUT = 4
# The ending of a word nobody knows and what stands in its place; the first that fits.
_ENDINGS = (
    *(("ingene", "ing"), ("inger", "ing"), ("ingar", "ing"), ("ingane", "ing"), ("ingen", "ing")),
    *(("ere", "er"), ("erne", "er"), ("eren", "er"), ("elen", "el"), ("elet", "el")),
    *(("ene", ""), ("ane", ""), ("en", ""), ("et", ""), ("er", ""), ("ar", ""), ("es", "e")),
)
_E_LOST = re.compile(r"(.*[^aeiouyæøå])([lnr])(?:er|ene|ar|ane)")


def noun_forms(base: str) -> set[str]:
    """The forms of a noun, the base itself left out.

    >>> sorted(noun_forms("kabel"))[:4]
    ['kabelane', 'kabelar', 'kabelarna', 'kabele']
    """
    if base.endswith("e"):
        forms = {base[:-1] + ending for ending in _E_NOUN} | {base + "s", base + "n"}
    else:
        forms = {base + ending for ending in _NOUN}
        if base[-1] in "aiouyæøåé":
            forms |= {base + ending for ending in ("n", "r", "ne", "ene", "rna")}
    if base.endswith(("el", "en", "er")) and len(base) > _MIN_CUT:
        short = _undoubled(base[:-2]) + base[-1]
        forms |= {short + ending for ending in _E_LOSS}
    if base.endswith("er"):
        forms |= {base + ending for ending in _AGENT}
        # nynorsk: brytar, brytarane; skrutrekkjar
        agents = [base[:-2] + "ar"] + ([base[:-2] + "jar"] if base.endswith(("kker", "gger")) else [])
        forms |= {agent + ending for agent in agents for ending in ("", "s", "en", "ar", "ane")}
    if base[-1] in "mn" and base[-2:-1] not in ("m", "n"):
        forms |= {base + base[-1] + ending for ending in ("en", "et", "er", "ene", "ar", "ane")}
    return forms - {base}


def adjective_forms(base: str) -> set[str]:
    """The forms of an adjective: hvit, hvitt, hvite; enkel, enkelt, enkle."""
    forms = {base + ending for ending in ("t", "e", "a", "tt", "dd", "de")}
    if base.endswith("el"):
        forms |= {_undoubled(base[:-2]) + ending for ending in ("le", "la")}
    if base.endswith("et"):
        forms |= {base[:-1] + "de", base[:-2] + "ede"}
    if base.endswith("en"):
        forms |= {base[:-2] + ending for ending in ("ne", "ent", "et")}
    return forms - {base}


def cut(word: str) -> str:
    """A word that nobody knows without a clear ending; the word itself where none is.

    >>> cut("gizmoene"), cut("kontakt")
    ('gizmo', 'kontakt')
    """
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_CUT:
            return word[: -len(ending)] + instead
    return word


def _undoubled(text: str) -> str:
    """``sykkel`` loses its e and one k: syk(k)ler."""
    return text[:-1] if len(text) > 2 and text[-1] == text[-2] else text
