"""What was decided, by whom, when and why, the newest first; undone decisions stay in it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from catalog.judged_keys import holders, product_keys
from catalog.models import Certificate, Judgement, Product, WordingJudgement
from catalog.review_shapes import JudgementView

_DECISION: tuple[Any, ...] = (
    col(Judgement.label), col(Judgement.number_key), col(Judgement.decided_by), col(Judgement.decided_at),
)  # fmt: skip


def history(
    session: Session,
    limit: int,
    offset: int = 0,
    product_id: int | None = None,
    company_id: int | None = None,
) -> list[JudgementView]:
    """Decisions about certificates and wordings; of one product only its certificates. A company sees
    its own, the operator (None) all."""
    upto = limit + offset
    found = _certificates(session, upto, product_id, company_id)
    if product_id is None:
        found += _wordings(session, upto, company_id)
    found.sort(key=lambda view: (view.decided_at, view.id), reverse=True)
    return found[offset:upto]


def _certificates(
    session: Session, limit: int, product_id: int | None, company_id: int | None
) -> list[JudgementView]:
    # The rows of one decision share label, number, name and moment; the first one stands for it.
    first = select(func.min(col(Judgement.id))).group_by(*_DECISION)
    if product_id is not None:
        own = product_keys(session, [product_id])[product_id]
        first = first.having(func.max(case((col(Judgement.product_key).in_(own), 1), else_=0)) == 1)
    statement = select(Judgement).where(col(Judgement.id).in_(first))
    if company_id is not None:
        statement = statement.where(col(Judgement.company_id) == company_id)
    rows = session.execute(statement.order_by(col(Judgement.decided_at).desc()).limit(limit)).scalars().all()
    products = _products(session, rows)
    numbers = {row.number_key for row in rows}
    written: dict[tuple[str, str], str] = {}
    for label, key, number in session.execute(
        select(col(Certificate.label), col(Certificate.number_key), col(Certificate.number)).where(
            col(Certificate.number_key).in_(numbers)
        )
    ):
        written[label, key] = number
    return [
        JudgementView(
            f"j{row.id}", row.label, "", written.get((row.label, row.number_key), row.number_key), row.held,
            row.reason, row.decided_by, row.decided_at, row.undone_by, row.undone_at,
            *products.get(row.id, (None, "")),
        )
        for row in rows
    ]  # fmt: skip


def _products(session: Session, rows: Any) -> dict[int | None, tuple[int, str]]:
    """The product that carries any key of a decision now, with its name."""
    keys: dict[tuple[str, str, str, datetime], set[str]] = defaultdict(set)
    statement = select(*_DECISION, col(Judgement.product_key))
    moments = {row.decided_at for row in rows}
    for *decision, key in session.execute(statement.where(col(Judgement.decided_at).in_(moments))):
        keys[tuple(decision)].add(key)
    held_by = holders(session, set().union(*keys.values()))
    found: dict[int | None, int] = {}
    for row in rows:
        own = keys[row.label, row.number_key, row.decided_by, row.decided_at]
        ids = set().union(*(held_by.get(key, set()) for key in own))
        if ids:
            found[row.id] = min(ids)
    names = dict(
        session.execute(
            select(col(Product.id), col(Product.name)).where(col(Product.id).in_(set(found.values())))
        ).all()
    )
    return {key: (product_id, names.get(product_id, "")) for key, product_id in found.items()}


def _wordings(session: Session, limit: int, company_id: int | None) -> list[JudgementView]:
    statement = select(WordingJudgement).order_by(
        col(WordingJudgement.decided_at).desc(), col(WordingJudgement.id).desc()
    )
    if company_id is not None:
        statement = statement.where(col(WordingJudgement.company_id) == company_id)
    return [
        JudgementView(f"l{row.id}", row.label, row.tier, row.wording, row.held, row.reason, row.decided_by,
                      row.decided_at, row.undone_by, row.undone_at)
        for row in session.execute(statement.limit(limit)).scalars()
    ]  # fmt: skip
