"""Trade dimensions: one spelling for the ways in which they are written, and what else they say.

``3 x 2,5 mm²`` and ``3G2,5`` are cores and cross-section (HD 361: G with green-and-yellow earth, X
without); ``C16`` is a characteristic and a rated current (IEC 60898-1); ``M20`` a thread or a pipe of
20 mm (IEC 60423); ``3/8"`` an inch size. Words for units become the unit: ``16 ampere`` is ``16a``.
"""

from __future__ import annotations

import re
from decimal import Decimal

UNITS = (
    "mm2|cm2|m2|m3|mm|cm|km|m|mah|ah|ma|ka|a|kv|mv|v|kwh|wh|kwp|wp|kw|mw|w|kva|va|kvar|khz|mhz|ghz|hz"
    "|lm|lx|cd|k|db|kg|g|l|bar|pa|kpa|nm|gb|tb|mb|gbit|mbit|px|dpi|rpm|in|pol|fase|port|par|leder|modul"
)
_UNIT_WORDS = {
    "a": "ampere|amper|amp",
    "ma": "milliampere|milliamp",
    "v": "volt",
    "w": "watt",
    "kw": "kilowatt",
    "m": "meter|metri|metre",
    "mm": "millimeter|milli",
    "cm": "centimeter|cent",
    "mm2": "kvadratmillimeter|kvadrat|kvadr|qmm|mmq|kvmm|mm\\^2",
    "m2": "kvadratmeter|kvm|m\\^2",
    "lm": "lumen",
    "k": "kelvin",
    "l": "liter|litra",
    "in": "tommers|tommer|tomme|tums|tum|tuumaa|inches|inch|zoll",
    "pol": "polig|polet|poler|polt|polaig|napainen",
    "fase": "fasig|faset|faser|fas|vaiheinen",
    "port": "ports|porters|porter|portar|portars",
    "par": "pairs|pair|pars|pari",
    "leder": "ledere|leders|ledare|ledig|lederen",
    "modul": "moduler|modular|moduls|modules|module|mod",
}
_UNIT_OF = {word.replace("\\", ""): unit for unit, words in _UNIT_WORDS.items() for word in words.split("|")}
_WORDS = "|".join(sorted("|".join(_UNIT_WORDS.values()).split("|"), key=len, reverse=True))
_WORD_UNIT = re.compile(rf"(?<=\d)(?:[\s-]{{0,3}}({_WORDS})(?![^\W_])|\s?(?:''|[\"″”]))")
_DIAMETER = re.compile(r"(?<![^\W_])[ø⌀]\s?(\d{1,4}(?:[.,]\d{1,3})?)(?!\d|[.,]\d|\s?[^\W\d_])")
_DIAMETER_UNIT = re.compile(r"(?<![^\W_])[ø⌀]\s?(?=\d)")
_THOUSANDS = re.compile(r"(?<![\w.,])(\d{1,2})\s(?=\d{3}\s?(?:k|lm|w|mah)(?![^\W_]))")
# "6,0/2,0" of a heat shrink sleeve is 6/2
_WHOLE_PAIR = re.compile(r"(?<![\d.,])(\d{1,2})[.,]0/(\d{1,2})[.,]0(?!\d)")
# "70MMX50M", and "100W1,0 m2" where two cut lines were joined
_RUN_ON = re.compile(r"(?<![^\W_])(\d{1,6}(?:[.,]\d{1,3})?(?:mm2|mm(?!2)|cm|kw|w|v|lm|hz|m(?=x\d)))x?(?=\d)")
# "24VDC" is 24 V and DC, "3P+N" has its neutral switched too: four poles
_CURRENT_KIND = re.compile(r"(?<=\d)(\s?)v(dc|ac)(?![^\W_])")
_NEUTRAL = re.compile(r"(?<![^\W_])([1-3])\s?p(?:ol)?\s?\+\s?n(?![^\W_])")
# "TYPE A", "type 1+2": a letter or digit alone says nothing, and A is an ampere elsewhere
_TYPE = re.compile(r"(?<![^\W_])type\s?([abf]|[1-3])(?:\s?\+\s?([23]))?(?![^\W_])")
_TIMES = re.compile(r"(?<=\d)\s{0,3}[x×*]\s{0,3}(?=\d)")
_CORES = re.compile(r"(?<![^\W_])(\d{1,2})\s?g\s?(?=\d)")
_UNIT_GAP = re.compile(rf"(?<=\d)\s{{1,3}}(?=(?:{UNITS})(?![^\W_]))")
_WORD_GAP = re.compile(r"(?<=\d)-(?=(?:pol|fase|port|par|leder|modul)(?![^\W_]))")
# a pressure class is a whole number; "PN 2,5" is a conductor of 2,5 mm²
_CODE_GAP = re.compile(
    r"(?<![^\W_])(?:(ip|ik|kat|cat|dn|rj)[\s.-]{0,2}(?=\d)"
    r"|(pn)[\s.-]{0,2}(?=(?:10|16|25|40)(?![^\W_]|[.,]\d|\s?mm))"
    r"|(e)[\s-](?=(?:14|27|40)(?![^\W_]))|(gu|gx|g)[\s-](?=(?:4|9|10|13|24|53)(?![^\W_]))"
    r"|(m)[\s-](?=(?:12|16|20|25|32|40|50|63)(?![^\W_]))"
    r"|([bcd])[\s-](?=(?:6|10|13|16|20|25|32|40|50|63)\s?(?:a|amp|ampere)?(?![^\W_])))"
)
_CURVE = re.compile(r"([bcd])(6|10|13|16|20|25|32|40|50|63)(a?)")
_THREAD = re.compile(r"m(12|16|20|25|32|40|50|63)")
_CABLE = re.compile(r"(\d{1,2})([gx])(\d{1,3}(?:\.\d+)?)")
_SECTION = re.compile(r"(\d{1,3}(?:\.\d+)?)mm2")
_NEUTRAL_POLES = re.compile(r"([1-3])pn")
_SCALED = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)(kw|w|ma|a)")
_POLES = re.compile(r"([1-4])(pol|p)")
_FRACTION = re.compile(r"\d{1,2}/(?:2|4|8|16|32)")
_ZEROS = re.compile(r"(?<=\d)\.0+(?!\d)|(?<=\d)(\.\d{0,8}?[1-9])0+(?!\d)")
_TOO_THICK = 400


def one_spelling(text: str) -> str:
    """A case-folded text in which each dimension is written in one way, without gaps."""
    text = _TYPE.sub(r"type\1\2", text)
    text = _NEUTRAL.sub(r"\1pn ", _CURRENT_KIND.sub(r"\1v \2", text))
    text = _WHOLE_PAIR.sub(r"\1/\2", text)
    text = _RUN_ON.sub(r"\1 ", _THOUSANDS.sub(r"\1", text))
    text = _CODE_GAP.sub(_code, _DIAMETER_UNIT.sub("", _DIAMETER.sub(r" \1mm", text)))
    text = _CORES.sub(r"\1g", _TIMES.sub("x", text))
    return _WORD_GAP.sub("", _UNIT_GAP.sub("", _WORD_UNIT.sub(_unit, text)))


def without_zeros(number: str) -> str:
    """``2.50`` is ``2.5``, ``2.0`` is ``2``, also within ``0.50x2.0``."""
    return _ZEROS.sub(r"\1", number) if "." in number else number


def equivalents(term: str) -> tuple[str, ...]:
    """Other terms that a document with this dimension is meant by as well.

    >>> equivalents("3g2.5")
    ('3x2.5', '2.5mm2')
    """
    cable = _CABLE.fullmatch(term)
    if cable is not None:
        other = f"{cable[1]}{'x' if cable[2] == 'g' else 'g'}{cable[3]}"
        thick = float(cable[3])
        return (other, f"{cable[3]}mm2") if thick <= _TOO_THICK and int(cable[1]) > 0 else (other,)
    curve = _CURVE.fullmatch(term)
    if curve is not None:
        plain, rating = f"{curve[1]}{curve[2]}", f"{curve[2]}a"
        return (plain, rating, curve[1]) if curve[3] else (rating, f"{term}a", curve[1])
    for pattern, other in ((_THREAD, r"\1mm"), (_SECTION, r"\1mm")):
        found = pattern.fullmatch(term)
        if found is not None:
            return (found.expand(other),)
    neutral = _NEUTRAL_POLES.fullmatch(term)
    if neutral is not None:
        poles_of = int(neutral[1]) + 1
        return (f"{poles_of}p", f"{poles_of}pol")
    scaled = _SCALED.fullmatch(term)
    if scaled is not None:
        return _in_other_units(scaled[1], scaled[2])
    if _FRACTION.fullmatch(term):
        return (f"{term}in",)
    poles = _POLES.fullmatch(term)
    if poles is not None:
        return (f"{poles[1]}{'p' if poles[2] == 'pol' else 'pol'}",)
    return ()


def _in_other_units(number: str, unit: str) -> tuple[str, ...]:
    """The same power or current in the unit above or below, where people write it so.

    >>> _in_other_units("1.5", "kw"), _in_other_units("0.03", "a"), _in_other_units("230", "w")
    (('1500w',), ('30ma',), ())
    """
    value = Decimal(number)
    if unit in ("kw", "a"):
        if value >= (100 if unit == "kw" else 1) or value * 1000 != int(value * 1000):
            return ()
        return (f"{int(value * 1000)}{'w' if unit == 'kw' else 'ma'}",)
    if value % 10 or (unit == "w" and value < 400):
        return ()
    return (f"{(value / 1000).normalize():f}{'kw' if unit == 'w' else 'a'}",)


def _unit(found: re.Match[str]) -> str:
    return _UNIT_OF[found[1]] if found[1] else "in"


def _code(found: re.Match[str]) -> str:
    code = next(part for part in found.groups() if part)
    return "cat" if code == "kat" else code
