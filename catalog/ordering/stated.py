"""What suppliers state as alternative or replacement of a product (NELFO VA ``A`` and ``E``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from catalog import queries
from catalog.errors import InvalidIdentifier
from catalog.identifiers import Identifier, validate_gtin
from catalog.models import Offer
from catalog.shapes import OfferView, ProductView

_KINDS = ("alternative", "replacement")
# NELFO's VareMrk
_EL_NUMBER, _GTIN = "1", "2"


def stated(session: Session, products: Iterable[ProductView]) -> Mapping[int, Mapping[int, str]]:
    """For each product the ids of those stated in its place, with the name of the supplier who says so.

    A number that means no product or several says nothing.
    """
    offers = {offer.id: (product.id, offer) for product in products for offer in product.offers}
    wanted = [
        (offers[offer_id][0], offers[offer_id][1].supplier_name, identifier)
        for offer_id, relations in _relations(session, list(offers))
        for identifier in _identifiers(offers[offer_id][1], relations)
    ]
    found: dict[int, dict[int, str]] = {}
    resolved = queries.resolve(session, [identifier for _id, _name, identifier in wanted]) if wanted else []
    for (product_id, name, _identifier), ids in zip(wanted, resolved, strict=True):
        if len(ids) == 1 and ids[0] != product_id:
            found.setdefault(product_id, {}).setdefault(ids[0], name)
    return found


def _relations(session: Session, offer_ids: Sequence[int]) -> Iterable[tuple[int, list[Any]]]:
    statement = select(Offer.id, col(Offer.extra)["relations"]).where(col(Offer.id).in_(offer_ids))
    return [(key or 0, relations) for key, relations in session.execute(statement) if relations]


def _identifiers(offer: OfferView, relations: Iterable[Sequence[str]]) -> Iterable[Identifier]:
    for kind, mark, number in relations:
        if kind not in _KINDS or mark == "mpn":
            continue
        if mark == _GTIN:
            try:
                yield Identifier("gtin", validate_gtin(number))
            except InvalidIdentifier:
                continue
        elif mark == _EL_NUMBER:
            yield Identifier("el", number, "NO")
        else:
            yield Identifier("supplier", number, offer.supplier)
