"""Quantities as buyers type them, and what a quantity costs.

The limit of 999 999.99 with two decimals keeps within NELFO's ``Ant`` (nine digits, two of them
implied decimals), so that no basket holds what an order file cannot say.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from catalog.errors import InvalidRequest

MAX_QUANTITY = Decimal("999999.99")
MISSING = "Skriv inn et antall."
NOT_A_NUMBER = "Antall må være et tall, for eksempel 3 eller 2,5."
NOT_POSITIVE = "Antall må være større enn 0."
TOO_EXACT = "Antall kan ha høyst to desimaler."
TOO_LARGE = "Antall kan ikke være større enn 999 999,99."
_NUMBER = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]+)(?:[.,](?P<decimals>[0-9]+))?")


def parse_quantity(text: str) -> Decimal:
    """The quantity meant by ``text``, with decimal comma or point.

    No thousands separators: ``1.000`` could be one or a thousand, so it is refused as too exact.
    Raises InvalidRequest (field ``quantity``) with a reason in bokmål to stand beside the field.

    >>> parse_quantity(' 2,5 ')
    Decimal('2.5')
    """
    stripped = text.strip()
    if not stripped:
        raise InvalidRequest("quantity", MISSING)
    found = _NUMBER.fullmatch(stripped)
    if not found:
        raise InvalidRequest("quantity", NOT_A_NUMBER)
    if found["sign"]:
        raise InvalidRequest("quantity", NOT_POSITIVE)
    if len(found["decimals"] or "") > 2:
        raise InvalidRequest("quantity", TOO_EXACT)
    return checked(Decimal(f"{found['whole']}.{found['decimals'] or '0'}"))


def checked(quantity: Decimal) -> Decimal:
    """The same quantity without trailing zeros, if a basket may hold it.

    Raises InvalidRequest (field ``quantity``).
    """
    if not quantity.is_finite():
        raise InvalidRequest("quantity", NOT_A_NUMBER)
    if quantity <= 0:
        raise InvalidRequest("quantity", NOT_POSITIVE)
    if quantity > MAX_QUANTITY:
        raise InvalidRequest("quantity", TOO_LARGE)
    if quantity != quantity.quantize(Decimal("0.01")):
        raise InvalidRequest("quantity", TOO_EXACT)
    return Decimal(format(quantity.normalize(), "f"))


def line_total(price: Decimal | None, price_quantity: Decimal | None, quantity: Decimal) -> Decimal | None:
    """What ``quantity`` costs in the price's currency, unrounded; None where no price is known.

    ``price`` buys ``price_quantity``; a price without one is for one unit.
    """
    per = Decimal(1) if price_quantity is None else price_quantity
    if price is None or price < 0 or per <= 0:
        return None
    return price * quantity / per


def rounded(amount: Decimal | None) -> Decimal | None:
    """An amount in whole øre, half up: how a line by a net price is added up, once, at its end.

    >>> rounded(Decimal('2.225'))
    Decimal('2.23')
    """
    return None if amount is None else amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
