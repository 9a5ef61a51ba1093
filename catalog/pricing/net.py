"""The net price of one offer, from what its supplier agreed with one company. Pure, exact, never rounded.

An agreed price comes before a discount on the item, that before one on the discount group. Discounts
apply to gross prices only (NELFO Pristype B; N is net already). Amounts are rounded once, to øre and
half up, where a line is added up (``catalog.ordering.quantities``). Where a unit or a currency does not
agree, nothing is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, Inexact, localcontext

from catalog.models import CompanyPrice

PRICE, ITEM, GROUP, BASE = "price", "item", "group", "base"
_EXACT = Context(prec=60, traps=[Inexact])


@dataclass(frozen=True, slots=True)
class Listed:
    """An offer as its supplier lists it: ``price`` for ``price_quantity`` of ``price_unit``."""

    price: Decimal | None
    currency: str
    price_unit: str
    price_quantity: Decimal | None
    price_kind: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NetPrice:
    """What the company pays for the ``price_quantity`` that the offer's own price is for.

    ``basis`` is the kind of term that decided, ``percent`` its discount; ``valid_to`` inclusive.
    """

    price: Decimal
    currency: str
    basis: str
    percent: Decimal | None = None
    agreement: str = ""
    valid_to: date | None = None


def net_price(offer: Listed, terms: Sequence[CompanyPrice], today: date) -> NetPrice | None:
    """The net price on a day by those terms, which are all about this offer; None where none is known."""
    best: dict[str, CompanyPrice] = {}
    for term in sorted((term for term in terms if _holds(term, today)), key=_order):
        best[term.kind] = term
    agreed = best.get(PRICE)
    if agreed is not None:
        amount = _amount(agreed, offer)
        return None if amount is None else _found(agreed, amount, agreed.currency)
    own = best.get(BASE)
    gross, currency = _gross(own, offer)
    if gross is None:
        return None
    discount = best.get(ITEM) or best.get(GROUP)
    if discount is not None and discount.percent is not None:
        return _found(discount, _less(gross, discount.percent), currency)
    return _found(own, gross, currency) if own is not None else None


def _holds(term: CompanyPrice, today: date) -> bool:
    begun = term.valid_from is None or term.valid_from <= today
    return begun and (term.valid_to is None or today <= term.valid_to)


def _order(term: CompanyPrice) -> tuple[date, int, int]:
    return term.valid_from or date.min, term.run_id, term.line


def _gross(own: CompanyPrice | None, offer: Listed) -> tuple[Decimal | None, str]:
    if own is not None:
        return _amount(own, offer), own.currency
    return (offer.price if offer.price_kind == "gross" else None), offer.currency


def _amount(term: CompanyPrice, offer: Listed) -> Decimal | None:
    """The term's price for the offer's quantity; None in another unit or currency, or without end."""
    units = (offer.price_unit or offer.unit, term.price_unit)
    if term.price is None or (all(units) and units[0] != units[1]):
        return None
    if offer.currency and term.currency and offer.currency != term.currency:
        return None
    if not term.price_unit and term.price_quantity is None:
        return term.price
    wanted, given = offer.price_quantity or Decimal(1), term.price_quantity or Decimal(1)
    try:
        with localcontext(_EXACT):
            return term.price * wanted / given
    except Inexact:
        return None


def _less(gross: Decimal, percent: Decimal) -> Decimal:
    with localcontext(_EXACT):
        return gross * (100 - percent) / 100


def _found(term: CompanyPrice, amount: Decimal, currency: str) -> NetPrice:
    return NetPrice(amount, currency, term.kind, term.percent, term.agreement, term.valid_to)
