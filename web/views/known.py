"""The public "what we know" pages of a product and of a supplier: what an answer under Åpenhetsloven
section 6 can point to. They hold facts with their source and day, no contact and no price."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, render_template
from sqlmodel import select

from catalog import queries
from catalog.errors import NotFound
from catalog.models import Supplier
from catalog.shapes import ProductView
from catalog.sourcing.known import KnownOrganisation, by_supplier, organisations
from web import evidence_words, sourcing
from web.addresses import absolute
from web.group_words import can_hold_none, group_name
from web.services import services, session, today
from web.sourcing_words import DOCUMENTS, level_source, level_words

blueprint = Blueprint("known", __name__)


@blueprint.get("/products/<int:product_id>/known")
def product(product_id: int) -> str:
    """Labels with their certificates, what is not shown and why, suppliers and maker with risk level."""
    work = services().workspace
    view = queries.product_view(session(), work, product_id, today())
    known = organisations(session())
    listed = by_supplier(known)
    suppliers = {offer.supplier: (offer.supplier_name, listed.get(offer.supplier)) for offer in view.offers}
    return render_template(
        "known/product.html",
        product=view,
        sections=evidence_words.sections(view, work.labels),
        can_hold_none=can_hold_none(view.group, work.labels),
        group=group_name(view.group) if view.group else "",
        suppliers=sorted(suppliers.items()),
        makers=_makers(view, known),
        canonical=absolute("known.product", product_id=product_id),
        **_words(),
    )


@blueprint.get("/suppliers/<slug>/known")
def supplier(slug: str) -> str:
    """Who a supplier is, its risk level as assessed elsewhere, its documents."""
    found = by_supplier(organisations(session())).get(slug)
    row = session().exec(select(Supplier).where(Supplier.slug == slug)).first()
    if found is None and row is None:
        raise NotFound(f"no supplier {slug}")
    return render_template(
        "known/supplier.html",
        name=found.name if found else row.name if row else slug,
        organisation=found,
        canonical=absolute("known.supplier", slug=slug),
        **_words(),
    )


def _makers(view: ProductView, known: Iterable[KnownOrganisation]) -> list[KnownOrganisation]:
    """Manufacturers that the list says make the product's brand."""
    key = services().workspace.brands.key(view.brand)
    return [one for one in known if one.makes and key and key in one.brands]


def _words() -> dict[str, object]:
    return {
        "day_of": today(),
        "level_words": level_words,
        "level_source": level_source,
        "documents": DOCUMENTS,
        "certificate_word": evidence_words.certificate_word,
        "shows_levels": sourcing.sees_risk(),
        "ask_at": services().settings.questions_email,
    }
