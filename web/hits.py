"""Hits as the search page lists them: every cell in words, filled into rows that are drawn already."""

from __future__ import annotations

from collections.abc import Iterable

from flask import get_template_attribute
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]
from markupsafe import Markup

from catalog.shapes import OfferView, ProductView
from web import company_prices, sourcing
from web.addresses import local_url, product_address
from web.formats import condition, el_number, https, money, per, price_kind, stock, unit
from web.i18n import gettext as _
from web.i18n import ngettext
from web.skeletons import Skeleton
from web.symbols import symbols_of

MOST_NUMBERS = 2
_OFFER = (
    "offer", "supplier", "price", "per", "kind", "net", "others", "orderable", "unit", "step", "stock",
    "stock_state", "condition", "sourcing",
)  # fmt: skip
_NO_OFFER = ("",) * len(_OFFER)
_ROW = Skeleton(
    "search/hit.html",
    "row",
    ("action", "token", "here", "id", "href", "name", "image", "brand", "mpn", "numbers", "symbols", *_OFFER),
)
_NUMBER = Skeleton("search/hit.html", "number", ("name", "value", "printed"))
_SYMBOL = Skeleton("search/hit.html", "symbol", ("label", "state", "tier", "href", "title", "text", "note"))


def rows(products: Iterable[ProductView], here: str) -> Markup:
    """A row for each product, with the offer that costs the visitor least; forms lead back to ``here``."""
    form = local_url("ordering.add"), generate_csrf(), here
    return _ROW.fill([form + _values(product) for product in products])


def _values(product: ProductView) -> tuple[str, ...]:
    offer = sourcing.first_offer(product)
    return (
        str(product.id),
        product_address(product.id),
        product.name,
        https(product.image_url),
        product.brand,
        product.mpn,
        _numbers(product),
        _symbols(product),
        *(_NO_OFFER if offer is None else _offered(offer, product)),
    )


def _offered(offer: OfferView, product: ProductView) -> tuple[str, ...]:
    """What ``_OFFER`` names. A step is a pack's size, where the feed gives it in the unit of the price."""
    others = len(product.offers) - 1
    priced_by = offer.price_unit or offer.unit
    packed = offer.pack_quantity if (offer.unit or offer.price_unit) == priced_by else None
    none_left = offer.discontinued or (offer.stock_quantity is not None and offer.stock_quantity <= 0)
    return (
        str(offer.id),
        offer.supplier_name,
        money(offer.price, offer.currency),
        per(offer),
        price_kind(offer),
        _net(offer),
        ngettext("+ %(num)s til", "+ %(num)s til", others) if others else "",
        "" if offer.discontinued or offer.price is None else "yes",
        unit(priced_by),
        f"{packed:f}" if packed else "",
        stock(offer),
        "none" if none_left else "some",
        condition(offer),
        sourcing.brief(offer, product),
    )


def _net(offer: OfferView) -> str:
    """What the visitor's company pays, '' where nothing is agreed."""
    net = company_prices.net_of(offer)
    if net is None:
        return ""
    line: str = get_template_attribute("macros/offers.html", "net_line")(
        net.price, net.currency, offer, net.agreement
    )
    return line


def _numbers(product: ProductView) -> str:
    if not product.el_numbers:
        return ""
    return _NUMBER.fill(
        [
            (_number_name(country), value, el_number(value))
            for country, value in product.el_numbers[:MOST_NUMBERS]
        ]
    )


def _number_name(country: str) -> str:
    return _("El-nr.") if country == "NO" else f"{_('El-nr.')} {country}"


def _symbols(product: ProductView) -> str:
    if not product.labels:
        return ""
    return _SYMBOL.fill(
        [
            (one.label, one.state, one.tier, one.href, one.title, one.text, one.note)
            for one in symbols_of(product)
        ]
    )
