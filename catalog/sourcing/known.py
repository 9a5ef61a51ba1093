"""What is known of organisations and agreements, now or just before an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from catalog.models import Agreement, Assessment, OrganisationFacts, SourcingDocument
from catalog.sourcing.records import NOT_ASSESSED, AssessedRisk, DocumentLink
from catalog.sourcing.versions import held

_Fact = TypeVar("_Fact", Assessment, SourcingDocument)


@dataclass(frozen=True, slots=True)
class Standing:
    """A risk level on a day. ``since`` is the last day of an assessment that has ended: the level is then
    ``not-assessed``, and ``assessed`` still says who had assessed what."""

    level: str
    assessed: AssessedRisk | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """One organisation as it was known. ``number`` is '' where it has none."""

    organisation_id: int
    name: str
    number: str
    country: str
    supplies: bool
    makes: bool
    supplier: str
    brands: tuple[str, ...]
    contact_name: str
    contact_email: str
    assessed: AssessedRisk | None
    documents: tuple[DocumentLink, ...]

    def standing(self, day: date) -> Standing:
        """The risk level on a day; past its validity, or never assessed, it is ``not-assessed``."""
        if self.assessed is None:
            return Standing(NOT_ASSESSED)
        if self.assessed.valid_to is not None and self.assessed.valid_to < day:
            return Standing(NOT_ASSESSED, self.assessed, self.assessed.valid_to)
        return Standing(self.assessed.level, self.assessed)


@dataclass(frozen=True, slots=True)
class KnownAgreement:
    """One agreement; ``supplier`` is the feed's slug, '' where the organisation has no feed."""

    number: str
    name: str
    organisation_id: int
    organisation: str
    supplier: str
    valid_from: date
    valid_to: date | None
    groups: tuple[str, ...]
    brands: tuple[str, ...]
    obliges: bool

    def current(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def covers(self, group: str, brand_key: str) -> bool:
        """Whether an offer of its supplier, of this product group and brand, is under it."""
        return not (self.groups or self.brands) or group in self.groups or brand_key in self.brands


def organisations(
    session: Session, until: datetime | None = None, ids: Iterable[int] | None = None
) -> list[KnownOrganisation]:
    """Every organisation (or those of ``ids``) as known just before an instant (None: now), by name."""
    statement = select(OrganisationFacts).where(held(OrganisationFacts, until))
    if ids is not None:
        statement = statement.where(col(OrganisationFacts.organisation_id).in_(sorted(set(ids))))
    order = (col(OrganisationFacts.name_key), col(OrganisationFacts.organisation_id))
    facts = session.execute(statement.order_by(*order)).scalars().all()
    risks = {row.organisation_id: row for row in _of(session, Assessment, until)}
    documents: dict[int, list[SourcingDocument]] = defaultdict(list)
    for row in _of(session, SourcingDocument, until):
        documents[row.organisation_id].append(row)
    return [_known(one, risks.get(one.organisation_id), documents[one.organisation_id]) for one in facts]


def agreements(session: Session, until: datetime | None = None) -> list[KnownAgreement]:
    """Every agreement as known just before an instant (None: now), by number."""
    statement = (
        select(Agreement, OrganisationFacts)
        .join(
            OrganisationFacts,
            col(OrganisationFacts.organisation_id) == col(Agreement.organisation_id),
        )
        .where(held(Agreement, until), held(OrganisationFacts, until))
        .order_by(col(Agreement.number), col(Agreement.id))
    )
    return [
        KnownAgreement(
            row.number, row.name, row.organisation_id, facts.name, facts.supplier, row.valid_from,
            row.valid_to, tuple(row.groups), tuple(row.brands), row.obliges,
        )
        for row, facts in session.execute(statement)
    ]  # fmt: skip


def by_supplier(known: Iterable[KnownOrganisation]) -> dict[str, KnownOrganisation]:
    """The organisations that send a feed, by its slug."""
    return {one.supplier: one for one in known if one.supplier}


def _of(session: Session, model: type[_Fact], until: datetime | None) -> Iterable[_Fact]:
    own: Any = model
    return session.execute(select(model).where(held(model, until)).order_by(col(own.id))).scalars()


def _known(
    facts: OrganisationFacts, risk: Assessment | None, documents: Iterable[SourcingDocument]
) -> KnownOrganisation:
    assessed = None
    if risk is not None:
        days = (risk.assessed_on, risk.valid_to)
        assessed = AssessedRisk(risk.level, risk.assessed_by, *days, risk.production_country)
    links = sorted((row.kind, row.url, row.dated, row.valid_to) for row in documents)
    return KnownOrganisation(
        facts.organisation_id, facts.name, facts.number, facts.country, facts.supplies, facts.makes,
        facts.supplier, tuple(facts.brands), facts.contact_name, facts.contact_email, assessed,
        tuple(DocumentLink(*link) for link in links),
    )  # fmt: skip
