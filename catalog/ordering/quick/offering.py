"""Which supplier's offer a row begins with; the buyer may choose another. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from catalog.ordering.quick.lookup import Hit
from catalog.shapes import OfferView, ProductView


def chosen_offer(product: ProductView, wanted: int, supplier: str, hits: Sequence[Hit]) -> OfferView | None:
    """The offer that was chosen; else the preferred ``supplier``'s, the one whose own number was typed, the
    cheapest. One that is still made goes before a discontinued one. None where nobody lists the product."""
    offers = product.offers
    named = next((offer for offer in offers if offer.id == wanted), None)
    if named is not None:
        return named
    alive = [offer for offer in offers if not offer.discontinued] or list(offers)
    typed = {hit.offer_id for hit in hits if hit.by == "number"}
    typed = typed if len(typed) == 1 else set()
    own = [offer for offer in alive if offer.supplier == supplier]
    by_number = [offer for offer in alive if offer.id in typed]
    return cheapest(own or by_number or alive)


def cheapest(offers: Sequence[OfferView]) -> OfferView | None:
    """The lowest price for one unit; prices of different currencies or units are not compared: then the
    first with a price stands."""
    priced = [offer for offer in offers if offer.price is not None and (offer.price_quantity or 1) > 0]
    if not priced:
        return offers[0] if offers else None
    if len({(offer.currency, offer.price_unit) for offer in priced}) > 1:
        return priced[0]
    return min(priced, key=lambda offer: (offer.price or Decimal(0)) / (offer.price_quantity or Decimal(1)))
