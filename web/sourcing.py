"""What pages say of suppliers beside their offers: risk level as assessed elsewhere, and agreements.

Read once a process and day, anew when a list or a supplier came. Facts about a supplier, never mixed with
labels, never a colour alone; who may see levels is the operator's setting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Flask, current_app, g

from catalog.people.roles import Right
from catalog.search.port import SearchRequest
from catalog.shapes import OfferView, ProductView
from catalog.sourcing import filters
from catalog.sourcing.filters import InForce
from catalog.sourcing.known import KnownAgreement, Standing
from catalog.sourcing.records import NOT_ASSESSED
from web import company_prices
from web.i18n import gettext as _
from web.identity import current_user
from web.query_args import Asked
from web.services import services, session, today
from web.sourcing_words import level_source, level_words


def found() -> InForce:
    """What is in force today."""
    if "sourcing" not in g:
        key = (filters.version(session()), today())
        kept = current_app.extensions.setdefault("merkbar.sourcing", {})
        last = kept.get("last")
        if last is None or last[0] != key:
            last = kept["last"] = (key, filters.in_force(session(), today()))
        g.sourcing = last[1]
    known: InForce = g.sourcing
    return known


def sees_risk() -> bool:
    """Whether this visitor may see risk levels."""
    return services().settings.risk_details == "all" or current_user().may(Right.REPORTS)


def scoped(asked: SearchRequest) -> SearchRequest:
    """The request with the filters by agreement and risk level."""
    agreements, risks = (asked.agreements, asked.risks) if isinstance(asked, Asked) else ((), ())
    chosen = {filters.AGREEMENT: agreements, filters.RISK: risks if sees_risk() else ()}
    made = filters.scoped(found(), services().workspace.brands, chosen, with_risk=sees_risk())
    return replace(asked, scoped=made)


def standing(slug: str) -> Standing | None:
    """A supplier's risk level; None where no list is loaded or the visitor may not see it."""
    known = found()
    if not known.suppliers or not sees_risk():
        return None
    listed = known.suppliers.get(slug)
    return listed.standing(known.day) if listed else Standing(NOT_ASSESSED)


def agreement(offer: OfferView, product: ProductView | None) -> KnownAgreement | None:
    """The agreement in force that the offer is under."""
    if product is None or not found().agreements:
        return None
    key = services().workspace.brands.key(product.brand)
    return found().agreement(offer.supplier, product.group, key)


def brief(offer: OfferView, product: ProductView) -> str:
    """One line for a row: ``avtale A-1 · risiko: lav``; '' where nothing is known."""
    under, level = agreement(offer, product), standing(offer.supplier)
    parts = [_("avtale %(number)s", number=under.number)] if under else []
    if level is not None:
        parts.append(_("risiko: %(level)s", level=level_words(level)))
    return " · ".join(parts)


def ordered(product: ProductView) -> Sequence[OfferView]:
    """The product's offers, those under an agreement first where the operator prefers them."""
    if not services().settings.prefer_agreements:
        return product.offers
    return sorted(product.offers, key=lambda offer: agreement(offer, product) is None)


def first_offer(product: ProductView) -> OfferView | None:
    """The offer that a row shows: the cheapest, under an agreement where the operator prefers those."""
    if services().settings.prefer_agreements:
        under = [offer for offer in product.offers if agreement(offer, product)]
        best = company_prices.cheapest(under)
        if best is not None:
            return best
    return company_prices.cheapest(product.offers)


def init_app(app: Flask) -> None:
    """Lets templates ask."""
    app.jinja_env.globals.update(
        supplier_standing=standing, offer_agreement=agreement, level_words=level_words,
        level_source=level_source, offers_of=ordered,
    )  # fmt: skip
