"""Identifier conflicts as issues: one open issue a key, resolved when its offers agree again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from catalog.models import Issue, Offer, OfferKey, Supplier

KIND = "identifier-conflict"


def record_conflicts(
    session: Session,
    conflicts: Sequence[tuple[str, tuple[int, ...]]],
    run_id: int,
    now: datetime,
) -> None:
    """Opens an issue for each conflicting key that has none; names the offers that disagree."""
    if not conflicts:
        return
    keys = [_subject(key) for key, _ in conflicts]
    statement = select(col(Issue.subject)).where(
        col(Issue.kind) == KIND, col(Issue.resolved_at).is_(None), col(Issue.subject).in_(keys)
    )
    open_already = set(session.execute(statement).scalars())
    fresh = [
        {
            "run_id": run_id, "kind": KIND, "subject": _subject(key), "file": "", "line": 0,
            "field": "gtin" if key.startswith("g:") else "el_number",
            "reason": "products that disagree about brand or part number share this identifier: "
            "they are kept apart and get no automatic label",
            "raw": _describe(session, holders), "created_at": now,
        }
        for key, holders in conflicts
        if _subject(key) not in open_already
    ]  # fmt: skip
    if fresh:
        session.execute(insert(Issue), fresh)


def resolve_conflicts(session: Session, now: datetime) -> None:
    """Closes the issues of keys that at most one offer, or offers of one product, still carry."""
    statement = select(Issue).where(col(Issue.kind) == KIND, col(Issue.resolved_at).is_(None))
    for issue in session.execute(statement).scalars():
        prefix = "g" if issue.field == "gtin" else "e"
        holders = (
            select(col(Offer.product_id))
            .join(OfferKey, col(OfferKey.offer_id) == col(Offer.id))
            .where(col(OfferKey.key) == f"{prefix}:{issue.subject}")
            .distinct()
        )
        if len(session.execute(holders).all()) < 2:
            session.execute(
                update(Issue).where(col(Issue.id) == issue.id).values(resolved_at=now),
                execution_options={"synchronize_session": False},
            )


def _subject(key: str) -> str:
    return key[2:]


def _describe(session: Session, offer_ids: Sequence[int]) -> str:
    statement = (
        select(col(Supplier.slug), col(Offer.supplier_number), col(Offer.brand), col(Offer.mpn))
        .join(Supplier, col(Supplier.id) == col(Offer.supplier_id))
        .where(col(Offer.id).in_(offer_ids[:20]))
        .order_by(col(Supplier.slug), col(Offer.supplier_number))
    )
    return "; ".join(
        f"{slug}:{number} {brand} {mpn}".strip() for slug, number, brand, mpn in session.execute(statement)
    )[:500]
