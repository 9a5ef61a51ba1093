"""Goods made for another product: they carry its number in their name, never its label."""

from __future__ import annotations

import re

_COMPATIBLE = re.compile(
    r"\b(?:kompatib\w*|compatible|passer|passar|passend\w*|erstatning for|replacement for)\b",
    re.IGNORECASE,
)
_MADE_FOR = re.compile(r"\b(?:til|for|för|till|für|zu)\b((?:\W+\w+){1,2})", re.IGNORECASE)
_NAME_LIKE = re.compile(r"\b(?=\w*[A-ZÆØÅÄÖ])\w{2,}|\b(?=\w*\d)(?=\w*[^\W\d_])\w+")


def is_accessory(name: str) -> bool:
    """Whether a name says that the product is made for another one.

    ``til``, ``for`` and their like count where a name follows within two words: a capital, or letters
    with digits ("Toner for HP LaserJet", "batteri til m404"), not before plain words ("kabel for
    utendørs bruk"). A name all in capitals leaves doubt, and doubt counts as an accessory.
    """
    if _COMPATIBLE.search(name):
        return True
    return any(_NAME_LIKE.search(found.group(1)) for found in _MADE_FOR.finditer(name))
