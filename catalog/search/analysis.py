"""Text to terms, the same way for documents and for what people type. Pure: no files, no state.

Folding is NFKC and case folding, then ``å ä`` -> ``a``, ``ø ö`` -> ``o``, ``æ`` -> ``ae`` and every other
accent away: ``rør`` and ``ror``, ``värmepump`` and ``varmepump`` find each other. A word that folding
changed keeps its own spelling as a second term, so that an exact spelling can rank first.

Trade dimensions stay whole: ``3G2,5`` is ``3g2.5`` (a decimal comma is a point), ``16 A`` is ``16a``,
``2,5 mm²`` is ``2.5mm2``, ``IP 44`` is ``ip44``, ``3 x 2,5`` is ``3x2.5``; their parts are terms as well
(``catalog.search.dimensions`` knows the spellings and what else a dimension says).
Everything else splits at punctuation. Nothing is dropped: single digits and letters count.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from catalog.search.dimensions import UNITS, one_spelling, without_zeros

MAX_TERM = 64
# "290x4,8" is also found by 290; the cores of a cable are no number that anybody asks for alone
_MIN_BARE = 2

_NUMBER = r"\d+(?:\.\d+)?(?:/(?:2|4|8|16|32))?"
# a fraction is a whole number over another: neither "2X2,5/2,5MM" nor "3X16/16" (a cable's earth) is one
_CHUNK = re.compile(
    r"[^\W_]+(?:(?<=\d)[.,](?=\d)[^\W_]+"
    r"|(?<=\d)(?<![gx.,]\d)(?<![gx.,]\d\d)/(?=(?:2|4|8|16|32)(?:in)?(?![^\W_]|[.,]\d))[^\W_]+)*"
)
_DIMENSION = re.compile(rf"({_NUMBER}(?:[gx]{_NUMBER})*)({UNITS})?")
_PIECE = re.compile(rf"{_NUMBER}[gx]?")
# "PFXP3G2,5", "JB3X1,5": a dimension glued to a type, and "2stk": a word glued to a number
_GLUED = re.compile(rf"([^\W\d_]{{1,12}})(\d{{1,3}}[gx]{_NUMBER}(?:{UNITS})?)")
_COUNTED = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)([^\W\d_]{3,})")
# "LED-lampe" is two words and one
_HYPHENED = re.compile(r"(?<![^\W_])(?<!-)([^\W\d_]{1,20})-([^\W\d_]{1,20})(?![^\W_]|-)")
_DIGIT = re.compile(r"\d")
# "u/jord" and "uten jord" are one word: what lacks a thing is not found by the thing
WITHOUT = "uten"
_WITHOUT = re.compile(r"(?<![^\W_])(?:u/\s?|(?:uten|uden|utan)\s+)(?=[^\W\d_]{3})")
_LETTERS = str.maketrans(
    {"å": "a", "ä": "a", "æ": "ae", "ø": "o", "ö": "o", "ð": "d", "þ": "th", "đ": "d", "ł": "l"}
)
_SORT_LETTERS = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: the term to look up, its unfolded spelling ('' if the same), its parts."""

    term: str
    accented: str = ""
    parts: tuple[str, ...] = ()


def words(text: str) -> list[Word]:
    """The words of a text in order."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if _DIGIT.search(plain) or "type" in plain:
        plain = one_spelling(plain)
    if "u" in plain:
        plain = _WITHOUT.sub(WITHOUT, plain)
    return [_word(chunk.replace(",", ".")) for chunk in _CHUNK.findall(plain)]


def joined(text: str) -> list[str]:
    """The words of a text that a hyphen divides, as one term each: ``LED-lampe`` is also ``ledlampe``."""
    plain = unicodedata.normalize("NFKC", text).casefold() if "-" in text else ""
    return [fold("".join(pair))[:MAX_TERM] for pair in _HYPHENED.findall(plain)]


def tokens(text: str) -> list[str]:
    """Every term that a document with this text is found by, repeated as often as it occurs."""
    found = []
    for word in words(text):
        found.append(word.term)
        found.extend(word.parts)
        if word.accented:
            found.append(word.accented)
    return found


def fold(text: str) -> str:
    """Case and accents away; punctuation and white space stay."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return plain if plain.isascii() else _without_accents(plain.translate(_LETTERS))


def is_number(term: str) -> bool:
    """Whether a term is a bare number: nobody who types 16 means 1600."""
    return re.fullmatch(_NUMBER, term) is not None


def is_measure(term: str) -> bool:
    """Whether a term is a finished dimension: nobody who types 16a or 3g2.5 means 16ah or 3g2.55."""
    match = _DIMENSION.fullmatch(term)
    return match is not None and bool(match[2] or "x" in match[1] or "g" in match[1])


def sort_key(name: str) -> bytes:
    """Order of names as a Norwegian expects it: case and accents do not count, æ ø å come after z.

    Swedish ä and ö sort with æ and ø.
    """
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    if not plain.isascii():
        plain = _without_accents(plain.translate(_SORT_LETTERS))
    return plain.encode("utf-8", "surrogatepass")


def _word(chunk: str) -> Word:
    if chunk.isalpha():
        if chunk.isascii():
            return Word(chunk[:MAX_TERM])
        folded = fold(chunk)[:MAX_TERM]
        accented = chunk[:MAX_TERM]
        return Word(folded, accented if accented != folded else "")
    if "." in chunk:
        chunk = without_zeros(chunk)
    match = _DIMENSION.fullmatch(chunk)
    if match is not None:
        return _dimension(match[1], match[2] or "")
    match = _GLUED.fullmatch(chunk)
    if match is not None:
        inner = _word(match[2])
        return Word(fold(chunk)[:MAX_TERM], parts=_terms(fold(match[1]), inner.term, *inner.parts))
    match = _COUNTED.fullmatch(chunk)
    return Word(fold(chunk)[:MAX_TERM], parts=_terms(match[1], fold(match[2])) if match else ())


def _dimension(core: str, unit: str) -> Word:
    pieces = _PIECE.findall(core)
    if len(pieces) == 1:
        numbers = core.split("/") if "/" in core else ()
        parts = (core, *numbers, unit) if unit else numbers
        return Word((core + unit)[:MAX_TERM], parts=_terms(*parts))
    measured = (pieces[-1] + unit, unit) if unit else ()
    bare = [piece[:-1] for piece in pieces[:-1] if len(piece) > _MIN_BARE]
    return Word(core[:MAX_TERM], parts=_terms(*pieces, *bare, *measured))


def _terms(*parts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part[:MAX_TERM] for part in parts))


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))
