"""Whether one product can be ordered in place of a line, with which offer and at what difference."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from catalog.comparable import Comparables, Facts
from catalog.conditions import SECOND_HAND
from catalog.ordering.baskets import Line
from catalog.ordering.possible import Possible, facts_of
from catalog.shapes import OfferView, ProductView

# UN/ECE Recommendation 20 and what feeds write for one piece of something
_PIECES = frozenset(("EA", "PCE", "C62", "H87", "ST", "STK", "NAR"))



@dataclass(frozen=True, slots=True)
class Wanted:
    """A line as it is compared: its product, what its texts say, and its key ('' for none)."""

    line: Line
    product: ProductView
    key: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Choice:
    """A product that can stand in for the line; its label has not been looked at yet."""

    product: Possible
    offer: OfferView
    alike: tuple[str, ...]
    facts: Facts
    difference: Decimal | None
    stated_by: str


def wanted_of(rules: Comparables, line: Line, product: ProductView) -> Wanted:
    """The line with what its texts say."""
    facts = facts_of(rules, product.group, product.name, product.description)
    return Wanted(line, product, rules.key_of(product.group, product.name, facts), facts)


def choice(
    rules: Comparables, wanted: Wanted, other: Possible, facts: Facts, stated_by: str
) -> Choice | None:
    """The product as a choice, None where it cannot stand in.

    One that the rules found has to fit; one that a supplier states must only not contradict.
    """
    own = wanted.product
    if other.id == own.id or not _same(own.group, other.group) or not _same(own.class_code, other.class_code):
        return None
    if stated_by:
        fits = not rules.contradict(own.group, wanted.facts, facts)
    else:
        fits = rules.fits(own.group, wanted.facts, facts)
    offers = [offer for offer in other.offers if _comparable(wanted.line, offer)]
    if not fits or not offers:
        return None
    best = min(offers, key=lambda offer: _preference(wanted.line, offer))
    alike = rules.shared(own.group, wanted.facts, facts)
    return Choice(other, best, alike, facts, difference(wanted.line.offer, best), stated_by)


def _same(one: str, other: str) -> bool:
    """Alike as far as both are known."""
    return not one or not other or one == other


def _comparable(line: Line, offer: OfferView) -> bool:
    """Whether the offer is sold in the line's unit and in its condition."""
    used = line.offer.condition in SECOND_HAND
    return (
        not offer.discontinued
        and (offer.condition in SECOND_HAND) == used
        and _unit(offer.price_unit or offer.unit) == _unit(line.unit)
    )


def _unit(code: str) -> str:
    return "EA" if code.upper() in _PIECES else code.upper()


def _preference(line: Line, offer: OfferView) -> tuple[bool, Decimal, bool, int]:
    """The cheapest offer; of equal ones that of the line's own supplier."""
    more = difference(line.offer, offer)
    return more is None, more or Decimal(0), offer.supplier != line.offer.supplier, offer.id


def difference(own: OfferView, other: OfferView) -> Decimal | None:
    """What one price unit of ``other`` costs more than one of ``own``; None where nobody can say."""
    if own.price is None or other.price is None or own.currency != other.currency:
        return None
    if own.price_kind != other.price_kind:
        return None
    return other.price / (other.price_quantity or 1) - own.price / (own.price_quantity or 1)
