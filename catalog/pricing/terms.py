"""Keeps the terms of one company with one supplier, one whole set for each kind of file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlmodel import Session, col

from catalog.errors import NotFound
from catalog.models import Company, CompanyPrice, Run, Supplier
from catalog.records import FileFacts, PriceTerm


@dataclass(frozen=True, slots=True)
class TermSet:
    """Whose terms they are, and of which kind of file (``discounts`` or ``prices``)."""

    company_id: int
    supplier_id: int
    source: str


def company_id(session: Session, slug: str) -> int:
    """The company with that slug. Raises NotFound: a misspelt one must not become a new company."""
    found = session.execute(select(col(Company.id)).where(col(Company.slug) == slug)).scalar_one_or_none()
    if found is None:
        raise NotFound(f"no company {slug!r}: companies are made with `merkbar users add`")
    return int(found)


def standing_run(session: Session, slug: str, company: int, source: str) -> Run | None:
    """The run that published the set which stands, None where there is none."""
    statement = (
        select(Run)
        .join(CompanyPrice, col(CompanyPrice.run_id) == col(Run.id))
        .join(Supplier, col(Supplier.id) == col(CompanyPrice.supplier_id))
        .where(col(Supplier.slug) == slug, col(CompanyPrice.company_id) == company)
        .where(col(CompanyPrice.source) == source)
        .limit(1)
    )
    found: Run | None = session.execute(statement).scalars().first()
    return found


def replace(
    session: Session, whose: TermSet, terms: Sequence[PriceTerm], facts: FileFacts, run_id: int
) -> None:
    """Puts the terms in the place of the whole set. Needs a write transaction."""
    session.execute(
        delete(CompanyPrice).where(
            col(CompanyPrice.company_id) == whose.company_id,
            col(CompanyPrice.supplier_id) == whose.supplier_id,
            col(CompanyPrice.source) == whose.source,
        )
    )
    agreement = dict(facts.extra).get("agreement", "")
    session.add_all(
        CompanyPrice(
            company_id=whose.company_id, supplier_id=whose.supplier_id, source=whose.source, kind=term.kind,
            number_kind=term.number_kind, number=term.number, percent=term.percent, price=term.price,
            currency=term.currency, price_unit=term.price_unit, price_quantity=term.price_quantity,
            agreement=agreement, valid_from=facts.valid_from, valid_to=facts.valid_to, run_id=run_id,
            line=term.line,
        )
        for term in terms
    )  # fmt: skip
    session.flush()
