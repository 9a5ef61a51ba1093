"""Exact decimals from text: never a float, never an exponent, never a guess about the decimal sign."""

from __future__ import annotations

import re
from decimal import Decimal

STYLES = (",", ".", "auto")
LONGEST = 40
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f", " "))
_SHAPE = re.compile(r"[+-]?[0-9][0-9.,' ]*")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*")


def decimal_from(text: str, style: str = "auto") -> Decimal:
    """The number that ``text`` writes, in the decimal style of its feed.

    ``style`` is ``,`` or ``.`` (the decimal sign), or ``auto``: then the signs decide where they allow
    one reading only, and a single sign before exactly three digits (``1,234``) is refused. Spaces,
    apostrophes and the sign that is not the decimal sign may separate groups of three digits.

    Raises ValueError saying what was expected and what stood there.

    >>> decimal_from('1.234,56', ',')
    Decimal('1234.56')
    """
    if style not in STYLES:
        raise ValueError(f"{style!r} is no decimal style: expected one of {', '.join(STYLES)}")
    plain = text.strip().translate(_SPACES)
    if len(plain) > LONGEST or not _SHAPE.fullmatch(plain):
        raise ValueError(f"expected a number, found {text[:LONGEST]!r}")
    minus = "-" if plain[0] == "-" else ""
    plain = plain.lstrip("+-")
    mark = _decimal_sign(plain) if style == "auto" else style
    whole, sign, fraction = plain.partition(mark) if mark else (plain, "", "")
    if sign and not fraction.isdigit():
        raise ValueError(f"expected digits after the decimal sign {mark!r}, found {text!r}")
    if not whole.isdigit():
        if not _GROUPED.fullmatch(whole):
            before = f" before the decimal sign {mark!r}" if mark else ""
            raise ValueError(f"expected digits in groups of three{before}, found {text!r}")
        whole = re.sub(r"[^0-9]", "", whole)
    return Decimal(f"{minus}{whole}{'.' if sign else ''}{fraction}")


def _decimal_sign(plain: str) -> str:
    """The only possible decimal sign of ``plain``, '' for none; ValueError where there are two readings."""
    signs = [char for char in plain if char in ",."]
    if not signs:
        return ""
    last = signs[-1]
    if len(set(signs)) == 2:
        return last
    if len(signs) > 1:
        return ""
    whole, _, fraction = plain.partition(last)
    if len(fraction) == 3 and len(whole) <= 3 and whole != "0":
        raise ValueError(f"{plain!r} is a thousand or a fraction: the profile's decimal must say ',' or '.'")
    return last
