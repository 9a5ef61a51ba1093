"""How two spellings of a firm's name are compared."""

from __future__ import annotations

import re

from catalog.brands import fold

_FORMS = frozenset(
    ("as", "asa", "ans", "da", "ab", "oy", "oyj", "aps", "gmbh", "ag", "kg", "ltd", "limited", "inc", "bv",
     "nv", "sa", "srl", "llc", "plc", "corp", "corporation")
)  # fmt: skip
_MARKS = re.compile(r"[^\w]+")


def name_key(name: str) -> str:
    """Folded, without punctuation and without the form of the firm at its end.

    >>> name_key('Onninen  A/S') == name_key('ONNINEN AS')
    True
    """
    words = _MARKS.sub(" ", fold(name).replace("a/s", "as")).split()
    while len(words) > 1 and words[-1] in _FORMS:
        words.pop()
    return " ".join(words)
