"""Identifiers: GTIN, el-number, MPN, certificate number. ``validate`` returns the canonical form or raises.

GTIN check digits follow the GS1 General Specifications 7.9 (through python-stdnum); el-numbers are
seven digits in Norway, Sweden and Finland alike, so a country always belongs to them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from stdnum import ean

from catalog.brands import HYPHENS
from catalog.errors import InvalidIdentifier

EL_COUNTRIES = ("NO", "SE", "FI")
GTIN_LENGTHS = (8, 12, 13, 14)
MIN_SOLID = 2
# what is said of a number like 7.01E+12, whoever finds it
RUINED = "was ruined by a spreadsheet"
_PLACEHOLDERS = frozenset(
    (
        "na", "none", "null", "nil", "ukjent", "okänd", "ukendt", "unknown", "ingen", "inget", "ingenting",
        "tba", "tbd", "xx", "xxx", "xxxx", "mangler", "div", "diverse",
    )
)  # fmt: skip
_SUPPLIER = re.compile(r"[a-z0-9-]+")
_SPREADSHEET = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
_ASCII_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Identifier:
    """A parsed look-up key: ``kind`` is gtin, el or supplier; ``scope`` the country or supplier slug."""

    kind: str
    value: str
    scope: str = ""


def validate_gtin(text: str) -> str:
    """The GTIN as 14 digits. Blanks and hyphens may group its digits, as they do in print.

    A text as long as a GTIN is one whose digits must all be there: a blank among them stands where one was.

    >>> validate_gtin('5397184821671')
    '05397184821671'
    """
    digits = re.sub(r"[\s-]", "", text)
    written = len(text.strip())
    if written != len(digits) and written in GTIN_LENGTHS:
        raise InvalidIdentifier(f"{text!r} holds a blank or hyphen in place of a digit")
    if _SPREADSHEET.fullmatch(digits):
        raise InvalidIdentifier(f"{text!r} {RUINED} and cannot be restored")
    if not _ASCII_DIGITS.fullmatch(digits) or len(digits) not in GTIN_LENGTHS:
        raise InvalidIdentifier(f"{text!r} is not 8, 12, 13 or 14 digits")
    canonical = digits.zfill(14)
    if not ean.is_valid(canonical):
        raise InvalidIdentifier(f"{text!r} has a wrong check digit")
    if not canonical.strip("0"):
        raise InvalidIdentifier(f"{text!r} is all zeros")
    return canonical


def is_global_gtin(gtin14: str) -> bool:
    """Whether a canonical GTIN names one trade item world-wide.

    Not so for in-store and coupon prefixes (GS1 prefixes 02, 04, 20-29, 977-979 media and 980-999),
    for pack levels (indicator 1-8) and for variable measure (indicator 9).
    """
    if gtin14[0] != "0":
        return False
    if gtin14.startswith("000000"):
        return gtin14[6] not in "02"
    prefix = gtin14[1:4]
    restricted = prefix[:2] in ("02", "04") or "200" <= prefix <= "299" or prefix >= "977"
    return not restricted


def validate_el_number(text: str) -> str:
    """Seven digits as text, leading zeros kept.

    >>> validate_el_number('12 345 67')
    '1234567'
    """
    digits = re.sub(r"[\s.]", "", text)
    if not _ASCII_DIGITS.fullmatch(digits) or len(digits) != 7:
        raise InvalidIdentifier(f"{text!r} is not a seven-digit el-number")
    return digits


def mpn_key(text: str) -> str:
    """Brand-local key of a part or model number: NFKC, case folded, white space and invisible signs removed.

    Punctuation and suffixes stay: one letter decides which model is certified. A text that stands where no
    number is known ("-", "n/a", "ukjent") or holds under two letters and digits has no key: ''.
    """
    if text.isascii() and text.isprintable():
        # nearly all numbers: nothing in them to fold but their case
        key = "".join(text.lower().split())
        solid = sum(map(str.isalnum, key))
        return "" if solid < MIN_SOLID or is_placeholder(key) else key
    folded = "".join(unicodedata.normalize("NFKC", text).translate(HYPHENS).casefold().split())
    key = "".join(letter for letter in folded if unicodedata.category(letter) not in ("Cf", "Cc"))
    solid = sum(letter.isalnum() for letter in key)
    return "" if solid < MIN_SOLID or is_placeholder(key) else key


def is_placeholder(text: str) -> bool:
    """Whether a text only fills the place of a number nobody knows: "-", "n/a", "ukjent", "000"."""
    solid = "".join(letter for letter in text.casefold() if letter.isalnum())
    return not solid.strip("0") or solid in _PLACEHOLDERS


def certificate_key(text: str) -> str:
    """Key of a certificate number: NFKC, upper case, white space removed (``5015 0001`` is one licence)."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def parse_identifier(text: str) -> Identifier:
    """Reads an identifier of the public contract.

    A GTIN of 8, 12, 13 or 14 digits; ``no:``, ``se:`` or ``fi:`` and an el-number; or
    ``<supplier>:<number>`` with the number percent-encoded. Raises InvalidIdentifier otherwise.
    """
    scope, colon, rest = text.strip().partition(":")
    if not colon:
        return Identifier("gtin", validate_gtin(scope))
    if scope.upper() in EL_COUNTRIES and scope == scope.lower():
        return Identifier("el", validate_el_number(unquote(rest)), scope.upper())
    number = unquote(rest).strip()
    if not _SUPPLIER.fullmatch(scope) or not number or len(number) > 64 or not number.isprintable():
        raise InvalidIdentifier(f"{text!r} is not a GTIN, a country's el-number or supplier:number")
    return Identifier("supplier", number, scope)
