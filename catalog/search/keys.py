"""Identifiers as exact terms: every way in which one may be typed leads to one key."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from catalog.search.analysis import is_measure
from catalog.search.port import Document

SCOPED_EL = re.compile(r"(?:no|se|fi):[0-9]{7}")
_COUNTRY_APART = re.compile(r"(no|se|fi)([0-9]{7})")
GTIN_DIGITS = 14
EXCLUSIVE_DIGITS = 6
EL_DIGITS = 7
MIN_CODE = 5
MAX_PASTED = 100
# "el.nr 12 345 67", "EAN: 7054..": what the number is stands before it
_NAMED = re.compile(
    r"^\s*(?:(?:e|el|vare|art|artikkel|type|prod|produkt|best|lev)[-.\s]{0,2}(?:nr|nummer|no)|ean(?:13)?|gtin)"
    r"[.:\s]+(?=\d)",
    re.IGNORECASE,
)
_DIVIDER = re.compile(r"[,;|\t\r\n]+")


@dataclass(frozen=True, slots=True)
class QueryKeys:
    """Keys that a typed text may stand for; ``exclusive``: if one of them exists, nothing else is meant."""

    keys: tuple[str, ...] = ()
    exclusive: bool = False


def document_keys(document: Document) -> list[str]:
    """The keys of a document: el-numbers with and without country, GTIN-14, MPNs and supplier numbers.

    The last two as written (case and white space apart) and without punctuation.
    """
    found = {gtin.zfill(GTIN_DIGITS) for gtin in document.gtins}
    for country, number in document.el_numbers:
        found |= {number, f"{country.casefold()}:{number}"}
    for text in (*document.mpns, *document.supplier_numbers):
        written = _written(text)
        found |= {written, _compact(written)}
    if document.comparable:
        found.add(comparison_key(document.comparable))
    found.discard("")
    return sorted(found)


def comparison_key(comparable: str) -> str:
    """The term of a ``Document.comparable``. It begins with what counts as white space in typed text, so
    that no search finds it."""
    return f"\x1f{comparable}"


def query_keys(text: str) -> QueryKeys:
    """Reads a text as an identifier: ``1234567``, ``12 345 67``, ``NO:1234567``, a GTIN, an MPN or number.

    A GTIN is looked up as 14 digits, so leading zeros may be there or not. Six digits and more (dots,
    hyphens and spaces apart) are meant as an identifier and nothing else, where they are one.
    """
    written = _written(_NAMED.sub("", unicodedata.normalize("NFKC", text)))
    if not written:
        return QueryKeys()
    digits = re.sub(r"[.-]", "", written)
    if SCOPED_EL.fullmatch(digits):
        return QueryKeys((digits,), exclusive=True)
    apart = _COUNTRY_APART.fullmatch(digits)
    if apart is not None:
        return QueryKeys((f"{apart[1]}:{apart[2]}", written), exclusive=True)
    found = dict.fromkeys((written, _compact(written)))
    long_number = digits.isascii() and digits.isdigit() and len(digits) >= EXCLUSIVE_DIGITS
    if long_number:
        gtin = digits.lstrip("0").zfill(GTIN_DIGITS)
        found |= dict.fromkeys((digits, gtin) if len(gtin) == GTIN_DIGITS else (digits,))
    found.pop("", None)
    return QueryKeys(tuple(found), exclusive=long_number)


def pasted_keys(text: str) -> list[tuple[str, QueryKeys]]:
    """Reads a text as several identifiers, as they come out of a spreadsheet or a mail; [] where it is not.

    Commas, semicolons, bars, tabs and line breaks divide; in a row of digits each seven are an el-number,
    unless a number of six digits or more stands by itself. Each part has to look like an identifier: a
    number, or letters and digits in one piece.
    """
    pieces = [piece for part in _DIVIDER.split(text) for piece in _numbers(part.split())]
    if not 2 <= len(pieces) <= MAX_PASTED or not all(map(_looks_like_one, pieces)):
        return []
    found = [(piece, query_keys(piece)) for piece in dict.fromkeys(pieces)]
    return found if len(found) > 1 else []


def _numbers(tokens: list[str]) -> list[str]:
    """The identifiers in the parts of a line: digits in groups (10 673 11) belong together."""
    found: list[str] = []
    waiting: list[str] = []
    for token in tokens:
        if not (token.isascii() and token.isdigit()) or len(token) >= EXCLUSIVE_DIGITS:
            found += [*waiting, token]
            waiting = []
            continue
        waiting.append(token)
        if len("".join(waiting)) >= EL_DIGITS:
            found.append(" ".join(waiting))
            waiting = []
    return found + waiting


def _looks_like_one(piece: str) -> bool:
    written = _written(piece)
    solid = _compact(written)
    if SCOPED_EL.fullmatch(written) or (solid.isdigit() and len(solid) >= EXCLUSIVE_DIGITS):
        return True
    letters = sum(char.isalpha() for char in solid)
    return len(solid) >= MIN_CODE and 0 < letters < len(solid) - 1 and not is_measure(solid)


def _written(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _compact(written: str) -> str:
    return "".join(char for char in written if char.isalnum())
