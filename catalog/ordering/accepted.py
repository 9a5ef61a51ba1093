"""Labelled alternatives that a buyer takes instead of a line: offers of the same supplier, frozen with it.

Nothing is accepted that the buyer has not ticked, and nothing whose label is not verified on that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from catalog import queries
from catalog.errors import InvalidRequest
from catalog.models import Offer, OfferKey
from catalog.ordering.baskets import is_orderable
from catalog.ordering.evidence import FrozenLabel, freeze, thaw
from catalog.ordering.totals import VERIFIED, standing
from catalog.workspace import Workspace

MOST = 5
GONE = "Et alternativ du godtok, har ikke merke lenger. Se over på nytt; ingenting er bestilt."


@dataclass(frozen=True, slots=True)
class Accepted:
    """One alternative as it was accepted, with the labels it was accepted for."""

    supplier_number: str
    number_kind: str
    el_number: str
    name: str
    labels: tuple[FrozenLabel, ...]


def frozen(
    session: Session, workspace: Workspace, supplier_id: int, offer_ids: Sequence[int], today: date
) -> list[dict[str, Any]]:
    """The offers as an order line keeps them.

    Raises InvalidRequest (field ``accept``) for one of another supplier, one that cannot be ordered or
    whose label is not verified today, and for more than MOST.
    """
    found: list[dict[str, Any]] = []
    for offer_id in dict.fromkeys(offer_ids):
        offer = session.get(Offer, offer_id) if 0 < offer_id < 2**63 else None
        if offer is None or offer.supplier_id != supplier_id or not is_orderable(offer) or len(found) >= MOST:
            raise InvalidRequest("accept", GONE)
        (view,) = queries.product_views(session, workspace, [offer.product_id or 0], today)
        if standing(view.labels) != VERIFIED:
            raise InvalidRequest("accept", GONE)
        labels = [freeze(label, workspace.labels[label.label], today) for label in view.labels]
        found.append(
            {
                "supplier_number": offer.supplier_number,
                "number_kind": offer.number_kind,
                "el_number": _el_number(session, offer_id),
                "name": offer.name,
                "labels": labels,
            }
        )
    return found


def thawed(stored: Sequence[dict[str, Any]]) -> tuple[Accepted, ...]:
    """What ``frozen`` kept."""
    return tuple(
        Accepted(**{**one, "labels": tuple(thaw(label) for label in one["labels"])}) for one in stored
    )


def _el_number(session: Session, offer_id: int) -> str:
    keys = session.exec(
        select(OfferKey.key).where(OfferKey.offer_id == offer_id, col(OfferKey.key).startswith("e:NO:"))
    ).all()
    return keys[0].removeprefix("e:NO:") if len(keys) == 1 else ""
