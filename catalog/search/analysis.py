"""Text to terms, the same way for documents and for what people type. Pure: no files, no state.

Folding is NFKC and case folding, then ``å ä`` -> ``a``, ``ø ö`` -> ``o``, ``æ`` -> ``ae`` and every other
accent away: ``rør`` and ``ror``, ``värmepump`` and ``varmepump`` find each other. A word that folding
changed keeps its own spelling as a second term, so that an exact spelling can rank first.

Trade dimensions stay whole: ``3G2,5`` is ``3g2.5`` (a decimal comma is a point), ``16 A`` is ``16a``,
``2,5 mm²`` is ``2.5mm2``, ``IP 44`` is ``ip44``, ``3 x 2,5`` is ``3x2.5``; their parts are terms as well.
Everything else splits at punctuation. Nothing is dropped: single digits and letters count.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_TERM = 64

_UNITS = (
    "mm2|cm2|m2|m3|mm|cm|km|m|mah|ah|ma|ka|a|kv|mv|v|kwh|wh|kwp|wp|kw|mw|w|kva|va|kvar|khz|mhz|ghz|hz"
    "|lm|lx|cd|k|db|kg|g|l|bar|pa|kpa|nm|gb|tb|mb|gbit|mbit|px|dpi|rpm"
)
_NUMBER = r"\d+(?:\.\d+)?"
_CHUNK = re.compile(r"[^\W_]+(?:(?<=\d)[.,](?=\d)[^\W_]+)*")
_DIAMETER = re.compile(r"(?<![^\W_])[ø⌀]\s*(?=\d)")
_TIMES = re.compile(r"(?<=\d)\s*[x×]\s*(?=\d)")
_CORES = re.compile(r"(?<![^\W_])(\d{1,2})\s?g\s?(?=\d)")
_UNIT_GAP = re.compile(rf"(?<=\d)\s+(?=(?:{_UNITS})(?![^\W_]))")
_CODE_GAP = re.compile(r"(?<![^\W_])(ip|cat|dn|rj|ik)\s+(?=\d)")
_DIMENSION = re.compile(rf"({_NUMBER}(?:[gx]{_NUMBER})*)({_UNITS})?")
_PIECE = re.compile(rf"{_NUMBER}[gx]?")
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
    if not plain.isalpha():
        plain = _CODE_GAP.sub(r"\1", _DIAMETER.sub(" ", plain))
        plain = _UNIT_GAP.sub("", _CORES.sub(r"\1g", _TIMES.sub("x", plain)))
    return [_word(chunk.replace(",", ".")) for chunk in _CHUNK.findall(plain)]


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
    match = _DIMENSION.fullmatch(chunk)
    if match is None:
        return Word(fold(chunk)[:MAX_TERM])
    core, unit = match[1], match[2] or ""
    pieces = _PIECE.findall(core)
    if len(pieces) == 1:
        return Word((core + unit)[:MAX_TERM], parts=_terms(core, unit) if unit else ())
    measured = (pieces[-1] + unit, unit) if unit else ()
    return Word(core[:MAX_TERM], parts=_terms(*pieces, *measured))


def _terms(*parts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part[:MAX_TERM] for part in parts))


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))
