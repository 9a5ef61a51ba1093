"""Quantities in packages as well as units: ``2 pk`` or ``2 ruller`` of what is sold by 100 m are 200 m.

A basket holds quantities in the unit of the price. A word behind the number must be that unit's or a
package's; whatever else it could mean is refused, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Protocol

from catalog.errors import InvalidRequest
from catalog.ordering.quantities import NOT_A_NUMBER, checked, parse_quantity

NO_PACKAGE = (
    "Leverandøren sier ikke hvor mye en pakke inneholder. Skriv antallet i enheten som står ved feltet."
)
OTHER_UNIT = "Varen selges i en annen enhet. Skriv antallet i enheten som står ved feltet."
_PIECES = frozenset(("stk", "st", "stykk", "styk", "stykker", "styck", "kpl", "pcs", "pc", "ea"))
_PACKS = frozenset(
    (
        "pk", "pkn", "pkg", "pak", "pakk", "pakke", "pakker", "pakning", "pakninger", "paket", "förp", "pack",
        "packs", "pkt",
    )
)  # fmt: skip
_ROLLS = frozenset(("rl", "rull", "ruller", "rulle", "rullar", "roll", "rolls", "kveil", "kveiler"))
_BOXES = frozenset(("eske", "esker", "boks", "bokser", "box", "boxes", "æske", "æsker", "ask", "askar"))
_CARTONS = frozenset(("kart", "kartong", "kartonger", "krt", "karton", "kartoner"))
# Ways to say a package that are no unit of a price.
_OTHERS = frozenset(("ring", "ringer", "ringar", "trommel", "tromler", "bunt", "bunter", "pose", "poser"))
PACKAGE_WORDS = _PACKS | _ROLLS | _BOXES | _CARTONS | _OTHERS
# UN/ECE Recommendation 20 and 21 codes and the words for them.
_UNIT_WORDS = {
    **dict.fromkeys(("C62", "H87", "EA", "PCE"), _PIECES),
    **dict.fromkeys(("NMP", "PK"), _PACKS),
    **dict.fromkeys(("RO", "RL"), _ROLLS),
    "BX": _BOXES,
    "CT": _CARTONS,
    "MTR": frozenset(("m", "meter", "metre", "metri", "mtr")),
    "KMT": frozenset(("km", "kilometer")),
    "PR": frozenset(("par", "pr")),
    "SET": frozenset(("sett", "set", "sæt")),
    "LTR": frozenset(("l", "liter")),
    "KGM": frozenset(("kg", "kilo")),
}
_KNOWN = frozenset().union(*_UNIT_WORDS.values()) | PACKAGE_WORDS
_WITH_WORD = re.compile(r"(?P<number>-?[0-9][0-9.,]*)\s*(?P<word>[^\W\d_]+)\.?")


class Sold(Protocol):
    """What an offer says of how it is sold."""

    @property
    def unit(self) -> str: ...
    @property
    def price_unit(self) -> str: ...
    @property
    def pack_quantity(self) -> Decimal | None: ...


def unit_of(offer: Sold) -> str:
    """The unit of quantities: the price's, else the offer's; '' where the feed gives none."""
    return offer.price_unit or offer.unit


def pack_of(offer: Sold) -> Decimal | None:
    """How much a package holds, where that is said in the unit of quantities and is more than one."""
    pack, unit = offer.pack_quantity, offer.unit or offer.price_unit
    return pack if pack and pack > 0 and pack != 1 and unit == unit_of(offer) else None


def with_word(text: str) -> tuple[str, str] | None:
    """Number and word of ``2 ruller`` where the word is one for a unit or a package; None else."""
    found = _WITH_WORD.fullmatch(unicodedata.normalize("NFC", text.strip()).casefold())
    return (found["number"], found["word"]) if found and found["word"] in _KNOWN else None


def parse_amount(text: str, offer: Sold | None) -> Decimal:
    """The quantity meant, in the offer's unit; without an offer (not chosen yet) only the number counts.

    Raises InvalidRequest (field ``quantity``) with a reason in bokmål to stand beside the field.
    """
    found = with_word(text)
    if found is None:
        return parse_quantity(text)
    number, word = found
    quantity = parse_quantity(number)
    if offer is None or word in _UNIT_WORDS.get(unit_of(offer).upper(), ()):
        return quantity
    if word not in PACKAGE_WORDS:
        raise InvalidRequest("quantity", OTHER_UNIT if unit_of(offer) else NOT_A_NUMBER)
    pack = pack_of(offer)
    if pack is None:
        raise InvalidRequest("quantity", NO_PACKAGE)
    return checked(quantity * pack)


def whole_packages(quantity: Decimal, pack: Decimal | None) -> int:
    """How many packages that is; 0 where there are none or it is no whole number of them."""
    return int(quantity / pack) if pack and not quantity % pack else 0
