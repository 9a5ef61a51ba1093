"""What a pasted list says beside a number, as the note of its line: where it tells more than the goods do.

Lists are often copied with names and units in them; those are no notes. A note must fit an order file
(``catalog.ordering.fields``): what a list brings is made to, where one sees it and can change it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from catalog.errors import InvalidRequest
from catalog.ordering.fields import NOTE_LENGTH, clean, is_writable
from catalog.ordering.packages import PACKAGE_WORDS
from catalog.shapes import ProductView

_WORD = re.compile(r"[^\W_]+")
# Dashes, quotes and the like that a spreadsheet writes, as an order file can hold them.
_PLAIN = str.maketrans({"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", ";": ","})
_EMPTY = PACKAGE_WORDS | {"stk", "st", "m", "meter", "pcs"}


@dataclass(frozen=True, slots=True)
class Remark:
    """The note as it goes with the line. ``cut`` says that the list's own was longer, ``fault`` why one that
    somebody typed cannot be used."""

    text: str = ""
    cut: bool = False
    fault: str = ""


def remark(comment: str, pasted: bool, product: ProductView | None) -> Remark:
    """The note that ``comment`` makes. What was ``pasted`` is fitted; what was typed over it is refused
    where it does not fit."""
    if not pasted:
        try:
            return Remark(clean("note", comment))
        except InvalidRequest as error:
            return Remark(comment, fault=error.reason)
    text = " ".join(unicodedata.normalize("NFC", comment).translate(_PLAIN).split())
    fitted = "".join(char if is_writable(char) else " " for char in text)
    fitted = " ".join(fitted.split())
    if not fitted or (product is not None and _only_names(fitted, product)):
        return Remark()
    short = fitted[:NOTE_LENGTH].rstrip(" ,")
    return Remark(short, cut=short != text)


def _only_names(text: str, product: ProductView) -> bool:
    """Whether every word of it is one of the goods' own, or a unit."""
    numbers = (*product.gtins, *(number for _country, number in product.el_numbers))
    offers = " ".join(f"{offer.name} {offer.number} {offer.supplier_name}" for offer in product.offers)
    own = f"{product.name} {product.brand} {product.mpn} {' '.join(numbers)} {offers}"
    return _words(text) <= _words(own) | _EMPTY


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
