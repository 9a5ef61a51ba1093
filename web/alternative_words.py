"""Labelled alternatives as pages show them: what is alike in words, the difference in price, what undoes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app
from sqlmodel import Session, select

from catalog.errors import IndexUnavailable
from catalog.models import Basket, BasketLine, Company, Offer
from catalog.ordering.alternatives import Alternative, Alternatives, alternatives, for_product
from catalog.ordering.baskets import Line
from catalog.ordering.switching import whole_packs
from catalog.shapes import OfferView, ProductView
from web import company_prices
from web.formats import money, per, price_kind
from web.group_words import group_name
from web.i18n import gettext as _
from web.i18n import language
from web.identity import current_user
from web.services import services, session, today

NOTHING = Alternatives({}, ())


@dataclass(frozen=True, slots=True)
class Swapped:
    """A line that took the place of ``name``, and can be swapped back."""

    name: str


def switched_on() -> bool:
    """Whether the visitor's company wants suggestions; everybody gets them who has none."""
    company_id = current_user().company_id
    company = session().get(Company, company_id) if company_id is not None else None
    return company is None or company.suggests


def of_lines(lines: Sequence[Line]) -> Alternatives:
    """The alternatives to these lines; none without an index, or where the company wants none."""
    if not lines or not switched_on():
        return NOTHING
    try:
        found = alternatives(session(), services().workspace, services().index, lines, today())
    except IndexUnavailable:
        current_app.logger.info("no alternatives: the index is not there")
        return NOTHING
    company_prices.prepare(one.product for several in found.by_line.values() for one in several)
    return found


def of_product(product: ProductView, offer: OfferView | None) -> tuple[Alternative, ...]:
    """The alternatives to a product, compared with one of its offers."""
    if offer is None or not switched_on():
        return ()
    try:
        found = for_product(session(), services().workspace, services().index, product, offer, today())
    except IndexUnavailable:
        current_app.logger.info("no alternatives: the index is not there")
        return ()
    company_prices.prepare(one.product for one in found)
    return found


def swapped(reading: Session, row: Basket | None) -> Mapping[int, Swapped]:
    """What the lines of a basket took the place of, by line."""
    if row is None or row.id is None:
        return {}
    rows = reading.exec(select(BasketLine).where(BasketLine.basket_id == row.id)).all()
    before = {line.id or 0: int(line.swapped["own"]["offer"]) for line in rows if line.swapped}
    offers = {offer_id: reading.get(Offer, offer_id) for offer_id in before.values()}
    return {key: Swapped(offer.name) for key, value in before.items() if (offer := offers[value]) is not None}


def reason(one: Alternative) -> str:
    """Why it is offered: ``Likt: skjermstørrelse (tommer) 24, oppløsning FHD``."""
    names = services().workspace.comparables.names
    told = [
        f"{names[fact].get(language()) or names[fact]['nb']} {one.facts[fact].upper()}"
        for fact in one.alike
        if fact in names
    ]
    parts = [_("Likt: %(facts)s.", facts=", ".join(told))] if told else []
    if one.stated_by:
        parts.insert(0, _("Oppgitt som alternativ av %(supplier)s.", supplier=one.stated_by))
    return " ".join(parts)


def difference(one: Alternative) -> str:
    """``+120,00 kr per stk``, ``−5,00 kr per m``, with the kind of price; or that nobody can say."""
    if one.difference is None:
        return _("Prisen kan ikke sammenlignes")
    unit = per_one(one.offer)
    if not one.difference:
        return _("samme pris %(per)s (%(kind)s)", per=unit, kind=price_kind(one.offer))
    sign = "+" if one.difference > 0 else "−"
    amount = money(abs(one.difference), one.offer.currency)
    return _("%(amount)s %(per)s (%(kind)s)", amount=sign + amount, per=unit, kind=price_kind(one.offer))


def per_one(offer: OfferView) -> str:
    """What a difference is for: one unit, whatever number of them the price buys."""
    return per(replace(offer, price_quantity=None))


def packs_differ(line: Line, one: Alternative) -> bool:
    """Whether the quantity has to be asked for: another package, or one that it does not fill."""
    own, other = line.offer.pack_quantity or 1, one.offer.pack_quantity or 1
    return own != other and bool(line.quantity % other)


def without_labels(groups: Sequence[str]) -> str:
    """``Ingen av de seks merkene finnes for kabel eller sikringer.``, said once a basket; '' for none."""
    if not groups:
        return ""
    names = [group_name(group) for group in groups]
    told = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {_('eller')} {names[-1]}"
    return _("Ingen av de seks merkene finnes for %(group)s.", group=told)


WORDS: Mapping[str, Any] = {
    "reason_of": reason,
    "difference_of": difference,
    "packs_differ": packs_differ,
    "whole_packs": whole_packs,
    "without_labels": without_labels,
}
