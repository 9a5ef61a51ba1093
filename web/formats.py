"""How numbers, prices, days and units are written for people. Amounts stay exact: nothing is rounded
that a supplier gave, only a price converted to one unit is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.numbers import get_decimal_symbol, get_group_symbol
from flask import Flask, current_app, request, url_for

from catalog.shapes import OfferView
from web.i18n import gettext as _
from web.i18n import language, lazy_gettext, locale
from web.punchout_session import outside
from web.services import services

# UN/ECE Recommendation 20 and 21 codes that suppliers of electrical goods use; others show as they are.
UNITS = {
    "C62": lazy_gettext("stk"),
    "H87": lazy_gettext("stk"),
    "EA": lazy_gettext("stk"),
    "PCE": lazy_gettext("stk"),
    "NMP": lazy_gettext("pk"),
    "PK": lazy_gettext("pk"),
    "BX": lazy_gettext("eske"),
    "CT": lazy_gettext("kartong"),
    "PR": lazy_gettext("par"),
    "SET": lazy_gettext("sett"),
    "RO": lazy_gettext("rull"),
    "RL": lazy_gettext("rull"),
    "D97": lazy_gettext("pall"),
    "HUR": lazy_gettext("time"),
    "MTR": "m",
    "KMT": "km",
    "CMT": "cm",
    "MMT": "mm",
    "MTK": "m²",
    "MTQ": "m³",
    "LTR": "l",
    "KGM": "kg",
    "GRM": "g",
    "TNE": "t",
}
STOCK_STATES = {
    "in-stock": lazy_gettext("På lager"),
    "in_stock": lazy_gettext("På lager"),
    "instock": lazy_gettext("På lager"),
    "stocked": lazy_gettext("Lagerført"),
    "not-stocked": lazy_gettext("Skaffevare"),
    "low": lazy_gettext("Få igjen"),
    "out-of-stock": lazy_gettext("Ikke på lager"),
    "out_of_stock": lazy_gettext("Ikke på lager"),
    "outofstock": lazy_gettext("Ikke på lager"),
    "backorder": lazy_gettext("Restordre"),
    "order": lazy_gettext("Bestillingsvare"),
    "on-order": lazy_gettext("Bestillingsvare"),
    "made-to-order": lazy_gettext("Bestillingsvare"),
    "discontinued": lazy_gettext("Utgått"),
}
MOST_DECIMALS = 6
_CENT = Decimal("0.01")
CONDITIONS = {"used": lazy_gettext("Brukt"), "refurbished": lazy_gettext("Oppusset")}


def number(value: Decimal | int | None) -> str:
    """A count or quantity with every digit it has: ``1 234`` or ``2,5``."""
    return "" if value is None else _written(value, 0, locale())


def amount(value: Decimal) -> str:
    """Money with at least two decimals and all that were given: ``1 234,50``, ``0,1234``."""
    return _written(value, 2, locale())


def _written(value: Decimal | int, least: int, in_locale: str) -> str:
    """What babel writes for ``#,##0.######`` with ``least`` of the decimals fixed, in a tenth of the time: a
    page writes a hundred numbers."""
    point, group = _signs(in_locale)
    if not least and isinstance(value, int):
        return f"{value:,}".replace(",", group)
    exact = Decimal(value)
    if int(exact.as_tuple().exponent) < -MOST_DECIMALS:
        exact = exact.quantize(Decimal(1).scaleb(-MOST_DECIMALS), ROUND_HALF_EVEN)
    whole, _point, part = f"{abs(exact):,f}".partition(".")
    part = part.rstrip("0").ljust(least, "0")
    sign = "-" if exact.is_signed() else ""
    return sign + whole.replace(",", group) + (point + part if part else "")


@cache
def _signs(in_locale: str) -> tuple[str, str]:
    return str(get_decimal_symbol(in_locale)), str(get_group_symbol(in_locale))


def money(value: Decimal | None, currency: str) -> str:
    """``1 234,50 kr``, ``NOK 1,234.50``; '' where there is no amount."""
    if value is None:
        return ""
    if language() == "nb":
        return f"{amount(value)}\xa0{'kr' if currency in ('NOK', '') else currency}"
    return f"{currency}\xa0{amount(value)}" if currency else amount(value)


def total(value: Decimal | None, currency: str) -> str:
    """What something costs in all, in whole øre as an invoice has it; prices keep their own decimals."""
    return money(value if value is None else value.quantize(_CENT, ROUND_HALF_UP), currency)


def unit(code: str) -> str:
    """A unit code in words; an unknown code as it is."""
    return _unit(code, language())


@lru_cache(maxsize=1_000)
def _unit(code: str, _language: str) -> str:
    return str(UNITS.get(code.upper(), code))


def per(offer: OfferView) -> str:
    """What the price buys: ``per stk``, ``per 100 m``; '' where the feed does not say."""
    return _per(offer.price_unit or offer.unit, offer.price_quantity or Decimal(1), language())


@lru_cache(maxsize=1_000)
def _per(code: str, quantity: Decimal, _language: str) -> str:
    """A few dozen for all of a catalogue, and one in each row."""
    name = unit(code)
    if not name:
        return _("per %(count)s", count=number(quantity)) if quantity != 1 else ""
    return _("per %(what)s", what=name if quantity == 1 else f"{number(quantity)} {name}")


def unit_price(offer: OfferView) -> Decimal | None:
    """The price of one unit, exact (Decimal division), or None."""
    if offer.price is None:
        return None
    quantity = offer.price_quantity or Decimal(1)
    return offer.price / quantity if quantity > 0 else None


def price_kind(offer: OfferView) -> str:
    """What kind of price it is; a price never stands without this."""
    return _("nettopris eks. mva") if offer.price_kind == "net" else _("veil. bruttopris eks. mva")


def cheapest(offers: Sequence[OfferView]) -> OfferView | None:
    """The offer to show first: orderable before discontinued, priced before unpriced, lowest for one
    unit. Prices of different currencies or units are not compared: then the first of them stands."""
    alive = [offer for offer in offers if not offer.discontinued] or list(offers)
    if len(alive) == 1:
        return alive[0]
    priced = [offer for offer in alive if unit_price(offer) is not None]
    if not priced:
        return alive[0] if alive else None
    first = priced[0]
    same = [o for o in priced if (o.currency, o.price_unit) == (first.currency, first.price_unit)]
    return min(same, key=lambda offer: unit_price(offer) or Decimal(0))


def stock(offer: OfferView) -> str:
    """Stock in words; '' where the feed does not say, which is not the same as none."""
    if offer.discontinued:
        return str(STOCK_STATES["discontinued"])
    if offer.stock_quantity is not None:
        if offer.stock_quantity <= 0:
            return str(STOCK_STATES["out-of-stock"])
        return _("%(count)s på lager", count=number(offer.stock_quantity))
    return str(STOCK_STATES.get(offer.stock_state.casefold(), offer.stock_state))


def condition(offer: OfferView) -> str:
    """Used or refurbished in words; '' for new."""
    return str(CONDITIONS.get(offer.condition, ""))


def day(value: date | None) -> str:
    """``3.2.2027`` in Norwegian, ``3 Feb 2027`` in English."""
    if value is None:
        return ""
    return str(format_date(value, "d.M.y" if language() == "nb" else "d MMM y", locale=locale()))


def moment(value: datetime | None) -> str:
    """An instant on the clock of the buyers' time zone, to the minute."""
    if value is None:
        return ""
    pattern = "d.M.y 'kl.' HH.mm" if language() == "nb" else "d MMM y, HH:mm"
    zone = services().workspace.clock.timezone
    return str(format_datetime(value.astimezone(zone), pattern, locale=locale()))


def gtin(canonical: str) -> str:
    """A GTIN as it is printed: the zeros that pad it to 14 digits taken off again."""
    if canonical.startswith("000000"):
        return canonical[6:]
    return canonical.removeprefix("0")


def el_number(value: str) -> str:
    """``12 345 67``, as it is printed in Norwegian catalogues."""
    return f"{value[:2]}\xa0{value[2:5]}\xa0{value[5:]}" if len(value) == 7 else value


def https(url: str) -> str:
    """A picture's address if a page may load it, else ''."""
    return url if url.lower().startswith("https://") else ""


def web_address(url: str) -> str:
    """An address from a feed or register if it leads to a web page, else '' (never a script)."""
    return url if url.lower().startswith(("https://", "http://")) else ""


def asset(name: str) -> str:
    """The address of a static file, with its hash: it may be kept for a year."""
    digest = _digest(str(Path(current_app.static_folder or "") / name))
    return _static(name, digest, outside(request.script_root))


@lru_cache(maxsize=1_000)
def _static(name: str, digest: str, _mount: str) -> str:
    """Made once a process and mount point: every page has a dozen."""
    return outside(url_for("static", filename=name, v=digest))


@cache
def _digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def init_app(app: Flask) -> None:
    """Makes the functions above usable in templates: one value as filters, offers as functions."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    values = (number, amount, money, total, unit, day, moment, gtin, el_number, https, web_address)
    offers = (per, unit_price, price_kind, cheapest, stock, condition, asset)
    app.jinja_env.filters.update({function.__name__: function for function in values})
    app.jinja_env.globals.update({function.__name__: function for function in offers})
