"""Net prices beside the suppliers' own on pages, for a user who may see them and for nobody else.

A view says which offers its page is about (``prepare``); templates ask for one (``net_of``). A page that has
asked is kept by no cache, not even the browser's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from flask import Flask, g

from catalog.ordering.order_views import OrderView
from catalog.ordering.price_rights import sees_net
from catalog.pricing.net import NetPrice
from catalog.pricing.reading import net_prices
from catalog.shapes import OfferView, ProductView
from web import formats
from web.identity import current_user
from web.services import session, today


def prepare(products: Iterable[ProductView]) -> None:
    """Looks up the net prices of all offers of these products at once, where the visitor may see them."""
    visitor = current_user()
    if not sees_net(visitor):
        return
    ids = [offer.id for product in products for offer in product.offers]
    known(net_prices(session(), visitor.company_id, ids, today()))


def known(found: Mapping[int, NetPrice | None]) -> None:
    """Adds net prices, by offer id, that are the visitor's own to see."""
    kept = _kept()
    kept.update({key: net for key, net in found.items() if net is not None})


def net_of(offer: object) -> NetPrice | None:
    """What the visitor's company pays for the offer; None where nothing is agreed, or for no offer."""
    return _kept().get(offer.id) if isinstance(offer, OfferView) else None


def reveal(orders: Iterable[OrderView]) -> None:
    """Says that the page shows these orders, which may hold net prices of their day."""
    if any(line.agreed for order in orders for line in order.lines):
        g.net_prices_frozen = True


def shown() -> bool:
    """Whether this request has come upon any net price: its answer belongs in no cache."""
    return bool(g.get("net_prices")) or "net_prices_frozen" in g


def cheapest(offers: Sequence[OfferView]) -> OfferView | None:
    """The offer to show first, as ``formats.cheapest``, by what the visitor's company pays."""
    if len(offers) < 2 or not _kept():
        return formats.cheapest(offers)
    paid = [_paid(offer) for offer in offers]
    best = formats.cheapest(paid)
    return next((offer for offer in offers if best is not None and offer.id == best.id), None)


def _paid(offer: OfferView) -> OfferView:
    net = net_of(offer)
    return offer if net is None else replace(offer, price=net.price, currency=net.currency)


def _kept() -> dict[int, NetPrice]:
    found: dict[int, NetPrice] | None = g.get("net_prices")
    if found is None:
        found = g.net_prices = {}
    return found


def init_app(app: Flask) -> None:
    """Lets templates ask."""
    app.jinja_env.globals.update(net_of=net_of, cheapest=cheapest)
