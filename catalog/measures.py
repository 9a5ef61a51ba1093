"""What a product's text says of itself in numbers: amperes, cores, colour temperature, inches.

Each reader takes normalised text (``normal``) and returns one canonical value, or '' where the text gives
none or more than one: two values leave open which of them is the product's own. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

_QUOTES = str.maketrans({"”": '"', "“": '"', "″": '"', "×": "x", "’": "'", "‐": "-", "–": "-"})
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_N = r"(?<![\w.])(\d+(?:\.\d+)?)"


def normal(text: str) -> str:
    """NFKC, case folded, one kind of quote and dash, a decimal point: ``23,8”`` is ``23.8"``."""
    plain = unicodedata.normalize("NFKC", text.translate(_QUOTES)).casefold().replace("''", '"')
    return _DECIMAL_COMMA.sub(".", " ".join(plain.split()))


def _only(values: set[str]) -> str:
    return values.pop() if len(values) == 1 else ""


def _plain(number: str) -> str:
    """``2.50`` and ``2.5`` are one value."""
    return format(Decimal(number).normalize(), "f")


def _number(pattern: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)

    def read(text: str) -> str:
        return _only({_plain(found[1]) for found in compiled.finditer(text)})

    return read


_INCHES = re.compile(_N + r"\s*(?:\"|-?\s?(?:tommers?|tums?|inch(?:es)?|zoll)\b)")
# Diagonals that are nothing else, also where the mark is left out: "SKJERM 23,8 IPS"
_BARE_INCHES = re.compile(r"(?<![\w.])(21\.5|23\.[68]|24\.1|31\.5)(?![\w.])")


def _inches(rounding: str) -> Callable[[str], str]:
    """Screens are sold by a whole number of inches: 23.8 is a 24 on a desk, 15.6 a 15 on a lap."""

    def read(text: str) -> str:
        found = _INCHES.findall(text) or _BARE_INCHES.findall(text)
        return _only({str(Decimal(size).quantize(Decimal(1), rounding)) for size in found})

    return read


_KELVIN = re.compile(
    r"(?<![\w.])([1-9]\d{3})(?:\s*k)?\s*[-/]\s*([1-9]\d{3})\s*k\b|(?<![\w.])([1-9]\d{3})\s*k\b"
)
_LAMP_CODE = re.compile(r"(?<![\w.])[89](27|30|35|40|50|65)(?![\w.])")


def _kelvin(text: str) -> str:
    """``3000K``, a range ``2700-4000K`` as it is, or the lamp trade's ``840`` for 4000."""
    found = {hit[3] or f"{hit[1]}-{hit[2]}" for hit in _KELVIN.finditer(text)}
    return _only(found or {f"{hit[1]}00" for hit in _LAMP_CODE.finditer(text)})


_AMPERE = re.compile(r"(?<![\w.])[b-dkz]?(\d{1,4}(?:\.\d+)?)\s*a(?:mp(?:ere)?)?\b")
_TRIPPING = re.compile(r"(?<![\w.])([b-dkz])\s?(\d{1,3})\s*a?\b")


def _ampere(text: str) -> str:
    found = {_plain(hit[1]) for hit in _AMPERE.finditer(text)}
    return _only(found or {_plain(hit[2]) for hit in _TRIPPING.finditer(text)})


def _curve(text: str) -> str:
    return _only({hit[1] for hit in _TRIPPING.finditer(text)})


_AREA = r"(\d{1,3}(?:\.\d{1,2})?)"
_CORES = re.compile(rf"(?<![\w.])(\d{{1,2}})\s*([gx])\s*{_AREA}(?:\s*/\s*{_AREA})?(?![\dx])")


def _cores(text: str) -> str:
    """``3g2.5``, ``2x1.5/1.5``: the letter tells whether one of them is earth."""
    return _only({f"{n}{kind}{_plain(area)}" + (f"/{_plain(screen)}" if screen else "")
                  for n, kind, area, screen in _CORES.findall(text)})  # fmt: skip


_VA = re.compile(_N + r"\s*(k?)va\b")
_CAPACITY = re.compile(_N + r"\s*(gb|tb)\b(\s*(?:ssd|emmc|hdd|nvme|m\.2|flash|lagring))?")
_LEAST_STORAGE = 128
_POLES = re.compile(r"(?<![\w.])([1-4])\s*-?\s?p(?:ol(?:et|er|ig|s)?)?(\s?\+\s?n|n)?\b")


def _volt_ampere(text: str) -> str:
    return _only({_plain(str(Decimal(n) * (1000 if kilo else 1))) for n, kilo in _VA.findall(text)})


def _gigabytes(stored: bool) -> Callable[[str], str]:
    """Memory comes bare (``16 GB``), storage with its kind (``512 GB SSD``) or in terabytes.

    Of two bare sizes (``16GB/512GB``) the smaller is the memory; a single one of 128 and more is storage.
    """

    def read(text: str) -> str:
        known: set[str] = set()
        bare: set[Decimal] = set()
        for n, unit, kind in _CAPACITY.findall(text):
            if kind or unit == "tb":
                known.add(_plain(str(Decimal(n) * (1000 if unit == "tb" else 1))))
            else:
                bare.add(Decimal(n))
        if not known and (len(bare) == 2 or (len(bare) == 1 and max(bare) >= _LEAST_STORAGE)):
            known = {_plain(str(max(bare)))}
            bare.remove(max(bare))
        return _only(known if stored else {_plain(str(n)) for n in bare})

    return read


def _capacity(text: str) -> str:
    """The largest size: of what stores and does nothing else, or names its memory first."""
    sizes = [Decimal(n) * (1000 if unit == "tb" else 1) for n, unit, _kind in _CAPACITY.findall(text)]
    return _plain(str(max(sizes))) if sizes else ""


def _poles(text: str) -> str:
    return _only({count + ("n" if neutral else "") for count, neutral in _POLES.findall(text)})


_DUCT = re.compile(r"(?<!\w)ø\s*(\d{2,3})\b|(?<![\w.])(\d{2,3})\s*mm\b")


def _duct(text: str) -> str:
    return _only({round_ or plain for round_, plain in _DUCT.findall(text)})


READERS: Mapping[str, Callable[[str], str]] = {
    "ah": _number(_N + r"\s*ah\b"),
    "ampere": _ampere,
    "area": _number(_N + r"\s*mm2\b"),
    "bays": _number(_N + r"[\s-]*(?:bays?|disker|fack)\b"),
    "capacity": _capacity,
    "cm": _number(_N + r"\s*cm\b"),
    "cores": _cores,
    "curve": _curve,
    "desk-inches": _inches(ROUND_HALF_UP),
    "diameter": _number(r"(?<!\w)ø\s*(\d+)"),
    "duct": _duct,
    "flow": _number(_N + r"\s*m[3³]\s*/\s*(?:h|t)\b"),
    "ip": _number(r"(?<!\w)ip\s*-?(\d{2})\b"),
    "kelvin": _kelvin,
    "kg": _number(_N + r"\s*kg\b"),
    "kw": _number(_N + r"\s*kw\b"),
    "lap-inches": _inches(ROUND_FLOOR),
    "lumen": _number(_N + r"\s*(?:lm|lumen)\b"),
    "ma": _number(_N + r"\s*ma\b"),
    "mah": _number(_N + r"\s*mah\b"),
    "memory": _gigabytes(stored=False),
    "pack": _number(_N + r"[\s-]*(?:stk|pk|pack|pakk|pakning|pcs)\b"),
    "phases": _number(r"(?<![\w.])([13])[\s-]*f(?:as(?:er|et|ad|ig)?|ase)?\b"),
    "poles": _poles,
    "ports": _number(_N + r"[\s-]*port(?:ers?|s|ars?)?\b"),
    "size": _number(r"(?<![\w.])(\d{3,4})\s*mm\b"),
    "storage": _gigabytes(stored=True),
    "va": _volt_ampere,
    "volt": _number(_N + r"\s*v(?:olt|ac|dc)?\b"),
    "wifi": _number(r"(?<!\w)wi-?fi\s*([4-7])\b"),
    "watt": _number(_N + r"\s*w(?:att|p)?\b"),
}
